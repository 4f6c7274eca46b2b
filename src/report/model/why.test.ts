import { expect, it } from "vitest";
import { iso, lossy, lostRange, result } from "../testing/runs.js";
import { whyOf } from "./why.js";

const change = (from: string, to: string, epoch: number, atMs: number, partition = 0) => ({
  ...{ at: iso(atMs), partition, from, to, epoch, afterFaultMs: 6_000 },
});

it("names the fail-over that ended the term of the acknowledgements, not an earlier one of that broker", () => {
  const failovers = [
    change("kafka1", "kafka2", 1, 10_000),
    change("kafka2", "kafka1", 2, 50_000),
    change("kafka1", "kafka3", 3, 107_000),
  ];
  const range = {
    ...lostRange,
    acknowledgedBy: "kafka1",
    leaderEpoch: 2,
    acknowledgedFrom: iso(95_000),
    acknowledgedTo: iso(100_000),
  };
  expect(whyOf(lossy({ failovers, lostRanges: [range] }))).toEqual([
    "kafka1 acknowledged them before its followers had them. Then kafka3 became the leader.",
  ]);
  const unknown = { ...range, leaderEpoch: null };
  expect(whyOf(lossy({ failovers, lostRanges: [unknown] }))).toEqual([]);
});

it("explains a time without writes by a fail-over of that partition alone", () => {
  const noWrites = { longestMs: 100_000, totalMs: 100_000, partition: 2, from: iso(1_000), to: iso(101_000) };
  const failovers = [change("kafka1", "kafka2", 1, 7_000, 0)];
  expect(whyOf(result({ noWrites, failovers }))).toEqual([]);
  expect(whyOf(result({ noWrites: { ...noWrites, partition: 0 }, failovers }))).toHaveLength(1);
});
