/**
 * Markdown for a comment of a pull request, and for the summary of a job in GitHub Actions. It fits into one comment: if
 * there is more, it says how many runs are left out. Runs that are not as expected come first.
 *
 * Text of a run is escaped so that it is text for GitHub: no markup, no link, no mention of a person, no reference to an
 * issue.
 */
import { type CampaignCellData, combinationOf } from "../rundir/campaign.js";
import type { MessageRange, Result, Verdict } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { foundIn, messages, shareOf, spreadOf, timesOf } from "./campaign.js";
import { clean } from "./clean.js";
import { cellName, runNames, summarizeCell } from "./model/campaign.js";
import { consumerLines, groupParts } from "./model/consumers.js";
import { copierLines, copierParts } from "./model/copiers.js";
import { probabilityNotes } from "./model/expectations.js";
import { lossOf } from "./model/loss.js";
import { hintOf, judgeCell, sentenceOf, wordOf } from "./model/odds.js";
import { type PartitionName, partitionNames } from "./model/partitions.js";
import { transactionLines, transactionParts, unplannedFailures } from "./model/transactions.js";
import { whyOf } from "./model/why.js";
import type { Reporter } from "./reporter.js";
import { lostFigure, noWritesFigure, took } from "./table.js";
import { clipMiddle, count, countOf, duration, span } from "./text.js";
import { tookMs, verdictWords } from "./verdict-words.js";

/** GitHub refuses a comment of 65,536 characters. */
const CHARACTERS_MAX = 65_000;
/** The rest is for the details of single runs. */
const TABLE_CHARACTERS_MAX = 40_000;
/** How many runs are left out. */
const NOTE_CHARACTERS = 100;
const NAME_COLUMNS_MAX = 80;
const SENTENCE_COLUMNS_MAX = 400;
const REASONS_SHOWN = 5;
const RANGES_SHOWN = 3;
const PROBLEMS_SHOWN = 10;
const GROUP_LINES_SHOWN = 12;

type Names = ReadonlyMap<string, string>;

const WORST_FIRST: readonly Verdict[] = ["not-as-expected", "inconclusive", "as-expected"];

export const markdown = {
  name: "markdown",
  summary: "for a comment of a pull request: the verdict, a table, and the lost ranges",
  render(runs, _page, { problems = [], cells = [] } = {}) {
    const sorted = WORST_FIRST.flatMap((verdict) => runs.filter(({ result }) => result.verdict === verdict));
    let text = `## chaos: ${headline(sorted)}\n`;
    text += unread(problems);
    text += campaign(cells);
    if (!cells.some(({ isRepeated }) => isRepeated))
      text += probabilityNotes(runs.map(({ result }) => result))
        .map((note) => `\n${sentence(note)}\n`)
        .join("");
    const names = runNames(cells);
    if (sorted.length > 0) {
      text += `\n${HEAD}`;
      const rows = within(sorted, (run) => row(run, names), TABLE_CHARACTERS_MAX - text.length);
      text += rows.join("");
      if (rows.length < sorted.length)
        text += `\n${countOf(sorted.length - rows.length, "run")} left out of this table.\n`;
    }
    const telling = sorted.filter(
      ({ result }) => result.verdict !== "as-expected" || result.lostRanges.length > 0,
    );
    const details = within(telling, (run) => section(run, names), CHARACTERS_MAX - text.length);
    text += details.join("");
    if (details.length < telling.length)
      text += `\nThe details of ${countOf(telling.length - details.length, "run")} are left out.\n`;
    return text;
  },
} satisfies Reporter;

/** As many from the beginning as have room, and a note after them. */
function within<T>(some: readonly T[], draw: (one: T) => string, room: number): readonly string[] {
  const texts: string[] = [];
  let left = room - NOTE_CHARACTERS;
  for (const one of some) {
    const text = draw(one);
    left -= text.length;
    if (left < 0) break;
    texts.push(text);
  }
  return texts;
}

function headline(runs: readonly RunData[]): string {
  if (runs.length === 0) return "no runs";
  const [only] = runs;
  if (runs.length === 1) return `${literal(only!.result.scenario, NAME_COLUMNS_MAX)} is ${wordsOf(only!)}`;
  const groups = WORST_FIRST.flatMap((verdict) => {
    const n = runs.filter(({ result }) => result.verdict === verdict).length;
    return n === 0 ? [] : [`${count(n)} ${verdictWords[verdict]}`];
  });
  return `${countOf(runs.length, "run")}: ${groups.join(", ")}`;
}

