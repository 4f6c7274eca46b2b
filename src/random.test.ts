import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "./random.js";

const SEED = 20_240_607;
const draws = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test("the same seed makes the same choices, on every machine", () => {
  expect(draws(42, 3)).toEqual(draws(42, 3));
  // mulberry32's published sequence.
  expect(draws(0, 3).map((value) => Math.floor(value * 2 ** 32))).toEqual([1144304738, 1416247, 958946056]);
});

test("numbers are in [0, 1), and their mean in the middle", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
      const values = draws(seed, 2_000);
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    }),
    { seed: SEED, numRuns: 100 },
  );
});

test("neighbouring seeds have nothing in common", () => {
  const all = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)());
  expect(new Set(all).size).toBe(1_000);
});
