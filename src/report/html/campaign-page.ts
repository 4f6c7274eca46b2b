/** A campaign as the page's index shows it. The words are those of the other reports. */
import { combinationOf } from "../../rundir/campaign.js";
import { foundIn, messages, shareOf, spreadOf, timesOf } from "../campaign.js";
import { clean } from "../clean.js";
import { type CountedCell, matricesOf, summarizeCell } from "../model/campaign.js";
import { hintOf, judgeCell, sentenceOf, wordOf } from "../model/odds.js";
import { duration } from "../text.js";
import type { CampaignPage, CellRow } from "./payload.js";

/** `runs`: those of the page, in its order. */
export function campaignOf(
  cells: readonly CountedCell[],
  runs: readonly { readonly directory: string }[],
): CampaignPage {
  const indexes = new Map(runs.map(({ directory }, i) => [directory, i]));
  const axis = ({ name, values }: { readonly name: string; readonly values: readonly string[] }) => ({
    name: clean(name),
    values: values.map(clean),
  });
  return {
    cells: cells.map((cell) => cellRow(cell, indexes)),
    heatMaps: matricesOf(cells).map((matrix) => ({
      name: clean(matrix.name),
      rows: axis(matrix.rows),
      columns: axis(matrix.columns),
      cells: matrix.cells.map((row) => row.map((cell) => (cell === null ? null : cells.indexOf(cell)))),
    })),
  };
}

function cellRow(cell: CountedCell, indexes: ReadonlyMap<string, number>): CellRow {
  const { runs, inconclusive, loss, others, lost, noWritesMs } = summarizeCell(cell.runs);
  return {
    scenario: clean(cell.scenario),
    settings: clean(combinationOf(cell)),
    ...{ runs, inconclusive, missing: cell.missing },
    rate: loss.known === 0 ? null : loss.happened / loss.known,
    lostIn: timesOf(loss),
    interval: shareOf(loss),
    lost: spreadOf(lost, runs, messages),
    noWrites: spreadOf(noWritesMs, runs, duration),
    others: others.filter(({ happened }) => happened > 0).map(foundIn),
    odds: judgeCell(cell).map((one) => `${wordOf(one)}: ${[sentenceOf(one), ...hintOf(one)].join(". ")}`),
    members: cell.runs.flatMap(({ directory }) => indexes.get(directory) ?? []),
  };
}