function unread(problems: readonly string[]): string {
  if (problems.length === 0) return "";
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => `- ${sentence(problem)}\n`);
  const rest = problems.length - shown.length;
  return `\nNot all runs could be read:\n\n${shown.join("")}${rest > 0 ? `- and ${count(rest)} more\n` : ""}`;
}

const CELLS_HEAD =
  "| scenario | settings | runs | lost in | loses (95 %) | lost | no writes |\n|---|---|--:|--:|--:|--:|--:|\n";
/** The rest of a table is for single runs. */
const CELLS_CHARACTERS_MAX = 20_000;

function campaign(cells: readonly CampaignCellData[]): string {
  if (cells.length === 0) return "";
  const rows = within(cells, cellRow, CELLS_CHARACTERS_MAX);
  const others = cells.flatMap((cell) =>
    summarizeCell(cell.runs)
      .others.filter(({ happened }) => happened > 0)
      .map((one) => `${foundIn(one)}: ${sentence(cellName(cell))}`),
  );
  const odds = cells.flatMap((cell) =>
    judgeCell(cell).map((one) => {
      const word = one.isKept === true ? "met" : `**${wordOf(one)}**`;
      return `${word}: ${[`${sentenceOf(one)}: ${sentence(cellName(cell))}`, ...hintOf(one)].join(". ")}`;
    }),
  );
  const missing = cells.reduce((sum, cell) => sum + cell.missing, 0);
  const notes = [
    ...within(odds, (line) => line, CELLS_CHARACTERS_MAX / 4),
    ...within(others, (line) => line, CELLS_CHARACTERS_MAX / 4),
    ...(rows.length < cells.length
      ? [`${countOf(cells.length - rows.length, "combination")} left out of this table.`]
      : []),
    ...(missing > 0 ? [`**${countOf(missing, "run")} missing.**`] : []),
    "loses: Wilson's interval for the probability of a loss. Lost, no writes: the median, and the range.",
  ];
  return `\n${CELLS_HEAD}${rows.join("")}\n${notes.map((note) => `- ${note}\n`).join("")}`;
}

