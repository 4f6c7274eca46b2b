/**
 * The verdict block: the report of one run for people.
 *
 * From top to bottom it answers the questions in the order in which they are asked: how much was lost, was that expected,
 * and why? with which settings? how many, beside the published figures? for how long? which messages, and how do we know?
 * what happened in the cluster? where is the rest? What is said comes from model/; here it is laid out. Labels form one
 * column. The verdict alone has a colour.
 */
import type { MessageRange, Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { clean, cleaned } from "./clean.js";
import { howCut, quoteLogLine } from "./log-line.js";
import { consumerLines, groupParts } from "./model/consumers.js";
import { copierLines, copierParts } from "./model/copiers.js";
import { expectationsOf, MET, probabilityNotes } from "./model/expectations.js";
import { anomalyKinds, figuresOf, LABELS, referenceOf } from "./model/figures.js";
import { lossOf, noticed } from "./model/loss.js";
import {
  hasSeveralTopics,
  type PartitionName,
  partitionNames,
  topicParts,
  topicRows,
} from "./model/partitions.js";
import { acksOf, producerGroupParts, producerGroupRows } from "./model/producer-groups.js";
import { settingsOf } from "./model/settings.js";
import { moments } from "./model/story.js";
import { timesOf } from "./model/times.js";
import { transactionLines, transactionParts } from "./model/transactions.js";
import { whyOf } from "./model/why.js";
import type { Reporter } from "./reporter.js";
import {
  COLUMNS_MIN,
  clip,
  clock,
  count,
  countOf,
  duration,
  type Page,
  padStart,
  since,
  span,
  width,
  wrap,
  wrapParts,
} from "./text.js";
import { accent, tookMs, verdictWords } from "./verdict-words.js";

export const pretty = {
  name: "pretty",
  summary: "the verdict with its evidence, for people",
  render(runs, page) {
    return runs.map((run) => renderRun(run, page)).join("\n\n");
  },
} satisfies Reporter;

const COLUMNS_MAX = 110;
const LABEL = 17;
const MOMENTS_MAX = 5;
const ERRORS_MAX = 3;
const REASONS_MAX = 5;
const SCHEMAS_MAX = 3;
/** A shorter time without writes is a pause of any cluster. */
const NO_WRITES_MS_MIN = 1_000;

/** One thing to say: its label is written beside its first line. */
interface Entry {
  readonly label: string;
  readonly lines: readonly string[];
  readonly paintLabel?: (text: string) => string;
}

function renderRun(run: RunData, { columns, paint }: Page): string {
  const page: Page = { columns: Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns)), paint };
  const room = page.columns - LABEL;
  const result = cleaned(run.result);
  const sections: Entry[][] = [
    [
      headline(result, page),
      {
        label: verdictWords[result.verdict],
        lines: [page.paint.bold(clip(result.scenario, room))],
        paintLabel: verdictColour(result, page),
      },
      expected(result, room),
      ...reasons(result, room),
      ...sentences("why", whyOf(result), room),
      ...sentences("note", [...(result.notes ?? []), ...probabilityNotes([result])], room),
    ],
    settings(result, page),
    [...figures(result, page), ...groups(result, room), ...topics(result, room), ...schemas(result, page)],
    times(result, page),
    evidence(result, page),
    [...consumers(result, page), ...copiers(result, page)],
    transactions(result, page),
    story(run, page),
    footer(run, result, page),
  ];
  const blocks = sections
    .filter((entries) => entries.length > 0)
    .map((entries) => entries.flatMap((entry) => draw(entry, page)).join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function draw({ label, lines, paintLabel }: Entry, { paint }: Page): string[] {
  const painted = (paintLabel ?? paint.dim)(label) + " ".repeat(Math.max(0, LABEL - width(label)));
  return lines.map((line, index) => (index === 0 ? painted : " ".repeat(LABEL)) + line);
}

function verdictColour(result: Result, page: Page): (text: string) => string {
  const colour = accent(result.verdict, page);
  return (text) => page.paint.bold(colour(text));
}

function settings(result: Result, { columns, paint }: Page): Entry[] {
  const room = columns - LABEL;
  const lines = settingsOf(result).flatMap((parts) => wrapParts(parts, room));
  return [{ label: "settings", lines: lines.map((line) => paint.dim(line)) }];
}

function expected(result: Result, room: number): Entry {
  const parts = expectationsOf(result).map(({ text, status }) => `${text} (${MET[status]})`);
  return { label: "expected", lines: wrapParts(parts, room) };
}

function reasons(result: Result, room: number): Entry[] {
  const shown = result.reasons.slice(0, REASONS_MAX).map(({ text }) => text);
  const more = result.reasons.length - REASONS_MAX;
  if (more > 0) shown.push(`${countOf(more, "more reason")} in result.json`);
  return sentences("because", shown, room);
}

function sentences(label: string, texts: readonly string[], room: number): Entry[] {
  return texts.length === 0 ? [] : [{ label, lines: texts.flatMap((text) => wrap(text, room)) }];
}

/** The answer: how many acknowledged messages are lost, and what the producers noticed. */
function headline(result: Result, { columns, paint }: Page): Entry {
  const { counts, noWrites } = result;
  const parts = [lossOf(result), ...noticed(result)];
  if (noWrites && noWrites.longestMs >= NO_WRITES_MS_MIN) {
    parts.push(`no writes for ${duration(noWrites.longestMs)}`);
  }
  // The amount stands out; what it is measured against follows quietly.
  const [first = "", ...rest] = wrapParts(parts, columns - LABEL);
  const amount = /^[^ ,]+/.exec(first)?.[0] ?? "";
  return {
    label: (counts.lost ?? counts.lostAtLeast ?? 0) > 0 ? "LOST" : "lost",
    lines: [paint.bold(amount) + first.slice(amount.length), ...rest],
    paintLabel: paint.bold,
  };
}

function figures(result: Result, { columns, paint }: Page): Entry[] {
  const { counts } = result;
  const reference = referenceOf(result);
  const rows = figuresOf(result);
  const published = reference === undefined ? [] : rows.map((row) => written(row.published));
  const heads = ["this run", "published"] as const;
  const oursWidth = Math.max(heads[0].length, ...rows.map(({ ours }) => written(ours ?? "unknown").length));
  const publishedWidth = published.length === 0 ? 0 : 3 + Math.max(heads[1].length, ...published.map(width));
  const noteRoom = columns - LABEL - oursWidth - publishedWidth - 3;

  const head = paint.dim(
    padStart(heads[0], oursWidth) + (publishedWidth > 0 ? padStart(heads[1], publishedWidth) : ""),
  );
  const lines = rows.map(({ ours, note }, index) => {
    const figure =
      padStart(written(ours ?? "unknown"), oursWidth) + padStart(published[index] ?? "", publishedWidth);
    const fits = note !== undefined && noteRoom > 12;
    return fits ? `${figure}   ${paint.dim(clip(note, noteRoom))}` : figure.trimEnd();
  });
  const entries: Entry[] = rows.map(({ label }, index) => ({ label, lines: [lines[index]!] }));
  if (publishedWidth > 0) entries.unshift({ label: "", lines: [head] });
  entries.push(...otherChecks(result, oursWidth, columns));
  if (reference !== undefined) {
    entries.push({
      label: "published by",
      lines: wrap(reference.source, columns - LABEL).map((line) => paint.dim(line)),
    });
  }
  return counts.sent === 0 && counts.highWatermark === null ? [] : entries;
}

/** One line for every check that found nothing, and one for those that could not be made. */
function otherChecks({ counts, unknownBecause = {} }: Result, figureWidth: number, columns: number): Entry[] {
  const of = (found: 0 | null) =>
    anomalyKinds(counts)
      .filter((kind) => counts[kind] === found)
      .map((kind) =>
        unknownBecause[kind] === undefined ? LABELS[kind] : `${LABELS[kind]} (${unknownBecause[kind]})`,
      );
  const row = (label: string, figure: string, kinds: readonly string[]): Entry[] => {
    if (kinds.length === 0) return [];
    const lines = wrap(kinds.join(", "), columns - LABEL - figureWidth - 3);
    return [
      {
        label,
        lines: lines.map((line, i) => `${padStart(i === 0 ? figure : "", figureWidth)}   ${line}`),
      },
    ];
  };
  return [...row("other checks", "0", of(0)), ...row("not checked", "unknown", of(null))];
}

/** Each with its value in one column, and what is to be said of it behind. */
function times(result: Result, { columns, paint }: Page): Entry[] {
  const found = timesOf(result);
  const values = found.map(({ ms }) => (ms === null ? "not known" : ms === 0 ? "0 s" : duration(ms)));
  const valueWidth = Math.max(...values.map(width));
  const room = columns - LABEL - valueWidth - 3;
  return found.map(({ label, notes }, index) => {
    const [first = "", ...rest] = wrapParts(notes.map(clean), room).map((line) => paint.dim(line));
    const value = padStart(values[index]!, valueWidth);
    const indent = " ".repeat(valueWidth + 3);
    return { label, lines: [`${value}   ${first}`.trimEnd(), ...rest.map((line) => indent + line)] };
  });
}

/** The schema ids in the log, and the registry's answer to each. */
function schemas({ schemas: ids }: Result, { paint }: Page): Entry[] {
  if (ids === undefined) return [];
  const { found, omitted, without } = ids;
  const shown = found.slice(0, SCHEMAS_MAX);
  const hidden = found.slice(SCHEMAS_MAX).reduce((sum, { messages }) => sum + messages, omitted);
  const lines = shown.map(({ id, messages, status, errorCode }) => {
    const answer = status === 200 ? "knows it" : `answers ${errorCode ?? status}`;
    return `id ${id} in ${countOf(messages, "message")}   ${paint.dim(`the registry ${answer}`)}`;
  });
  if (hidden > 0) lines.push(`other ids in ${countOf(hidden, "message")}`);
  if (without > 0) lines.push(`no id in ${countOf(without, "message")}`);
  return [{ label: "schema ids", lines }];
}

function written(figure: number | string | undefined): string {
  return typeof figure === "number" ? count(figure) : (figure ?? "");
}

/** A line for each group of producers, where there are several. */
function groups(result: Result, room: number): Entry[] {
  const rows = producerGroupRows(result);
  return named(
    "producers",
    rows.map((row) => [row.name, producerGroupParts(row)]),
    room,
  );
}

/** A line for each topic, where there are several. */
function topics(result: Result, room: number): Entry[] {
  return named(
    "topics",
    topicRows(result).map((row) => [row.topic, topicParts(row)]),
    room,
  );
}

/** A line for each of several things with names; the first one has the label. */
function named(
  label: string,
  rows: readonly (readonly [name: string, parts: readonly string[]])[],
  room: number,
): Entry[] {
  return rows.map(([name, [first, ...others]], index) => ({
    label: index === 0 ? label : "",
    lines: wrapParts([`${clip(name, room >> 1)}: ${first}`, ...others], room),
  }));
}

function evidence(result: Result, page: Page): Entry[] {
  const { lostRanges: ranges, lostRangesOmitted: omitted } = result;
  const first = ranges[0];
  const last = ranges.at(-1);
  if (first === undefined || last === undefined) return [];
  const isNamed = hasSeveralTopics(result) || ranges.some(({ partition }) => partition > 0);
  const name = isNamed ? partitionNames(result) : null;
  const describe = (range: MessageRange) => describeRange(range, name, acksOf(result, range.producer), page);
  if (ranges.length === 1 && omitted === 0) return [{ label: "lost messages", lines: describe(first) }];

  const between = ranges.length + omitted - 2;
  const more =
    between > 0 ? [{ label: "", lines: [page.paint.dim(`${countOf(between, "more range")} between`)] }] : [];
  return [
    { label: "first lost", lines: describe(first) },
    ...more,
    { label: "last lost", lines: describe(last) },
  ];
}

/** A group with its figures, and the first piece of evidence of each of its checks. */
function consumers(result: Result, { columns, paint }: Page): Entry[] {
  const room = columns - LABEL;
  const groups = result.consumers?.groups ?? [];
  return consumerLines(result).map(({ group, lines }, index) => {
    const of = groups[index];
    const parts = of === undefined ? [] : wrapParts([`${clip(group, room)}`, ...groupParts(of)], room);
    const evidence = lines.flatMap((line) => wrap(line, room).map((one) => paint.dim(one)));
    return { label: index === 0 ? "consumers" : "", lines: [...parts, ...evidence] };
  });
}

/** What became of the transactions, and the first piece of evidence of each check. */
function transactions(result: Result, { columns, paint }: Page): Entry[] {
  if (result.transactions === undefined) return [];
  const room = columns - LABEL;
  const evidence = transactionLines(result).flatMap((line) => wrap(line, room).map((one) => paint.dim(one)));
  const parts = wrapParts(transactionParts(result.transactions, result.expect), room);
  return [{ label: "transactions", lines: [...parts, ...evidence] }];
}

/** A copier with its figures, and the first piece of evidence of each of its checks. */
function copiers(result: Result, { columns, paint }: Page): Entry[] {
  const room = columns - LABEL;
  const all = result.copiers?.copiers ?? [];
  return copierLines(result).map(({ name, lines }, index) => {
    const of = all[index];
    const parts = of === undefined ? [] : wrapParts([`${clip(name, room)}`, ...copierParts(of)], room);
    const evidence = lines.flatMap((line) => wrap(line, room).map((one) => paint.dim(one)));
    return { label: index === 0 ? "copiers" : "", lines: [...parts, ...evidence] };
  });
}

const LOG_LINES_MAX = 2;

function describeRange(
  range: MessageRange,
  name: PartitionName | null,
  acks: Result["producers"]["acks"],
  { columns, paint }: Page,
): string[] {
  const room = columns - LABEL;
  const what = [
    `producer ${range.producer}: sequence ${span(range.firstSequence, range.lastSequence)}`,
    countOf(range.messages, "message"),
    ...(name === null ? [] : [name(range.partition)]),
    ...(range.firstOffset === null
      ? []
      : [`offsets ${span(range.firstOffset, range.lastOffset ?? range.firstOffset)}`]),
  ];
  const by = range.acknowledgedBy === null ? "" : ` by ${range.acknowledgedBy}`;
  const epoch = range.leaderEpoch === null ? "" : ` (epoch ${range.leaderEpoch})`;
  const when = `${span(clock(range.acknowledgedFrom, 1), clock(range.acknowledgedTo, 1))} UTC`;
  const lines = [
    ...wrapParts(what, room),
    ...wrapParts([`${acks === 0 ? "sent" : `acknowledged${by}${epoch}`}`, when], room),
  ];
  const { truncation } = range;
  if (truncation === null) return [...lines, paint.dim("no broker log line found that truncates them")];
  const { node, line } = truncation;
  if (line === null) return [...lines, ...wrap(howCut(truncation), room)];
  const quoted = clip(quoteLogLine(node, line), LOG_LINES_MAX * (room - 8));
  return [
    ...lines,
    ...wrap(`${howCut(truncation)}:`, room),
    ...wrap(quoted, room).map((line) => paint.dim(line)),
  ];
}

function story(run: RunData, { columns, paint }: Page): Entry[] {
  const name = partitionNames(run.result);
  const all = moments(run.timeline, MOMENTS_MAX, name);
  const { moments: told, omitted } = all.omitted === 0 ? all : moments(run.timeline, MOMENTS_MAX - 1, name);
  if (told.length === 0) return [];
  const times = told.map(({ ms }) => since(ms));
  const timeWidth = Math.max(...times.map(width));
  const room = columns - LABEL - timeWidth - 2;
  const lines = told.flatMap(({ text }, index) =>
    wrap(clean(text), room).map(
      (line, row) => `${padStart(row === 0 ? times[index]! : "", timeWidth)}  ${line}`,
    ),
  );
  if (omitted > 0)
    lines.push(" ".repeat(timeWidth + 2) + paint.dim(`${count(omitted)} more in timeline.ndjson`));
  return [{ label: "timeline", lines }];
}

function footer(run: RunData, result: Result, { columns, paint }: Page): Entry[] {
  const room = columns - LABEL;
  const entries: Entry[] = [];
  const errors = Object.entries(result.errors).sort((a, b) => b[1] - a[1]);
  if (errors.length > 0) {
    const shown = errors.slice(0, ERRORS_MAX).map(([name, times]) => `${name} × ${count(times)}`);
    if (errors.length > ERRORS_MAX) shown.push(countOf(errors.length - ERRORS_MAX, "more kind"));
    entries.push({ label: "errors", lines: wrapParts(shown, room) });
  }
  const whole = tookMs(result);
  const parts = [
    whole === null ? `not finished, seen for ${duration(run.timeline.at(-1)?.ms ?? 0)}` : duration(whole),
  ];
  if (result.latencyMs !== null) {
    const { p50, p99, max } = result.latencyMs;
    parts.push(`acknowledged after p50 ${duration(p50)}`, `p99 ${duration(p99)}`, `max ${duration(max)}`);
  }
  entries.push({ label: "took", lines: wrapParts(parts, room) });
  // People copy the path: it is neither clipped nor broken.
  entries.push({ label: "run", lines: [clean(run.directory)] });
  for (const sentence of run.damage) {
    entries.push({ label: "damaged", lines: wrap(clean(sentence), room).map((line) => paint.dim(line)) });
  }
  return entries;
}
