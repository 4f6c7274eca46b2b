/** A campaign on a terminal: one line per cell, and one per other check that a run of it has. */
import { type CampaignCellData, combinationOf } from "../rundir/campaign.js";
import { type Cell, columnsOf } from "./columns.js";
import { type Frequency, type Spread, summarizeCell } from "./model/campaign.js";
import { count, countOf, duration, type Page, wrap } from "./text.js";

const HEAD = ["scenario", "settings", "runs", "lost in", "loses (95 %)", "lost", "no writes"];
const RIGHT = new Set(["runs", "lost in", "loses (95 %)", "lost", "no writes"]);

export function renderCampaign(cells: readonly CampaignCellData[], { paint, columns }: Page): string {
  const summaries = cells.map(({ runs, ...cell }) => ({ cell, summary: summarizeCell(runs) }));
  const rows = summaries.map(({ cell, summary }) => [
    cell.scenario,
    combinationOf(cell) || "–",
    count(summary.runs),
    timesOf(summary.loss),
    shareOf(summary.loss),
    spreadOf(summary.lost, summary.runs, (n) => count(Math.round(n))),
    spreadOf(summary.noWritesMs, summary.runs, duration),
  ]);
  const asCells = (row: readonly string[], style?: (text: string) => string): Cell[] =>
    row.map((text, column) => ({
      text,
      ...(RIGHT.has(HEAD[column]!) && { align: "right" as const }),
      ...(style && { style }),
    }));
  const lines = columnsOf([asCells(HEAD, paint.dim), ...rows.map((row) => asCells(row))]);
  const others = summaries.flatMap(({ cell, summary }) =>
    summary.others.map(
      (one) =>
        `${one.check} in ${timesOf(one)} (${shareOf(one)}): ${[cell.scenario, combinationOf(cell)].join(" ").trim()}`,
    ),
  );
  const inconclusive = summaries.reduce((sum, { summary }) => sum + summary.inconclusive, 0);
  const missing = cells.reduce((sum, cell) => sum + cell.missing, 0);
  const notes = [
    "lost, no writes: the median, and the range. loses: Wilson's interval for the probability of a loss",
    ...(inconclusive > 0 ? [`inconclusive, and not counted: ${countOf(inconclusive, "run")}`] : []),
    ...(missing > 0 ? [`missing: ${countOf(missing, "run")}`] : []),
  ].flatMap((note) => wrap(note, columns));
  const sections = [lines, others, notes.map((note) => paint.dim(note))];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

function timesOf({ happened, known }: Frequency): string {
  return known === 0 ? "?" : `${count(happened)} of ${count(known)}`;
}

function shareOf({ known, interval: { low, high } }: Frequency): string {
  return known === 0 ? "?" : `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
}

/** Where some runs do not know it, with the number of those that do. */
function spreadOf(spread: Spread | null, runs: number, show: (n: number) => string): string {
  if (spread === null) return "?";
  const [least, median, most] = [spread.least, spread.median, spread.most].map(show);
  const known = spread.known < runs ? `, ${count(spread.known)} of ${count(runs)}` : "";
  return `${least === most ? median! : `${median} (${least}–${most})`}${known}`;
}
