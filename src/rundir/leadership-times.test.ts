import { expect, test } from "vitest";
import { at, iso, partitionTimeline } from "../report/testing/runs.js";
import { leaderTermsIn, lengthMs, recoveriesIn, twoLeadersIn } from "./leadership-times.js";

test("times are as long as the run's own clock says, also where the wall clock is set back", () => {
  const setBack = partitionTimeline.map((event) => ({
    ...event,
    at: event.ms > 72_300 ? at(event.ms - 60_000, { event: "phase", phase: "x" }).at : event.at,
  }));
  for (const timeline of [partitionTimeline, setBack]) {
    expect(twoLeadersIn(timeline).map(lengthMs)).toEqual([72_500 - 38_100]);
    expect(recoveriesIn(timeline).map(lengthMs)).toEqual([75_400 - 72_200]);
  }
});

test("after a reassignment a partition is in sync with the replicas that it has then", () => {
  const seen = (ms: number, isr: string[], replicas: string[]) =>
    at(ms, { event: "view", node: "kafka1", partition: 0, leader: "kafka1", epoch: 0, isr, replicas });
  const old = ["kafka1", "kafka2", "kafka3"];
  const moved = ["kafka1", "kafka2", "kafka4"];
  const recoveries = recoveriesIn([
    seen(0, old, old),
    seen(100, [...old, "kafka4"], [...old, "kafka4"]),
    seen(200, moved, moved),
    at(300, { event: "fault", name: "kill", fault: "kill", action: "injected", targets: ["kafka4"] }),
    seen(400, ["kafka1", "kafka2"], moved),
    at(500, { event: "fault", name: "kill", fault: "kill", action: "healed", targets: ["kafka4"] }),
    seen(600, moved, moved),
  ]);
  expect(recoveries).toEqual([{ fault: "kill", from: iso(500), to: iso(600) }]);
});

test("a broker believes that it leads until it says otherwise, until it leads in another epoch, or until its process ends", () => {
  const led = (ms: number, node: string, leader: string, epoch: number) =>
    at(ms, { event: "view", node, partition: 0, leader, epoch, isr: [] });
  const terms = leaderTermsIn([
    led(100, "kafka1", "kafka1", 0),
    led(110, "kafka2", "kafka1", 0),
    led(200, "kafka1", "kafka1", 1),
    at(300, { event: "node", node: "kafka1", state: "paused" }),
    led(400, "kafka2", "kafka2", 2),
    at(500, { event: "node", node: "kafka2", state: "killed" }),
    at(600, { event: "node", node: "kafka1", state: "resumed" }),
    led(700, "kafka1", "kafka3", 3),
    led(800, "kafka3", "kafka3", 3),
  ]);
  expect(terms.map(({ node, epoch, from, to }) => [node, epoch, from, to])).toEqual([
    ["kafka1", 0, iso(100), iso(200)],
    ["kafka1", 1, iso(200), iso(700)],
    ["kafka2", 2, iso(400), iso(500)],
    ["kafka3", 3, iso(800), null],
  ]);
});
