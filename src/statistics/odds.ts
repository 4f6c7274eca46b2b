/**
 * Whether a probability keeps a limit, by how often something happened in n runs: by Wilson's interval at 95 %. If all of the
 * interval keeps the limit, it is kept. If nothing of the interval does, it is broken. In between more runs are needed.
 *
 * An end of Wilson's interval is where the share differs from a probability L by z standard errors of L:
 *
 *     (share − L)² = z² · L · (1 − L) / n
 *
 * So for a share that stays as it is, this n is the number of runs from which on the interval is on one side of L.
 */
import { type Bound, isKept, partsOf } from "../bound.js";
import { normalQuantile } from "./normal.js";
import { type Interval, wilson } from "./wilson.js";

const CONFIDENCE = 0.95;

export interface Odds {
  readonly interval: Interval;
  /** Null: undecided. */
  readonly isKept: boolean | null;
  /** How many more runs decide it, if the share stays as it is. Null: it is decided, or no number of runs would. */
  readonly moreRuns: number | null;
}

/** Nothing is known of no runs. */
export function judgeOdds(limit: Bound, happened: number, n: number): Odds {
  const interval = wilson(happened, n, CONFIDENCE);
  const kept = n === 0 ? null : isKept(limit, interval);
  const needed = n === 0 ? leastRuns(limit) : runsToDecide(limit, happened / n);
  return { interval, isKept: kept, moreRuns: kept === null && needed !== null ? Math.max(1, needed - n) : null };
}

/** The fewest runs that can keep the limit: with as many as possible that have it, or that do not. */
export function leastRuns(limit: Bound): number {
  const wantsMany = partsOf(limit).comparison.startsWith(">");
  return runsToDecide(limit, wantsMany ? 1 : 0)!;
}

/** Null: for no number of runs, because the share is the limit. */
function runsToDecide(limit: Bound, share: number): number | null {
  const { limit: p } = partsOf(limit);
  if (share === p) return null;
  const z = normalQuantile((1 + CONFIDENCE) / 2);
  const n = Math.max(1, Math.floor((z ** 2 * p * (1 - p)) / (share - p) ** 2));
  // An end of the interval that is the limit itself may not decide.
  return [n, n + 1, n + 2].find((runs) => isKept(limit, wilson(share * runs, runs, CONFIDENCE)) !== null) ?? n + 2;
}
