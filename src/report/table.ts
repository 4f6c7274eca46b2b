/**
 * One line per run, and below them what the runs of a campaign say together. On a terminal, columns that do not fit are left out, the least telling first, and named below the
 * table. A file or a pipe gets all of them.
 */
import Table from "cli-table3";
import type { Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { renderCampaign } from "./campaign.js";
import { cleaned } from "./clean.js";
import { consumersFigure } from "./model/consumers.js";
import { copiersFigure } from "./model/copiers.js";
import { probabilityNotes } from "./model/expectations.js";
import { transactionsFigure, unplannedFailures } from "./model/transactions.js";
import type { Reporter } from "./reporter.js";
import { clipMiddle, count, countOf, duration, type Page, width, wrap } from "./text.js";
import { accent, tookMs, verdictWords } from "./verdict-words.js";

interface Column {
  readonly head: string;
  readonly align: "left" | "right";
  /** The lowest leaves first; without one the column stays. */
  readonly rank?: number;
  /** Without it the column is there for every run. */
  isFor?(run: RunData): boolean;
  cell(run: RunData): string;
}

const figure = (n: number | null) => (n === null ? "?" : count(n));

/** `?` is unknown, `≥3` is at least 3. */
export function lostFigure({ lost, lostAtLeast, lostAtMost }: Result["counts"]): string {
  if (lost !== null) return count(lost);
  const least = lostAtLeast ?? 0;
  if (lostAtMost == null) return least > 0 ? `≥${count(least)}` : "?";
  return least > 0 ? `${count(least)}–${count(lostAtMost)}` : `≤${count(lostAtMost)}`;
}

const COLUMNS: readonly Column[] = [
  { head: "scenario", align: "left", cell: ({ result }) => result.scenario },
  { head: "engine", align: "left", rank: 1, cell: ({ result }) => result.engine },
  { head: "acks", align: "left", rank: 5, cell: ({ result }) => String(result.producers.acks) },
  { head: "sent", align: "right", rank: 2, cell: ({ result }) => count(result.counts.sent) },
  { head: "acked", align: "right", rank: 6, cell: ({ result }) => count(result.counts.acknowledged) },
  { head: "failed", align: "right", rank: 7, cell: ({ result }) => count(unplannedFailures(result)) },
  { head: "watermark", align: "right", rank: 4, cell: ({ result }) => figure(result.counts.highWatermark) },
  { head: "lost", align: "right", cell: ({ result }) => lostFigure(result.counts) },
  { head: "no writes", align: "right", rank: 8, cell: ({ result }) => noWritesFigure(result.noWrites) },
  {
    ...{ head: "not leader", align: "left", rank: 9 },
    isFor: ({ result }) => result.leaderErrors !== undefined,
    cell: ({ result: { leaderErrors } }) => (leaderErrors === undefined ? "–" : (leaderErrors.kind ?? "?")),
  },
  {
    ...{ head: "consumers", align: "left", rank: 9 },
    isFor: ({ result }) => result.consumers !== undefined,
    cell: ({ result }) => consumersFigure(result),
  },
  {
    ...{ head: "transactions", align: "left", rank: 9 },
    isFor: ({ result }) => result.transactions !== undefined,
    cell: ({ result }) => transactionsFigure(result),
  },
  {
    ...{ head: "exactly once", align: "left", rank: 9 },
    isFor: ({ result }) => result.copiers !== undefined,
    cell: ({ result }) => copiersFigure(result),
  },
  { head: "dup", align: "right", rank: 0, cell: ({ result }) => figure(result.counts.duplicated) },
  { head: "took", align: "right", rank: 3, cell: ({ result }) => took(tookMs(result)) },
  { head: "verdict", align: "left", cell: ({ result }) => verdictWords[result.verdict] },
];

export const took = (ms: number | null) => (ms === null ? "?" : duration(ms));

/** The longest time; a run from before this was measured has none. */
export function noWritesFigure(found: Result["noWrites"]): string {
  if (found === undefined) return "–";
  return found === null ? "?" : found.longestMs === 0 ? "0 s" : duration(found.longestMs);
}

const GAP = 2;
const SCENARIO_COLUMNS_MIN = 24;
/** Columns up to this rank go before a scenario's name is clipped. */
const RANK_OF_NAMES = 5;

export const table = {
  name: "table",
  summary: "one line per run",
  render(runs, page, { cells } = {}) {
    const notes = cells?.some(({ isRepeated }) => isRepeated)
      ? []
      : probabilityNotes(runs.map(({ result }) => result)).flatMap((note) => wrap(note, page.columns));
    const said = notes.map((note) => `${page.paint.dim(note)}\n`).join("");
    if (cells === undefined) return runLines(runs, page) + said;
    return [...(runs.length === 0 ? [] : [runLines(runs, page)]), renderCampaign(cells, page) + said].join(
      "\n",
    );
  },
} satisfies Reporter;

function runLines(runs: readonly RunData[], page: Page): string {
  const clean = runs.map((run) => ({ ...run, result: cleaned(run.result) }));
  const { columns, scenarioWidth, omitted } = choose(clean, page.columns);
  const drawn = new Table({
    head: columns.map(({ head }) => page.paint.dim(head)),
    colAligns: columns.map(({ align }) => align),
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const run of clean) {
    drawn.push(
      columns.map((column) => {
        const cell = column.cell(run);
        if (column.head === "scenario") return clipMiddle(cell, scenarioWidth);
        if (column.head === "lost") return page.paint.bold(cell);
        return column.head === "verdict" ? accent(run.result.verdict, page)(cell) : cell;
      }),
    );
  }
  const lines = drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  const notes = [
    ...(clean.length > 1 ? [summary(clean)] : []),
    ...(omitted.length > 0 ? [`columns without room: ${omitted.join(", ")}`] : []),
  ].flatMap((note) => wrap(note, page.columns));
  if (notes.length > 0) lines.push("", ...notes.map((note) => page.paint.dim(note)));
  return `${lines.join("\n")}\n`;
}

const NO_BORDERS = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "" },
  middle: " ".repeat(GAP),
};

