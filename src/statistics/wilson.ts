/**
 * Wilson's score interval for a proportion: E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", J. Am. Stat. Assoc. 22 (1927). Unlike the normal approximation it holds for few runs, and for 0 of n.
 */
import { normalQuantile } from "./normal.js";

export interface Interval {
  /** 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** Nothing is known of no runs: the interval is 0 to 1. */
export function wilson(successes: number, n: number, confidence = 0.95): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile((1 + confidence) / 2);
  const p = successes / n;
  const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  // Exact at the ends: rounding must not say that an event that never happened certainly happens.
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === n ? 1 : Math.min(1, middle + half),
  };
}