function cellRow(cell: CampaignCellData): string {
  const { runs, inconclusive, loss, lost, noWritesMs } = summarizeCell(cell.runs);
  const apart = [
    ...(inconclusive > 0 ? [`${count(inconclusive)} inconclusive`] : []),
    ...(cell.missing > 0 ? [`${count(cell.missing)} missing`] : []),
  ];
  const cells = [
    literal(cell.scenario, NAME_COLUMNS_MAX),
    literal(combinationOf(cell) || "–", SENTENCE_COLUMNS_MAX),
    [count(runs), ...apart].join(", "),
    timesOf(loss),
    shareOf(loss),
    spreadOf(lost, runs, messages),
    spreadOf(noWritesMs, runs, duration),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

const HEAD =
  "| scenario | verdict | lost | acknowledged | failed | no writes | took |\n|---|---|--:|--:|--:|--:|--:|\n";

function row(run: RunData, names: Names): string {
  const { scenario, counts, noWrites } = run.result;
  const cells = [
    literal(names.get(run.directory) ?? scenario, NAME_COLUMNS_MAX),
    run.result.verdict === "as-expected" ? wordsOf(run) : `**${wordsOf(run)}**`,
    lostFigure(counts),
    count(counts.acknowledged),
    count(unplannedFailures(run.result)),
    noWritesFigure(noWrites),
    took(tookMs(run.result)),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function section(run: RunData, names: Names): string {
  const { result, directory, damage } = run;
  const reasons = result.reasons.map(({ text }) => text);
  const ranges = [...result.lostRanges].sort((a, b) => b.messages - a.messages);
  const restOfRanges = ranges.length - RANGES_SHOWN + result.lostRangesOmitted;
  const lines = [
    ...reasons.slice(0, REASONS_SHOWN).map(sentence),
    ...(reasons.length > REASONS_SHOWN
      ? [`and ${countOf(reasons.length - REASONS_SHOWN, "more reason")}`]
      : []),
    `lost: ${sentence(lossOf(result))}`,
    ...whyOf(result).map(sentence),
    ...ranges.slice(0, RANGES_SHOWN).map((range) => rangeOf(range, partitionNames(result))),
    ...(restOfRanges > 0 ? [`and ${countOf(restOfRanges, "more range")}`] : []),
    ...consumersOf(result),
    ...transactionsOf(result),
    ...copiersOf(result),
    ...damage.slice(0, REASONS_SHOWN).map(sentence),
    `run: ${literal(directory, SENTENCE_COLUMNS_MAX)}`,
  ];
  const name = names.get(directory) ?? result.scenario;
  const title = `${literal(name, NAME_COLUMNS_MAX)}: ${wordsOf(run)}`;
  return `\n### ${title}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

/** A line for each group, and one for the first piece of evidence of each check. */
function consumersOf(result: Result): string[] {
  const groups = result.consumers?.groups ?? [];
  const lines = consumerLines(result).flatMap(({ group, lines }, index) => {
    const of = groups[index];
    const figures = of === undefined ? [] : [`group ${group}: ${groupParts(of).join(", ")}`];
    return [...figures, ...lines].map(sentence);
  });
  const rest = lines.length - GROUP_LINES_SHOWN;
  return [
    ...lines.slice(0, GROUP_LINES_SHOWN),
    ...(rest > 0 ? [`and ${countOf(rest, "more line")} about consumers`] : []),
  ];
}

/** A line for the figures, and one for the first piece of evidence of each check. */
function transactionsOf(result: Result): string[] {
  if (result.transactions === undefined) return [];
  const lines = [
    `transactions: ${transactionParts(result.transactions, result.expect).join(", ")}`,
    ...transactionLines(result),
  ].map(sentence);
  const rest = lines.length - GROUP_LINES_SHOWN;
  return [
    ...lines.slice(0, GROUP_LINES_SHOWN),
    ...(rest > 0 ? [`and ${countOf(rest, "more line")} about transactions`] : []),
  ];
}

/** A line for each copier, and one for the first piece of evidence of each check. */
function copiersOf(result: Result): string[] {
  const all = result.copiers?.copiers ?? [];
  const lines = copierLines(result).flatMap(({ name, lines }, index) => {
    const of = all[index];
    const figures = of === undefined ? [] : [`copier ${name}: ${copierParts(of).join(", ")}`];
    return [...figures, ...lines].map(sentence);
  });
  const rest = lines.length - GROUP_LINES_SHOWN;
  return [
    ...lines.slice(0, GROUP_LINES_SHOWN),
    ...(rest > 0 ? [`and ${countOf(rest, "more line")} about copiers`] : []),
  ];
}

function rangeOf(range: MessageRange, name: PartitionName): string {
  const { producer, partition, firstSequence, lastSequence, messages, acknowledgedBy, truncation } = range;
  const parts = [
    `producer ${producer}, ${literal(name(partition), NAME_COLUMNS_MAX)}, sequences ${span(firstSequence, lastSequence)}: ${countOf(messages, "message")}`,
    ...(acknowledgedBy === null ? [] : [`${literal(acknowledgedBy, NAME_COLUMNS_MAX)} acknowledged them`]),
    ...(truncation === null
      ? []
      : [`${literal(truncation.node, NAME_COLUMNS_MAX)} truncated its log to offset ${truncation.toOffset}`]),
  ];
  return parts.join(", ");
}

const wordsOf = ({ result }: RunData) => verdictWords[result.verdict];
const sentence = (text: string) => literal(text, SENTENCE_COLUMNS_MAX);

/** Means the character, and never markup, also in a table. */
const MARKUP = /[&<>"'`*_~[\](){}\\|$!]/g;
/** GitHub links addresses, names and numbers of issues in the finished HTML, so an entity does not hide them: a space of no width does. */
const LINKS = /@|#|:(?=\/\/)|www(?=\.)|\b(?:mailto|xmpp):|\bGH(?=-)/gi;

function literal(text: string, columns: number): string {
  return clipMiddle(clean(text), columns)
    .replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/&#\d+;|[^&]+/g, (piece) => (piece.startsWith("&") ? piece : piece.replace(LINKS, "$&&#8203;")));
}
