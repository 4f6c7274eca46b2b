import { expect, test } from "vitest";
import type { View } from "../observer/leadership.js";
import type { Result } from "../rundir/result.js";
import { timeFailovers, watchFailovers } from "./failovers.js";

const NAMES = ["kafka1", "kafka2", "kafka3"];

/** Every broker sees this leader of the partition. */
function views(leader: string | null, epoch: number, partition = 0): View[] {
  return NAMES.map((node) => ({ node, partition, leader, epoch, isr: NAMES }));
}

test("a leader that changes and changes back has changed twice", () => {
  const found: Result["failovers"] = [];
  const watch = watchFailovers({ failovers: found, faults: [] });
  watch.look(views("kafka1", 0), 0);
  watch.look(views("kafka2", 1), 0);
  watch.look(views("kafka1", 2), 0);
  expect(found.map(({ from, to, epoch }) => [from, to, epoch])).toEqual([
    ["kafka1", "kafka2", 1],
    ["kafka2", "kafka1", 2],
  ]);
});

test("a leader that is away for a while and comes back has not changed", () => {
  const found: Result["failovers"] = [];
  const watch = watchFailovers({ failovers: found, faults: [] });
  for (const leader of ["kafka1", null, "kafka1"]) watch.look(views(leader, 0), 0);
  expect(found).toEqual([]);
});

test("where the leader of a partition was never seen, changes are not known", () => {
  const watch = watchFailovers({ failovers: [], faults: [] });
  expect(watch.knows(1)).toBe(false);
  watch.look([...views("kafka1", 0, 0), ...views(null, -1, 1)], 0);
  watch.look(views(null, -1, 1), 1);
  expect(watch.knows(1)).toBe(true);
  expect(watch.knows(2)).toBe(false);
  watch.look(views("kafka2", 0, 1), 1);
  expect(watch.knows(2)).toBe(true);
});

test("a leader that changed after a later strike of a fault is timed from that strike", () => {
  const second = (s: number) => `2026-11-28T12:00:0${s}.000Z`;
  const strikes = [1, 4].map((s) => ({ at: second(s), targets: [], roles: [] }));
  const fault = { fault: "chase", targets: [], healedAt: null, afterMessages: 1, strikes };
  const change = { partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: null };
  const result: Pick<Result, "failovers" | "faults"> = {
    faults: [{ ...fault, name: "chase", injectedAt: second(1) }],
    failovers: [3, 6].map((s) => ({ ...change, at: second(s) })),
  };
  timeFailovers(result);
  expect(result.failovers.map(({ afterFaultMs }) => afterFaultMs)).toEqual([2_000, 2_000]);
});

test("a leader that changed while a fault was being injected is timed from its beginning, when that is known", () => {
  const second = (s: number) => `2026-11-28T12:00:0${s}.000Z`;
  const fault = { fault: "restart", targets: [], healedAt: null, afterMessages: 1 };
  const change = { partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: null };
  const result: Pick<Result, "failovers" | "faults"> = {
    faults: [
      { ...fault, name: "first", injectedAt: second(2) },
      { ...fault, name: "later", injectedAt: second(5) },
      { ...fault, name: "never", injectedAt: null },
    ],
    failovers: [1, 3, 6].map((s) => ({ ...change, at: second(s) })),
  };
  timeFailovers(result);
  expect(result.failovers.map(({ afterFaultMs }) => afterFaultMs)).toEqual([null, 1_000, 1_000]);
});
