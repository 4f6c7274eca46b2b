import { expect, it } from "vitest";
import { seededRandom } from "./random.js";

it("gives the same numbers for the same seed, spread over [0, 1)", () => {
  const [a, b] = [seededRandom(7), seededRandom(7)];
  const numbers = Array.from({ length: 10_000 }, () => a());
  expect(numbers).toEqual(Array.from({ length: 10_000 }, () => b()));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.filter((n) => n < 0.5).length).toBeGreaterThan(4_700);
  expect(numbers.filter((n) => n < 0.5).length).toBeLessThan(5_300);
});
