import { expect, it } from "vitest";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { at, iso, lossy, lostRange, partitionTimeline, result, runData, view } from "../testing/runs.js";
import { timesOf } from "./times.js";

const all = ["kafka1", "kafka2", "kafka3"];
const timeOf = (label: string, timeline: TimelineEvent[] | typeof partitionTimeline, found = result()) =>
  timesOf(runData(found, timeline).result).find((time) => time.label === label);
const fault = (ms: number, name: string, action: "injected" | "healed") =>
  at(ms, { event: "fault", name, fault: name, action, targets: ["kafka1"] });

it("two leaders: from the first view of the new one until the old one sees it", () => {
  expect(timeOf("two leaders", partitionTimeline)).toEqual({
    label: "two leaders",
    ms: 72_500 - 38_100,
    notes: ["kafka1 (epoch 0) and kafka2 (epoch 1)"],
  });
});

it("two leaders: one that was killed or is paused leads nobody any more", () => {
  const state = (now: "killed" | "paused") => at(31_300, { event: "node", node: "kafka1", state: now });
  for (const now of ["killed", "paused"] as const) {
    const timeline = [...partitionTimeline.slice(0, 6), state(now), ...partitionTimeline.slice(6, 8)];
    expect(timeOf("two leaders", timeline)).toBeUndefined();
  }
});

it("two leaders: until the end of the run, where the old one never sees it", () => {
  const timeline = [...partitionTimeline.slice(0, 8), at(90_000, { event: "phase", phase: "read" })];
  expect(timeOf("two leaders", timeline)).toMatchObject({ ms: 90_000 - 38_100 });
});

it("two leaders: the longest time, and its partition where there are several", () => {
  const timeline = [0, 1].flatMap((partition) => [
    view(1_000, "kafka1", "kafka1", 0, all, partition),
    view(1_000, "kafka2", "kafka1", 0, all, partition),
  ]);
  timeline.push(
    view(5_000, "kafka2", "kafka2", 1, ["kafka2"], 0),
    view(5_000, "kafka2", "kafka2", 1, ["kafka2"], 1),
    view(6_000, "kafka1", "kafka2", 1, ["kafka2"], 0),
    view(9_000, "kafka1", "kafka2", 1, ["kafka2"], 1),
  );
  expect(timeOf("two leaders", timeline)).toMatchObject({
    ms: 4_000,
    notes: ["kafka1 (epoch 0) and kafka2 (epoch 1)", "partition 1"],
  });
});

it("recovery: from the healing until the newest leader sees all replicas in sync", () => {
  expect(timeOf("recovery", partitionTimeline)).toEqual({
    label: "recovery",
    ms: 75_400 - 72_200,
    notes: ["from the end of the fault partition until all replicas were in sync"],
  });
});

it("recovery: none where the replicas never were out of sync, and none that a further fault cut short", () => {
  const start = all.map((node) => view(1_000, node, "kafka1", 0, all));
  expect(
    timeOf("recovery", [...start, fault(2_000, "pause", "injected"), fault(3_000, "pause", "healed")]),
  ).toBeUndefined();
  const cutShort = [
    ...start,
    fault(2_000, "pause", "injected"),
    view(2_500, "kafka1", "kafka1", 0, ["kafka1", "kafka2"]),
    fault(3_000, "pause", "healed"),
    fault(3_500, "kill", "injected"),
    view(4_000, "kafka1", "kafka1", 0, all),
  ];
  expect(timeOf("recovery", cutShort)).toBeUndefined();
});

it("recovery: the longest of several", () => {
  const timeline = [
    ...all.map((node) => view(1_000, node, "kafka1", 0, all)),
    ...[2_000, 6_000].flatMap((ms, i) => [
      fault(ms, `restart-${i}`, "injected"),
      view(ms + 500, "kafka1", "kafka1", 0, ["kafka1", "kafka2"]),
      fault(ms + 1_000, `restart-${i}`, "healed"),
      view(ms + 1_300 + 700 * i, "kafka1", "kafka1", 0, all),
    ]),
  ];
  expect(timeOf("recovery", timeline)).toMatchObject({
    ms: 1_000,
    notes: ["from the end of the fault restart-1 until all replicas were in sync"],
  });
});

it("unsafe acks: only where one producer's range has no gap, for another message may have been kept", () => {
  expect(timeOf("unsafe acks", [], lossy())).toEqual({
    label: "unsafe acks",
    ms: 65_527,
    notes: ["12:00:31.2–12:01:36.7 UTC", "every message acknowledged in this time is lost"],
  });
  const gap = { ...lostRange, messages: lostRange.messages - 1 };
  for (const found of [
    lossy({ lostRanges: [gap] }),
    lossy({ lostRanges: [lostRange, lostRange] }),
    lossy({ producers: { instances: 2, acks: 1, rate: 1_000 } }),
    lossy({ producers: { instances: 1, acks: 0, rate: 1_000 } }),
    result(),
  ]) {
    expect(timeOf("unsafe acks", [], found)).toBeUndefined();
  }
});

it("new leader: the first after a fault, and how many more there were", () => {
  const change = { partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: 6_800 };
  const failovers = [
    { ...change, at: iso(500), afterFaultMs: null },
    { ...change, at: iso(38_000) },
    { ...change, at: iso(50_000), epoch: 2 },
  ];
  expect(timeOf("new leader", [], result({ failovers }))).toEqual({
    label: "new leader",
    ms: 6_800,
    notes: ["after the fault: kafka1 → kafka2 (epoch 1)", "1 more"],
  });
  expect(timeOf("new leader", [], result())).toBeUndefined();
});
