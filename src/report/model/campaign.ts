/**
 * What the runs of a cell say together. An inconclusive run counts neither for nor against a check. A run that does not know
 * a check does not count for it either.
 */
import { type CampaignCellData, combinationOf } from "../../rundir/campaign.js";
import { COUNTED, COUNTED_CHECKS, type CountedCheck, happened } from "../../rundir/happened.js";
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
  /** The other checks that count something. */
  readonly others: readonly Frequency[];
  /** Lost messages of the runs that know their number; null: none does. */
  readonly lost: Spread | null;
  /** The longest time without writes; null: no run knows it. */
  readonly noWritesMs: Spread | null;
}

/** A cell with as much of its runs as its figures need. */
export interface CountedCell
  extends Pick<CampaignCellData, "scenario" | "settings" | "missing" | "isRepeated"> {
  readonly runs: readonly { readonly directory: string; readonly result: Counted }[];
}

const COUNTED_KEYS = [
  "counts",
  "consumers",
  "transactions",
  "copiers",
  "expect",
  "noWrites",
  "verdict",
] as const;

export type Counted = Pick<Result, (typeof COUNTED_KEYS)[number]>;

/** Without the rest of a result, which takes memory where there are many runs. */
export function countedOf(result: Result): Counted {
  return Object.fromEntries(COUNTED_KEYS.map((key) => [key, result[key]])) as Counted;
}

export function summarizeCell(runs: readonly { readonly result: Counted }[]): CellSummary {
  const judged = runs.map(({ result }) => result).filter(({ verdict }) => verdict !== "inconclusive");
  const [loss, ...others] = COUNTED_CHECKS.map((check) => frequencyOf(judged, check));
  return {
    runs: judged.length,
    inconclusive: runs.length - judged.length,
    loss: loss!,
    // Without consumer groups, or transactions, their checks are no part of a campaign.
    others: others.filter(({ check, known }) => known > 0 || check in COUNTED),
    lost: spreadOf(judged.flatMap(({ counts }) => counts.lost ?? [])),
    noWritesMs: spreadOf(judged.flatMap(({ noWrites }) => noWrites?.longestMs ?? [])),
  };
}

function frequencyOf(results: readonly Counted[], check: CountedCheck): Frequency {
  const known = results.flatMap((result) => happened(result, check) ?? []);
  const times = known.filter(Boolean).length;
  return { check, happened: times, known: known.length, interval: wilson(times, known.length) };
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { known: sorted.length, least: sorted[0]!, median: medianOf(sorted), most: sorted.at(-1)! };
}

/** What tells a cell from the others. */
type Settled = Pick<CampaignCellData, "scenario" | "settings">;

/** How the cells of a campaign differ: its scenario, or a path that `--vary` names. */
export interface MatrixAxis {
  readonly name: string;
  readonly values: readonly string[];
}

/** Cells by two of the axes in which they differ. */
export interface Matrix<Cell> {
  /** What these cells share, of the other axes; empty: there are no others. */
  readonly name: string;
  readonly rows: MatrixAxis;
  readonly columns: MatrixAxis;
  /** Row by row; null: the campaign has no such cell. */
  readonly cells: readonly (readonly (Cell | null)[])[];
}

/** A matrix by the first and the last axis, for each combination of the others. None where the cells differ in fewer than two. */
export function matricesOf<Cell extends Settled>(cells: readonly Cell[]): readonly Matrix<Cell>[] {
  const paths = ["scenario", ...new Set(cells.flatMap(({ settings }) => Object.keys(settings)))];
  const axes = paths
    .map((name) => ({ name, values: [...new Set(cells.map((cell) => valueOn(cell, name)))] }))
    .filter(({ values }) => values.length > 1);
  if (axes.length < 2) return [];
  const [rows, columns] = [axes[0]!, axes.at(-1)!];
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = axes
      .slice(1, -1)
      .map((axis) => nameOf(axis.name, valueOn(cell, axis.name)))
      .join(" ");
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups].map(([name, members]) => ({
    ...{ name, rows, columns },
    cells: rows.values.map((row) =>
      columns.values.map(
        (column) =>
          members.find(
            (cell) => valueOn(cell, rows.name) === row && valueOn(cell, columns.name) === column,
          ) ?? null,
      ),
    ),
  }));
}

function valueOn({ scenario, settings }: Settled, axis: string): string {
  return axis === "scenario" ? scenario : String(settings[axis] ?? "–");
}

function nameOf(axis: string, value: string): string {
  return axis === "scenario" ? value : `${axis}=${value}`;
}

/** The name of a cell: `orders producers.acks=1` */
export function cellName(cell: Settled): string {
  return [cell.scenario, combinationOf(cell)].filter((word) => word !== "").join(" ");
}

/** What tells a run from the others of its campaign: `orders producers.acks=1 #3` */
export function runName(cell: Settled, round: number): string {
  return `${cellName(cell)} #${round}`;
}

/** By run directory. */
export function runNames(cells: readonly CampaignCellData[]): ReadonlyMap<string, string> {
  return new Map(
    cells.flatMap((cell) =>
      cell.runs.map(({ directory, round }): [string, string] => [directory, runName(cell, round)]),
    ),
  );
}
