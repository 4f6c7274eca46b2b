import { expect, test } from "vitest";
import type { View } from "../observer/leadership.js";
import type { Result } from "../rundir/result.js";
import { watchFailovers } from "./failovers.js";

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
