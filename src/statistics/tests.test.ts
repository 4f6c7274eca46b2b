import { describe, expect, it } from "vitest";
import { seededRandom } from "../random.js";
import { fisher } from "./fisher.js";
import { holm } from "./holm.js";
import { mannWhitney, shiftOf } from "./mann-whitney.js";
import { differenceOf } from "./newcombe.js";
import { normalDistribution, normalQuantile } from "./normal.js";
import { wilson } from "./wilson.js";

const of = (happened: number, n: number) => ({ happened, n });

describe("Fisher's exact test", () => {
  it.each([
    // Fisher's lady tasting tea, and tables of SciPy 1.17.
    [of(3, 4), of(1, 4), 0.4857],
    [of(8, 10), of(1, 6), 0.03497],
    [of(10, 10), of(0, 10), 1.0825e-5],
    [of(0, 20), of(0, 20), 1],
  ])("of %j and %j is that of the literature", (a, b, p) => {
    expect(fisher(a, b)).toBeCloseTo(p, 4);
    expect(fisher(b, a)).toBeCloseTo(p, 4);
  });
});

describe("the difference of two proportions", () => {
  it("has the interval of Newcombe's table II, method 10", () => {
    const { difference, low, high } = differenceOf(of(48, 80), of(56, 70));
    expect(difference).toBeCloseTo(0.2, 10);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });
});

/** Every way to choose which values are those of a: the test by its definition. */
function byCounting(a: readonly number[], b: readonly number[]): number {
  const values = [...a, ...b];
  const wins = (some: readonly number[], rest: readonly number[]) =>
    some.reduce(
      (sum, x) => sum + rest.filter((y) => x > y).length + rest.filter((y) => x === y).length / 2,
      0,
    );
  const observed = wins(a, b);
  let [below, above, all] = [0, 0, 0];
  for (let mask = 0; mask < 2 ** values.length; mask++) {
    const isOfA = (i: number) => ((mask >> i) & 1) === 1;
    const chosen = values.filter((_, i) => isOfA(i));
    if (chosen.length !== a.length) continue;
    const won = wins(
      chosen,
      values.filter((_, i) => !isOfA(i)),
    );
    all++;
    if (won <= observed) below++;
    if (won >= observed) above++;
  }
  return Math.min(1, (2 * Math.min(below, above)) / all);
}

describe("the test of Mann and Whitney", () => {
  it("is exact for few values, none of them equal", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 40; round++) {
      const draw = (n: number, more: number) => Array.from({ length: n }, () => random() + more);
      const [a, b] = [draw(2 + (round % 5), 0), draw(3 + (round % 4), round % 3 === 0 ? 0.5 : 0)];
      expect(mannWhitney(a, b)).toBeCloseTo(byCounting(a, b), 10);
    }
  });

  it("is exact for few values, many of them equal", () => {
    const random = seededRandom(8);
    for (let round = 0; round < 40; round++) {
      const draw = (n: number) => Array.from({ length: n }, () => Math.max(0, Math.floor(6 * random()) - 2));
      const [a, b] = [draw(2 + (round % 5)), draw(3 + (round % 4))];
      expect(mannWhitney(a, b)).toBeCloseTo(byCounting(a, b), 10);
    }
  });

  it("has no smaller p with equal values than 2 in all the ways to deal them", () => {
    expect(mannWhitney([3, 5, 8, 9], [0, 0, 0, 0])).toBeCloseTo(2 / 70, 10);
    expect(mannWhitney([9, 9, 9], [0, 0, 0])).toBeCloseTo(2 / 20, 10);
  });

  it("is that of R and SciPy 1.17: exact, and for many values the corrected approximation", () => {
    // Permeability of a membrane, an example of R's wilcox.test (Hollander and Wolfe, 1973).
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    expect(mannWhitney(atTerm, [1.15, 0.88, 0.9, 0.74, 1.21])).toBeCloseTo(0.254412, 6);
    const many = (n: number, value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));
    expect(
      mannWhitney(
        many(35, (i) => (i * 37) % 23),
        many(32, (i) => ((i * 41) % 29) + 4),
      ),
    ).toBeCloseTo(0.0011934955, 9);
    expect(mannWhitney([12.5, 13.1, 14, 15.2], [13.5, 14.4, 16, 16.8, 17.1])).toBeCloseTo(0.1111111, 7);
    expect(mannWhitney([5, 5, 5], [5, 5, 5])).toBe(1);
    expect(mannWhitney([], [1])).toBe(1);
  });

  it("has a shift: the median of all differences", () => {
    expect(shiftOf([1, 2, 3], [11, 12, 13])).toEqual({ shift: 10, interval: null });
    expect(shiftOf([], [1])).toBeNull();
  });

  it("has an interval that covers the true shift in 93 % or more of 400 simulations", () => {
    const random = seededRandom(3);
    const covered = Array.from({ length: 400 }, () => {
      const draw = (more: number) => Array.from({ length: 12 }, () => more - Math.log(1 - random()));
      const { low, high } = shiftOf(draw(0), draw(2))!.interval!;
      return low <= 2 && 2 <= high;
    });
    expect(covered.filter(Boolean).length / covered.length).toBeGreaterThanOrEqual(0.93);
  });
});

it("the normal distribution and its quantiles are those of tables", () => {
  expect(normalDistribution(1.959964)).toBeCloseTo(0.975, 6);
  expect(normalDistribution(-1)).toBeCloseTo(0.158655, 6);
  expect(normalQuantile(0.995)).toBeCloseTo(2.575829, 5);
});

it("Holm's correction multiplies the smallest by all, and never orders two the other way round", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([])).toEqual([]);
});

describe("of 200 simulated campaigns of 20 runs for each setting", () => {
  const random = seededRandom(20_261_129);
  const runs = (p: number, n = 20) => of(Array.from({ length: n }, random).filter((x) => x < p).length, n);
  const REAL = 0.05;
  const share = (isReal: () => boolean) => Array.from({ length: 200 }, isReal).filter(Boolean).length / 200;

  it("a planted difference is real in 90 % or more, and two equal settings differ in 8 % or less", () => {
    expect(share(() => fisher(runs(0.2), runs(0.8)) < REAL)).toBeGreaterThanOrEqual(0.9);
    expect(share(() => fisher(runs(0.5), runs(0.5)) < REAL)).toBeLessThanOrEqual(0.08);
  });

  it("a planted shift of times is real in 90 % or more, and two equal settings differ in 8 % or less", () => {
    // Seconds without writes, 6 to 8 and 8 to 10 with a tail, as elections and retries give them.
    const times = (from: number) =>
      Array.from({ length: 20 }, () => from + 2 * random() - Math.log(1 - random()));
    expect(share(() => mannWhitney(times(6), times(8)) < REAL)).toBeGreaterThanOrEqual(0.9);
    expect(share(() => mannWhitney(times(6), times(6)) < REAL)).toBeLessThanOrEqual(0.08);
  });

  it("Wilson's interval covers the true probability in 93 % or more, on average over probabilities", () => {
    const covers = (p: number) => {
      const { happened, n } = runs(p);
      const { low, high } = wilson(happened, n);
      return low <= p && p <= high;
    };
    const probabilities = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
    const covered = probabilities.map((p) => share(() => covers(p)));
    expect(covered.reduce((sum, one) => sum + one, 0) / covered.length).toBeGreaterThanOrEqual(0.93);
  });
});
