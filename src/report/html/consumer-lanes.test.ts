import { expect, it } from "vitest";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { at } from "../testing/runs.js";
import { consumerLanes } from "./consumer-lanes.js";

type ClientState = Extract<TimelineEvent, { event: "client" }>["state"];
const client = (ms: number, state: ClientState, instance = 0, rest: object = {}) =>
  at(ms, { event: "client", group: "billing", instance, incarnation: 0, state, ...rest });
const lanes = (...events: object[]) => consumerLanes(events as TimelineEvent[]);

it("a lane has the lag of its group, and which consumers were away", () => {
  const [lane] = lanes(
    client(0, "started"),
    at(5, { event: "consumed", group: "billing", reads: 1, lag: 7 }),
    client(10, "killed"),
    client(12, "paused", 1),
    client(20, "started"),
    client(25, "resumed", 1),
    client(30, "died"),
    client(40, "closed", 1),
  );
  expect(lane).toMatchObject({
    group: "billing",
    lag: [[5, 7]],
    absences: [
      { instance: 0, how: "killed", fromMs: 10, toMs: 20 },
      { instance: 1, how: "paused", fromMs: 12, toMs: 25 },
      { instance: 0, how: "died", fromMs: 30, toMs: null },
    ],
  });
});

it("marks rebalances, and leaves out the client that reads the rest", () => {
  const rebalance = (ms: number, instance: number) =>
    at(ms, {
      ...{ event: "rebalance", group: "billing", instance, incarnation: 0 },
      ...{ action: "assigned", partitions: [0, 1] },
    });
  const [lane] = lanes(
    client(0, "started"),
    rebalance(5, 0),
    client(50, "started", 1, { detail: "the final client of the group" }),
    rebalance(55, 1),
    client(60, "closed", 1),
  );
  expect(lane).toMatchObject({
    absences: [],
    rebalances: [{ ms: 5, instance: 0, action: "assigned", partitions: 2 }],
  });
});

it("of many lags the highest stay, and a run without groups has no lane", () => {
  const [lane] = lanes(
    ...Array.from({ length: 5_000 }, (_, ms) =>
      at(ms, { event: "consumed", group: "billing", reads: ms, lag: ms === 1_234 ? 99 : 1 }),
    ),
  );
  expect(lane!.lag.length).toBeLessThanOrEqual(600);
  expect(lane!.lag).toContainEqual([1_234, 99]);
  expect(lanes(at(0, { event: "note", message: "x" }))).toEqual([]);
});
