/**
 * Whether a probability keeps a limit, by how often something happened in n runs. Wilson's interval at 95 % tells: if all of
 * it keeps the limit, the limit is kept, and if nothing of it does, the limit is broken. In between it is undecided.
 *
 * For few runs, and near 0 and 1, an end of Wilson's interval is wrong more often than its 2.5 %. The lower end for 1 of 1 run
 * is 0.21, but something of a probability of 0.2 happens in 20 % of single runs. So the exact binomial test must agree: with
 * a probability at the limit, a count that is as far from it may be found in at most 5 % of campaigns. So a wrong
 * judgement has a chance of at most 5 %, for each probability and each number of runs that is chosen beforehand.
 */
import { type Bound, isKept, partsOf } from "../bound.js";
import { normalQuantile } from "./normal.js";
import { type Interval, wilson } from "./wilson.js";

const CONFIDENCE = 0.95;
const WRONG_MAX = 0.05;
/** Of a campaign that decides: a larger number is not looked for. */
const RUNS_MAX = 10_000;

export interface Odds {
  readonly interval: Interval;
  /** Null: undecided. */
  readonly isKept: boolean | null;
  /**
   * How many more runs would decide it, if the share stays as it is. Infinity: more than 10,000. Null: it is decided.
   */
  readonly moreRuns: number | null;
}

/** Nothing is known of no runs. */
export function judgeOdds(limit: Bound, happened: number, n: number): Odds {
  const kept = decide(limit, happened, n);
  const needed = n === 0 ? leastRuns(limit) : runsToDecide(limit, happened / n, n + 1);
  return {
    interval: wilson(happened, n, CONFIDENCE),
    ...{ isKept: kept, moreRuns: kept === null ? needed - n : null },
  };
}

/** The fewest runs that can keep the limit: with as many as possible that have it, or that do not. */
export function leastRuns(limit: Bound): number {
  return runsToDecide(limit, partsOf(limit).comparison.startsWith(">") ? 1 : 0, 1);
}

function decide(limit: Bound, happened: number, n: number): boolean | null {
  if (n === 0) return null;
  const kept = isKept(limit, wilson(happened, n, CONFIDENCE));
  const { limit: p } = partsOf(limit);
  const farther = happened / n > p ? atLeast(happened, n, p) : 1 - atLeast(happened + 1, n, p);
  return farther <= WRONG_MAX ? kept : null;
}

/**
 * `least`: of the runs. An end of Wilson's interval is where the share differs from a probability p by z standard errors of p,
 * so no n below z² · p · (1 − p) / (share − p)² decides.
 */
function runsToDecide(limit: Bound, share: number, least: number): number {
  const { limit: p } = partsOf(limit);
  const z = normalQuantile((1 + CONFIDENCE) / 2);
  const fewest = share === p ? RUNS_MAX : Math.floor((z ** 2 * p * (1 - p)) / (share - p) ** 2);
  for (let n = Math.max(least, fewest); n < RUNS_MAX; n++) {
    if (decide(limit, Math.round(share * n), n) !== null) return n;
  }
  return Number.POSITIVE_INFINITY;
}

/** The binomial probability that it happens in k or more of n runs. */
function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p === 0) return 0;
  if (p === 1) return 1;
  // Each term from the one before it, as logarithms: (1 − p) ** n may be too small for a number.
  let log = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += Math.exp(log);
    log += Math.log((n - i) / (i + 1)) + Math.log(p / (1 - p));
  }
  return Math.min(1, sum);
}
