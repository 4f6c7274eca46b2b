/**
 * How far two proportions are apart, with Newcombe's interval: R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions", Stat. Med. 17 (1998), method 10.
 */
import type { Proportion } from "./fisher.js";
import { type Interval, wilson } from "./wilson.js";

export interface Difference extends Interval {
  /** That of b less that of a, −1 to 1. NaN where one has no run. */
  readonly difference: number;
}

export function differenceOf(a: Proportion, b: Proportion, confidence = 0.95): Difference {
  const [first, second] = [a, b].map(({ happened, n }) => ({
    p: happened / n,
    ...wilson(happened, n, confidence),
  })) as [Interval & { p: number }, Interval & { p: number }];
  const difference = second.p - first.p;
  return {
    difference,
    low: difference - Math.hypot(second.p - second.low, first.high - first.p),
    high: difference + Math.hypot(second.high - second.p, first.p - first.low),
  };
}
