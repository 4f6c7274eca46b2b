/**
 * The test of Mann and Whitney, two-sided: whether the values of one group tend to be larger than those of another. "On a test of
 * whether one of two random variables is stochastically larger than the other", Ann. Math. Stat. 18 (1947).
 *
 * Exact up to 60 values, also where some are equal: those share the mean of their ranks. Many runs lose no message, and there
 * the normal approximation calls four runs of each group different, which no exact test does. Above 60 values it is that
 * approximation, with the corrections for ties and for continuity.
 */
import { medianOf } from "./median.js";
import { normalDistribution, normalQuantile } from "./normal.js";
import type { Interval } from "./wilson.js";

/** Of both groups together. Above this the approximation is as good. */
const EXACT_MAX = 60;

/** The probability of groups at least as far apart, if both come from one distribution. 1 where a group is empty. */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 1;
  const n = a.length + b.length;
  if (n <= EXACT_MAX) return exact(a, b);
  const pairs = a.length * b.length;
  const tied = tiesIn([...a, ...b]).reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = (pairs / 12) * (n + 1 - tied / (n * (n - 1)));
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(wins(a, b) - pairs / 2) - 0.5);
  return Math.min(1, 2 * (1 - normalDistribution(distance / Math.sqrt(variance))));
}

export interface Shift {
  /** By how much the values of b are larger: the median of all differences (Hodges and Lehmann, 1963). */
  readonly shift: number;
  /** Null: of so few values there is no interval of this confidence. */
  readonly interval: Interval | null;
}

/** Null where a group is empty. The interval is that of all differences by their order (Hollander and Wolfe, 1973). */
export function shiftOf(a: readonly number[], b: readonly number[], confidence = 0.95): Shift | null {
  if (a.length === 0 || b.length === 0) return null;
  const differences = a.flatMap((x) => b.map((y) => y - x)).sort((x, y) => x - y);
  const pairs = differences.length;
  const deviation = Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  const rank = Math.floor(pairs / 2 - normalQuantile((1 + confidence) / 2) * deviation);
  return {
    shift: medianOf(differences),
    interval: rank < 1 ? null : { low: differences[rank - 1]!, high: differences[pairs - rank]! },
  };
}

/** Pairs in which the value of a is the larger one. An equal pair is half of one. */
function wins(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += x > y ? 1 : x === y ? 0.5 : 0;
  return sum;
}

/** The sizes of groups of equal values. */
function tiesIn(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].filter((size) => size > 1);
}

/** Twice the smaller tail of the sum of the ranks of a, over all ways to deal the ranks of both groups. */
function exact(a: readonly number[], b: readonly number[]): number {
  const ranks = doubledRanks([...a, ...b]);
  const observed = ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0);
  let [below, above, all] = [0, 0, 0];
  for (const [sum, ways] of waysToSum(ranks, a.length).entries()) {
    all += ways;
    if (sum <= observed) below += ways;
    if (sum >= observed) above += ways;
  }
  return Math.min(1, (2 * Math.min(below, above)) / all);
}

/** Twice the rank of each value: equal values share the mean of their ranks, and twice of it is whole. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((x, y) => x - y);
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** By sum: in how many ways `size` of the ranks have it. */
function waysToSum(ranks: readonly number[], size: number): Float64Array {
  const largest = [...ranks].sort((x, y) => y - x).slice(0, size);
  const most = largest.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  let reached = 0;
  for (const [index, rank] of ranks.entries()) {
    reached = Math.min(most, reached + rank);
    for (let taken = Math.min(size, index + 1); taken > 0; taken--) {
      const [into, from] = [ways[taken]!, ways[taken - 1]!];
      for (let sum = reached; sum >= rank; sum--) into[sum]! += from[sum - rank]!;
    }
  }
  return ways[size]!;
}
