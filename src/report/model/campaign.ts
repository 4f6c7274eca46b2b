/**
 * What the runs of a cell say together. An inconclusive run counts neither for nor against a check. A run that does not know
 * a check does not count for it either.
 */
import { COUNTED, type CountedCheck, happened } from "../../rundir/happened.js";
import type { Result } from "../../rundir/result.js";
import { medianOf } from "../../statistics/median.js";
import { type Interval, wilson } from "../../statistics/wilson.js";

/** How often the runs of a cell have what a check counts. */
export interface Frequency {
  readonly check: CountedCheck;
  readonly happened: number;
  /** Runs that know it. */
  readonly known: number;
  /** Of the probability: Wilson's, at 95 %. */
  readonly interval: Interval;
}

export interface Spread {
  /** Runs that know it. */
  readonly known: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

export interface CellSummary {
  /** With a verdict. */
  readonly runs: number;
  readonly inconclusive: number;
  readonly loss: Frequency;
  /** The other checks that at least one run has. */
  readonly others: readonly Frequency[];
  /** Lost messages of the runs that know their number; null: none does. */
  readonly lost: Spread | null;
  /** The longest time without writes; null: no run knows it. */
  readonly noWritesMs: Spread | null;
}

export function summarizeCell(runs: readonly { readonly result: Result }[]): CellSummary {
  const judged = runs.map(({ result }) => result).filter(({ verdict }) => verdict !== "inconclusive");
  const checks = Object.keys(COUNTED) as CountedCheck[];
  const [loss, ...others] = checks.map((check) => frequencyOf(judged, check));
  return {
    runs: judged.length,
    inconclusive: runs.length - judged.length,
    loss: loss!,
    others: others.filter((one) => one.happened > 0),
    lost: spreadOf(judged.flatMap(({ counts }) => counts.lost ?? [])),
    noWritesMs: spreadOf(judged.flatMap(({ noWrites }) => noWrites?.longestMs ?? [])),
  };
}

function frequencyOf(results: readonly Result[], check: CountedCheck): Frequency {
  const known = results.flatMap((result) => happened(result, check) ?? []);
  const times = known.filter(Boolean).length;
  return { check, happened: times, known: known.length, interval: wilson(times, known.length) };
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { known: sorted.length, least: sorted[0]!, median: medianOf(sorted), most: sorted.at(-1)! };
}
