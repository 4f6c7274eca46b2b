import fc from "fast-check";
import { expect, test } from "vitest";
import { producerRows } from "./producer-rows.js";

test("each message has its row, and each row its message, whatever the producers have", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(counts, (messages) => {
      const rowsOf = producerRows(messages);
      const all = messages.flatMap((count, producer) =>
        Array.from({ length: count }, (_, sequence) => ({ producer, sequence })),
      );
      expect(rowsOf.rows).toBe(all.length);
      for (const [row, { producer, sequence }] of [...all.entries(), ...[...all.entries()].reverse()]) {
        expect(rowsOf.rowOf(producer, sequence)).toBe(row);
        expect([rowsOf.producerOf(row), rowsOf.sequenceOf(row)]).toEqual([producer, sequence]);
      }
    }),
    { seed: 4 },
  );
});

test("a message that there is not has no row", () => {
  const rowsOf = producerRows([2, 1]);
  for (const [producer, sequence] of [
    [0, 2],
    [0, -1],
    [1, 1],
    [2, 0],
    [-1, 0],
  ] as const) {
    expect(rowsOf.rowOf(producer, sequence)).toBe(-1);
  }
});
