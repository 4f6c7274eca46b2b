/**
 * The probabilities that a scenario expects, judged by the runs of a cell. An inconclusive run counts neither for nor
 * against one, as everywhere in a campaign. A run that does not know whether it happened does not count either.
 */
import { type Bound, boundText, isProbable } from "../../bound.js";
import { CAMPAIGN_RUNS_MAX } from "../../rundir/campaign.js";
import { titleOf } from "../../rundir/expectations.js";
import { type Asked, expectedIn, happenedAsAsked } from "../../rundir/happened.js";
import type { Result } from "../../rundir/result.js";
import { judgeOdds, leastRuns, type Odds } from "../../statistics/odds.js";
import { count, countOf, percents } from "../text.js";

export interface CellOdds extends Odds, Asked {
  readonly limit: Bound;
  readonly happened: number;
  /** Runs that know it. */
  readonly known: number;
}

type Judged = Pick<
  Result,
  "counts" | "consumers" | "transactions" | "copiers" | "groups" | "topics" | "expect" | "verdict"
>;

interface JudgedCell {
  /** Those that count, inconclusive ones too. */
  readonly runs: readonly { readonly result: Judged }[];
  /** The campaign wants several runs of it. */
  readonly isRepeated: boolean;
}

/**
 * One for each probability that the runs of a cell expect. None where one run is wanted of it: that run judges no
 * probability, as any single run does not.
 */
export function judgeCell({ runs, isRepeated }: JudgedCell): CellOdds[] {
  if (!isRepeated) return [];
  const results = runs.map(({ result }) => result);
  const judged = results.filter(({ verdict }) => verdict !== "inconclusive");
  return probabilitiesOf(results).map(({ limit, ...asked }) => {
    const known = judged.flatMap((result) => happenedAsAsked(result, asked) ?? []);
    const times = known.filter(Boolean).length;
    return {
      ...asked,
      limit,
      happened: times,
      known: known.length,
      ...judgeOdds(limit, times, known.length),
    };
  });
}

/** Parts of a campaign may have run with different limits: then each of them is judged, by all runs. */
function probabilitiesOf(results: readonly Pick<Result, "expect">[]): Expected[] {
  const found = new Map<string, Expected>();
  for (const { expect } of results) {
    for (const { expected, ...asked } of expectedIn(expect)) {
      if (!isProbable(expected)) continue;
      const limit = expected.probability;
      found.set(`${nameOf(asked)} ${boundText(limit)}`, { ...asked, limit });
    }
  }
  return [...found.values()];
}

type Expected = Asked & Pick<CellOdds, "limit">;

function nameOf({ check: name, ...part }: Asked): string {
  return titleOf({ name, ...part });
}

export function wordOf({ isKept }: Pick<Odds, "isKept">): "met" | "not met" | "undecided" {
  return isKept === null ? "undecided" : isKept ? "met" : "not met";
}

/** `loss in 11 of 20 runs (34–74 %), expected > 0.5` */
export function sentenceOf({ limit, happened, known, interval, ...asked }: CellOdds): string {
  const seen =
    known === 0
      ? "is known of no run"
      : `in ${count(happened)} of ${countOf(known, "run")} (${percents(interval)})`;
  return `${nameOf(asked)} ${seen}, expected probability ${boundText(limit)}`;
}

/** How many runs would decide it, in a clause. Empty: it is decided. */
export function hintOf({ moreRuns, known, happened }: CellOdds): [] | [string] {
  if (moreRuns === null) return [];
  if (known === 0 && Number.isFinite(moreRuns)) return [`${countOf(moreRuns, "run")} or more can decide it`];
  if (known === 0) return ["more than 10,000 runs would decide it"];
  const runs = Number.isFinite(moreRuns) ? `about ${countOf(moreRuns, "more run")}` : "more than 10,000 runs";
  return [`${runs} would decide it, if the share stays ${count(happened)} of ${count(known)}`];
}

/** Usual for a campaign: with fewer runs only shares that are far from the limit are decided. */
const RUNS_USUAL = 20;

/** Of each probability, the fewest runs that can meet it. */
export function fewestRuns(expect: Result["expect"]): { readonly name: string; readonly runs: number }[] {
  return probabilitiesOf([{ expect }]).map(({ limit, ...asked }) => ({
    name: `a probability of ${nameOf(asked)} ${boundText(limit)}`,
    runs: leastRuns(limit),
  }));
}

/** Of a scenario that expects probabilities, the number of runs to judge them by. Null: it expects none. */
export function runsForOdds(expect: Result["expect"]): number | null {
  const fewest = fewestRuns(expect).map(({ runs }) => runs);
  return fewest.length === 0 ? null : Math.min(CAMPAIGN_RUNS_MAX, Math.max(RUNS_USUAL, ...fewest));
}