/** Leaves out columns until the scenarios' names have room, or at least until the table fits with clipped names. */
function choose(runs: readonly RunData[], room: number) {
  const widths = new Map(
    COLUMNS.map((column) => [column, Math.max(...[column.head, ...runs.map(column.cell)].map(width))]),
  );
  const columns = COLUMNS.filter(({ isFor }) => isFor === undefined || runs.some(isFor));
  const total = () => columns.reduce((sum, column) => sum + widths.get(column)! + GAP, -GAP);
  const dropping = columns.filter(({ rank }) => rank !== undefined).sort((a, b) => a.rank! - b.rank!);
  const omitted: string[] = [];
  const fullName = widths.get(COLUMNS[0]!)!;
  // A whole name says more than the first columns to go, but less than what was acknowledged, failed and stored.
  for (const column of dropping) {
    const spare = room - total();
    const clippable = fullName - Math.min(fullName, SCENARIO_COLUMNS_MIN);
    if (spare >= 0 || (column.rank! > RANK_OF_NAMES && spare + clippable >= 0)) break;
    columns.splice(columns.indexOf(column), 1);
    omitted.push(column.head);
  }
  return { columns, scenarioWidth: Math.max(1, fullName + Math.min(0, room - total())), omitted };
}

function summary(runs: readonly RunData[]): string {
  const verdicts = Object.entries(verdictWords).flatMap(([verdict, words]) => {
    const n = runs.filter(({ result }) => result.verdict === verdict).length;
    return n === 0 ? [] : `${count(n)} ${words}`;
  });
  return `${countOf(runs.length, "run")}: ${verdicts.join(", ")}`;
}
