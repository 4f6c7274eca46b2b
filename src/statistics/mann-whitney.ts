/**
 * The test of Mann and Whitney, two-sided: whether the values of one group tend to be larger than those of another. "On a test of
 * whether one of two random variables is stochastically larger than the other", Ann. Math. Stat. 18 (1947).
 *
 * Exact where no two values are equal and the groups are small. Otherwise the normal approximation, with the corrections for
 * ties and for continuity.
 */
import { normalDistribution, normalQuantile } from "./normal.js";
import type { Interval } from "./wilson.js";

/** Above this size of a group the approximation is as good. */
const EXACT_MAX = 25;

/** The probability of groups at least as far apart, if both come from one distribution. 1 where a group is empty. */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 1;
  const u = wins(a, b);
  const pairs = a.length * b.length;
  const ties = tiesIn([...a, ...b]);
  if (ties.length === 0 && Math.max(a.length, b.length) <= EXACT_MAX) {
    return Math.min(1, 2 * exactTail(Math.min(u, pairs - u), a.length, b.length));
  }
  const n = a.length + b.length;
  const tied = ties.reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = (pairs / 12) * (n + 1 - tied / (n * (n - 1)));
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5);
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
  const middle = (pairs - 1) / 2;
  return {
    shift: (differences[Math.floor(middle)]! + differences[Math.ceil(middle)]!) / 2,
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

/** P(U ≤ u): of all orders of n and m values, the share with at most u pairs won. */
function exactTail(u: number, n: number, m: number): number {
  // ways[k]: orders of i and m values with k pairs won, one value of the first group after the other (Mann and Whitney).
  const most = n * m;
  let ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) {
    const next = ways.slice();
    // The generating function of U gains the factor (1 − x^(m+i)) / (1 − x^i).
    for (let k = most; k >= m + i; k--) next[k]! -= next[k - m - i]!;
    for (let k = i; k <= most; k++) next[k]! += next[k - i]!;
    ways = next;
  }
  let [below, all] = [0, 0];
  for (let k = 0; k <= most; k++) {
    all += ways[k]!;
    if (k <= u) below += ways[k]!;
  }
  return below / all;
}
