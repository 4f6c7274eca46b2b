/**
 * A campaign on a terminal: how often each cell loses messages, as a table, and as a matrix where its cells differ in two
 * ways. A table without room becomes a paragraph for each cell.
 */
import type { CampaignCellData } from "../rundir/campaign.js";
import { combinationOf } from "../rundir/campaign.js";
import { clean } from "./clean.js";
import { type Cell, columnsOf } from "./columns.js";
import {
  type CellSummary,
  cellName,
  type Frequency,
  type Matrix,
  matricesOf,
  type Spread,
  summarizeCell,
} from "./model/campaign.js";
import { hintOf, judgeCell, sentenceOf, wordOf } from "./model/odds.js";
import { count, countOf, duration, type Page, percents, width, wrap, wrapParts } from "./text.js";

const HEAD = ["scenario", "settings", "runs", "lost in", "loses (95 %)", "lost", "no writes"] as const;
type Column = (typeof HEAD)[number];
const RIGHT: ReadonlySet<Column> = new Set(["runs", "lost in", "loses (95 %)", "lost", "no writes"]);
const INDENT = "  ";
const ODDS_INDENT = "undecided".length + 2;

interface Summarized {
  readonly cell: CampaignCellData;
  readonly summary: CellSummary;
}

export function renderCampaign(cells: readonly CampaignCellData[], page: Page): string {
  const { paint, columns } = page;
  const summaries = cells.map((cell) => ({ cell, summary: summarizeCell(cell.runs) }));
  const inconclusive = summaries.reduce((sum, { summary }) => sum + summary.inconclusive, 0);
  const missing = cells.reduce((sum, cell) => sum + cell.missing, 0);
  const notes = [
    "lost, no writes: the median, and the range. loses: Wilson's interval for the probability of a loss",
    ...(inconclusive > 0 ? [`inconclusive, and not counted: ${countOf(inconclusive, "run")}`] : []),
    ...(missing > 0 ? [`missing: ${countOf(missing, "run")}`] : []),
  ].flatMap((note) => wrap(note, columns));
  const sections = [
    ...matricesOf(cells).map((matrix) => matrixLines(matrix, page)),
    cellLines(summaries, page),
    oddsLines(cells, page),
    otherLines(summaries, columns),
    notes.map((note) => paint.dim(note)),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

/** Of a frequency: `3 of 10` */
export function timesOf({ happened, known }: Frequency): string {
  return known === 0 ? "?" : `${count(happened)} of ${count(known)}`;
}

/** The interval: `11–60 %` */
export function shareOf({ known, interval }: Frequency): string {
  return known === 0 ? "?" : percents(interval);
}

/** `duplicates in 3 of 10 (11–60 %)` */
export function foundIn(frequency: Frequency): string {
  return `${frequency.check} in ${timesOf(frequency)} (${shareOf(frequency)})`;
}

/** `median (least–most)`; where some runs do not know it, with the number of those that do. */
export function spreadOf(spread: Spread | null, runs: number, show: (n: number) => string): string {
  if (spread === null) return "?";
  const [least, median, most] = [spread.least, spread.median, spread.most].map(show);
  const known = spread.known < runs ? `, ${count(spread.known)} of ${count(runs)}` : "";
  return `${least === most ? median! : `${median} (${least}–${most})`}${known}`;
}

export const messages = (n: number) => count(Math.round(n));

function cellLines(summaries: readonly Summarized[], { paint, columns }: Page): string[] {
  const isVaried = summaries.some(({ cell }) => combinationOf(cell) !== "");
  const head = HEAD.filter((name) => isVaried || name !== "settings");
  const rows = summaries.map(({ cell, summary }) => ({
    scenario: cell.scenario,
    settings: combinationOf(cell) || "–",
    runs: count(summary.runs),
    "lost in": timesOf(summary.loss),
    "loses (95 %)": shareOf(summary.loss),
    lost: spreadOf(summary.lost, summary.runs, messages),
    "no writes": spreadOf(summary.noWritesMs, summary.runs, duration),
  }));
  const asCells = (textOf: (name: Column) => string): Cell[] =>
    head.map((name) => ({ text: textOf(name), ...(RIGHT.has(name) && { align: "right" as const }) }));
  const lines = columnsOf([asCells((name) => name), ...rows.map((row) => asCells((name) => row[name]))]);
  if (lines.every((line) => width(line) <= columns)) return [paint.dim(lines[0]!), ...lines.slice(1)];
  return summaries.flatMap(({ cell }, i) => {
    const row = rows[i]!;
    const parts = [
      `lost in ${row["lost in"]} ${row.runs === "1" ? "run" : "runs"}`,
      `loses ${row["loses (95 %)"]}`,
      `lost ${row.lost}`,
      `no writes ${row["no writes"]}`,
    ];
    return [
      ...wrap(clean(cellName(cell)), columns).map((line) => paint.bold(line)),
      ...wrapParts(parts, columns - INDENT.length).map((line) => INDENT + line),
    ];
  });
}

/** With intervals if they have room. Empty: not even the numbers have. */
function matrixLines({ name, rows, columns, cells }: Matrix<CampaignCellData>, page: Page): string[] {
  const draw = (show: (loss: Frequency) => string) =>
    columnsOf([
      [rows.name, ...columns.values].map((text, i) => ({ text, ...(i > 0 && { align: "right" as const }) })),
      ...cells.map((row, i) => [
        { text: rows.values[i]! },
        ...row.map((cell) => ({
          text: cell === null ? "–" : show(summarizeCell(cell.runs).loss),
          align: "right" as const,
        })),
      ]),
    ]);
  const fitting = [(loss: Frequency) => `${timesOf(loss)} (${shareOf(loss)})`, timesOf]
    .map(draw)
    .find((lines) => lines.every((line) => width(line) <= page.columns));
  if (fitting === undefined) return [];
  const title = `lost in, by ${rows.name} and ${columns.name}${name === "" ? "" : `: ${name}`}`;
  return [
    ...wrap(clean(title), page.columns).map((line) => page.paint.bold(line)),
    page.paint.dim(fitting[0]!),
    ...fitting.slice(1),
  ];
}

/** Of each probability that a cell expects: whether it is met, and by how many runs. */
function oddsLines(cells: readonly CampaignCellData[], { paint, columns }: Page): string[] {
  return cells.flatMap((cell) =>
    judgeCell(cell).flatMap((one) => {
      const word = wordOf(one);
      const accent = { met: paint.green, "not met": paint.red, undecided: paint.yellow }[word];
      const parts = [`${sentenceOf(one)}: ${cellName(cell)}`, ...hintOf(one)];
      const lines = parts.flatMap((part) => wrap(clean(part), columns - ODDS_INDENT));
      return lines.map((line, i) =>
        i === 0
          ? `${accent(word)}${" ".repeat(ODDS_INDENT - word.length)}${line}`
          : " ".repeat(ODDS_INDENT) + line,
      );
    }),
  );
}

/** A line for each other check that some run has, and one for those that none has. */
function otherLines(summaries: readonly Summarized[], columns: number): string[] {
  const found = summaries.flatMap(({ cell, summary }) =>
    summary.others.filter(({ happened }) => happened > 0).map((one) => `${foundIn(one)}: ${cellName(cell)}`),
  );
  const all = summaries.flatMap(({ summary }) => summary.others);
  const clear = [...new Set(all.map(({ check }) => check))].filter((check) =>
    all.every((one) => one.check !== check || (one.happened === 0 && one.known > 0)),
  );
  if (clear.length === 0) return found.flatMap((line) => wrap(clean(line), columns));
  const fewest = all
    .filter(({ check }) => clear.includes(check))
    .reduce((least, one) => (one.known < least.known ? one : least));
  const isSame = all.every(({ known, check }) => !clear.includes(check) || known === fewest.known);
  const runs = `${isSame ? "" : "at least "}${countOf(fewest.known, "run")}`;
  const none = `in none of ${runs} of each combination (${shareOf(fewest)}): ${clear.join(", ")}`;
  return [...found, none].flatMap((line) => wrap(clean(line), columns));
}
