/**
 * The probabilities that a scenario expects, judged by the runs of a cell. An inconclusive run counts neither for nor
 * against one, as everywhere in a campaign. A run that does not know whether it happened does not count either.
 */
import { type Bound, boundText, isProbable } from "../../bound.js";
import { COUNTED, type CountedCheck, happened } from "../../rundir/happened.js";
import type { Result } from "../../rundir/result.js";
import { judgeOdds, leastRuns, type Odds } from "../../statistics/odds.js";
import { count, countOf } from "../text.js";

export interface CellOdds extends Odds {
  readonly check: CountedCheck;
  readonly limit: Bound;
  readonly happened: number;
  /** Runs that know it. */
  readonly known: number;
}

type Judged = Pick<Result, "counts" | "expect" | "verdict">;

/** One for each probability that the runs of a cell expect. `runs`: those that count, inconclusive ones too. */
export function judgeCell(runs: readonly { readonly result: Judged }[]): CellOdds[] {
  const results = runs.map(({ result }) => result);
  const judged = results.filter(({ verdict }) => verdict !== "inconclusive");
  return probabilitiesOf(results).map(({ check, limit }) => {
    const known = judged.flatMap((result) => happened(result, check) ?? []);
    const times = known.filter(Boolean).length;
    return { check, limit, happened: times, known: known.length, ...judgeOdds(limit, times, known.length) };
  });
}

/** Parts of a campaign may have run with different limits: then each of them is judged, by all runs. */
function probabilitiesOf(results: readonly Pick<Result, "expect">[]): Pick<CellOdds, "check" | "limit">[] {
  const found = new Map<string, Pick<CellOdds, "check" | "limit">>();
  for (const { expect } of results) {
    for (const check of Object.keys(COUNTED) as CountedCheck[]) {
      const expected = expect[check];
      if (!isProbable(expected)) continue;
      const limit = expected.probability;
      found.set(`${check} ${boundText(limit)}`, { check, limit });
    }
  }
  return [...found.values()];
}

export const ODDS_WORDS = { met: "met", notMet: "not met", undecided: "undecided" } as const;

export function wordOf({ isKept }: Pick<Odds, "isKept">): string {
  return isKept === null ? ODDS_WORDS.undecided : isKept ? ODDS_WORDS.met : ODDS_WORDS.notMet;
}

/** `loss in 11 of 20 runs (34–74 %), expected > 0.5` */
export function sentenceOf({ check, limit, happened, known, interval }: CellOdds): string {
  const share = known === 0 ? "" : ` (${percents(interval)})`;
  const seen = known === 0 ? "no run knows it" : `in ${count(happened)} of ${countOf(known, "run")}${share}`;
  return `${check} ${seen}, expected probability ${boundText(limit)}`;
}

function percents({ low, high }: Odds["interval"]): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
}

/** Of a probability that is undecided. */
export function hintOf({ moreRuns, known, happened }: CellOdds): string {
  if (moreRuns === null) return "no number of runs decides it, if the share stays as it is";
  const runs = moreRuns > MORE_RUNS_MAX ? `more than ${count(MORE_RUNS_MAX)} more runs` : countOf(moreRuns, "more run");
  return known === 0
    ? `at least ${runs} can decide it`
    : `${runs} decide${moreRuns === 1 ? "s" : ""} it, if the share stays ${count(happened)} of ${count(known)}`;
}

/** A campaign makes at most 1,000. */
const MORE_RUNS_MAX = 10_000;

/** Usual for a campaign: with fewer runs only shares that are far from the limit are decided. */
const RUNS_USUAL = 20;

/** Of a scenario that expects probabilities, the number of runs to judge them by. Null: it expects none. */
export function runsForOdds(expect: Result["expect"]): number | null {
  const limits = probabilitiesOf([{ expect }]).map(({ limit }) => leastRuns(limit));
  return limits.length === 0 ? null : Math.max(RUNS_USUAL, ...limits);
}
