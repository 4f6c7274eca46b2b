/** The history of scenarios on a terminal: a table of each series, and below a group what changed beyond chance. */
import { shareOf, timesOf } from "./campaign.js";
import { clean } from "./clean.js";
import { type Cell, columnsOf } from "./columns.js";
import {
  type ComparedAmount,
  type ComparedCheck,
  type ComparedScenario,
  REAL_BELOW,
} from "./model/comparison.js";
import type { History, HistoryGroup, MissingRuns, Series, Versions } from "./model/history.js";
import { count, countOf, duration, type Page, width, wrap, wrapParts } from "./text.js";

const INDENT = "  ";

export function renderHistory(history: History, page: Page): string {
  const { paint, columns } = page;
  const sections = history.series.map((one) => seriesLines(one, page).join("\n"));
  const notes = notesOf(history).flatMap((note) => wrap(clean(note), columns));
  return `${[...sections, notes.map((note) => paint.dim(note)).join("\n")].join("\n\n")}\n`;
}

/** What is missing, and what the figures are. */
export function notesOf({ series, missing, comparisons }: History): string[] {
  if (series.length === 0) return ["there are no runs", ...missing.map(missingWords)];
  return [
    ...missing.map(missingWords),
    "lost, no writes: the median. loses: Wilson's interval for the probability of a loss, at 95 %",
    ...(comparisons === 0
      ? []
      : [
          `a change is named if p < ${REAL_BELOW}, compared with the group before it and corrected for ` +
            `${countOf(comparisons, "comparison")} (Holm). Losses and other checks: Fisher's exact test. Amounts and ` +
            "times: the test of Mann and Whitney",
        ]),
  ];
}

function missingWords({ campaign, scenario, settings, runs }: MissingRuns): string {
  const cell = [scenario, ...Object.entries(settings).map(([path, value]) => `${path}=${value}`)].join(" ");
  return `missing: all ${countOf(runs, "run")} of ${cell} in ${campaign}`;
}

function seriesLines({ scenario, settings, groups }: Series, page: Page): string[] {
  const { paint, columns } = page;
  const title = [scenario, ...settings.map(([path, value]) => `${path}=${value}`)].join(" ");
  const shared = (Object.keys(VERSIONS) as (keyof Versions)[]).filter(
    (name) => new Set(groups.map(({ versions }) => versions[name])).size === 1,
  );
  const own = (Object.keys(VERSIONS) as (keyof Versions)[]).filter((name) => !shared.includes(name));
  const whens = whensOf(groups);
  const head = [
    "when",
    "runs",
    "lost in",
    "loses",
    "lost",
    "no writes",
    ...own.map((name) => VERSIONS[name]),
  ];
  const rows = groups.map((group, i) => [
    whens[i]!,
    ...figuresOf(group),
    ...own.map((name) => group.versions[name]),
  ]);
  const asCells = (texts: readonly string[]): Cell[] =>
    texts.map((text, i) => ({ text, ...(i > 0 && i < 6 && { align: "right" as const }) }));
  const lines = columnsOf([head, ...rows].map(asCells));
  const isWide = lines.some((line) => width(line) > columns);
  const rowLines = (i: number) =>
    isWide
      ? [
          rows[i]![0]!,
          ...wrapParts(
            rows[i]!.slice(1).map((text, column) => clean(`${head[column + 1]} ${text}`)),
            columns - INDENT.length,
          ).map((line) => INDENT + line),
        ]
      : [lines[i + 1]!];
  const sharedWords = shared.map((name) => `${WORDS[name]}${groups[0]!.versions[name]}`).join(" · ");
  return [
    ...wrap(clean(title), columns).map((line) => paint.bold(line)),
    ...(sharedWords === "" ? [] : wrap(clean(sharedWords), columns).map((line) => paint.dim(line))),
    ...(isWide ? [] : [paint.dim(lines[0]!)]),
    ...groups.flatMap((group, i) => [...rowLines(i), ...belowOf(group, page)]),
  ];
}

const VERSIONS: Readonly<Record<keyof Versions, string>> = {
  chaos: "chaos",
  kafka: "Kafka",
  engine: "engine",
};
const WORDS: Readonly<Record<keyof Versions, string>> = { chaos: "chaos ", kafka: "Kafka ", engine: "" };

/** The day, and the time where several groups are of one day. A group of several days has both. */
export function whensOf(groups: readonly HistoryGroup[]): string[] {
  const day = (iso: string) => iso.slice(0, 10);
  const days = groups.map(({ from }) => day(from));
  return groups.map(({ from, to }) => {
    if (day(from) !== day(to)) return `${day(from)} to ${day(to)}`;
    const isOnly = days.filter((one) => one === day(from)).length === 1;
    return isOnly ? day(from) : `${day(from)} ${from.slice(11, 16)}`;
  });
}

export function figuresOf({ summary }: Pick<HistoryGroup, "summary">): string[] {
  const { runs, loss, lost, noWritesMs } = summary;
  return [
    count(runs),
    timesOf(loss),
    shareOf(loss),
    lost === null ? "?" : count(Math.round(lost.median)),
    noWritesMs === null ? "?" : duration(noWritesMs.median),
  ];
}

function belowOf({ summary, missing, change }: HistoryGroup, { paint, columns }: Page): string[] {
  const uncounted = [
    ...(summary.inconclusive === 0 ? [] : [`${count(summary.inconclusive)} inconclusive`]),
    ...(missing === 0 ? [] : [`${count(missing)} missing`]),
  ];
  const indented = (text: string) =>
    wrap(clean(text), columns - 2 * INDENT.length).map((line) => INDENT + INDENT + line);
  return [
    ...(uncounted.length === 0
      ? []
      : indented(`not counted: ${uncounted.join(", ")}`).map((line) => paint.dim(line))),
    ...changesIn(change).flatMap((text) => indented(text).map((line) => paint.yellow(line))),
  ];
}

/** Each change beyond chance in a sentence, and what else is different. Empty: there is none. */
export function changesIn(change: ComparedScenario | null): string[] {
  if (change === null) return [];
  const real = [
    ...change.checks.filter(({ judgement }) => judgement === "real").map(checkWords),
    ...change.amounts.filter(({ judgement }) => judgement === "real").map(amountWords),
  ];
  if (real.length === 0) return [];
  const settings = change.settings.map(([path, a, b]) => `${path} ${a ?? "absent"} → ${b ?? "absent"}`);
  return [...real, settings.length === 0 ? "no setting or version is different" : settings.join(" · ")];
}

function checkWords({ check, a, b, p }: ComparedCheck): string {
  const isMore = b.happened / b.n > a.happened / a.n;
  const what = check === "loss" ? "loses" : `has ${check}`;
  const times = [a, b].map(({ happened, n }) => `${count(happened)} of ${count(n)}`).join(" → ");
  return `${what} ${isMore ? "more" : "less"} often than before: ${times}, ${pWords(p)} (Fisher)`;
}

function amountWords({ amount, effect: { shift }, p }: ComparedAmount): string {
  const size = Math.abs(shift);
  const show = amount === "lost" ? `${count(Math.round(size))} messages` : duration(size);
  const words =
    amount === "lost"
      ? `${show} ${shift > 0 ? "more" : "fewer"} are lost than before`
      : `no writes for ${show} ${shift > 0 ? "longer" : "less"} than before`;
  return `${words}, ${pWords(p)} (Mann and Whitney)`;
}

function pWords(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p ${p.toFixed(4)}`;
}
