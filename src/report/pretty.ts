/**
 * The verdict block: what people read at a glance after a run.
 *
 * From top to bottom it answers the questions in the order in which they are asked: was it as expected? how much was
 * lost? how do the figures stand beside the published ones? which messages, and how do we know? what happened in the
 * cluster? where is the rest? Labels stand in one column; the verdict alone has a colour.
 */
import type { MessageRange, Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { clean, cleaned } from "./clean.js";
import { quoteLogLine } from "./log-line.js";
import type { Reporter } from "./reporter.js";
import { moments } from "./story.js";
import {
  clip,
  clock,
  count,
  countOf,
  duration,
  type Page,
  padStart,
  percent,
  since,
  width,
  wrap,
  wrapParts,
} from "./text.js";
import { accent, tookMs, verdictWords } from "./words.js";

export const pretty: Reporter = {
  name: "pretty",
  summary: "the verdict with its evidence, for people",
  render(runs, page) {
    return runs.map((run) => renderRun(run, page)).join("\n\n");
  },
};

const COLUMNS_MIN = 48;
const COLUMNS_MAX = 110;
const LABEL = 17;
const MOMENTS_MAX = 5;
const ERRORS_MAX = 3;
const REASONS_MAX = 5;
const SCHEMAS_MAX = 3;

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
      {
        label: verdictWords[result.verdict],
        lines: title(result, page),
        paintLabel: verdictColour(result, page),
      },
      ...reasons(result, room),
    ],
    [headline(result, page)],
    [...figures(result, page), ...schemas(result, page)],
    evidence(result, page),
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

function title(result: Result, { columns, paint }: Page): string[] {
  const { acks, instances, rate } = result.producers;
  const pace = rate === "max" ? "as fast as it goes" : `${count(rate)}/s`;
  const setting = [
    `Kafka ${result.environment.kafka}`,
    result.engine,
    `acks ${acks}`,
    `${countOf(instances, "producer")} at ${pace}`,
    ...(result.scale === 1 ? [] : [`scale ${result.scale}`]),
  ];
  return [
    paint.bold(clip(result.scenario, columns - LABEL)),
    ...wrapParts(setting, columns - LABEL).map((line) => paint.dim(line)),
  ];
}

function reasons(result: Result, room: number): Entry[] {
  const shown = result.reasons.slice(0, REASONS_MAX).flatMap((reason) => wrap(reason, room));
  const more = result.reasons.length - REASONS_MAX;
  if (more > 0) shown.push(`${countOf(more, "more reason")} in result.json`);
  return shown.length === 0 ? [] : [{ label: "because", lines: shown }];
}

const EXPECTED = { none: "none expected", some: "some expected", any: "no expectation" } as const;

function headline(result: Result, { columns, paint }: Page): Entry {
  const { lost, lostByWatermark, acknowledged } = result.counts;
  const acknowledgedMessages = countOf(
    acknowledged,
    result.producers.acks === 0 ? "sent message" : "acknowledged message",
  );
  const expected = EXPECTED[result.expect.loss];
  const parts =
    lost !== null
      ? [
          `${count(lost)} of ${acknowledgedMessages}${lost === 0 ? "" : ` (${percent(lost, acknowledged)})`}`,
          expected,
        ]
      : lostByWatermark !== null
        ? [
            `${count(lostByWatermark)} of ${acknowledgedMessages} by the high watermark`,
            "log not read back",
            expected,
          ]
        : ["unknown", "log not read back", expected];
  // The amount stands out; what it is measured against and what was expected follow quietly.
  const [first = "", ...rest] = wrapParts(parts, columns - LABEL);
  const amount = /^[^ ]+/.exec(first)?.[0] ?? "";
  return {
    label: "lost",
    lines: [paint.bold(amount) + first.slice(amount.length), ...rest],
    paintLabel: paint.bold,
  };
}

/** A figure of ours, the published one beside it, and what else is to be said of it. */
interface Figure {
  readonly label: string;
  readonly ours: number | null;
  readonly published?: number | undefined;
  readonly note?: string;
}

function figures(result: Result, { columns, paint }: Page): Entry[] {
  const { counts, reference } = result;
  const rows = figureRows(result);
  const published = reference === undefined ? [] : rows.map((row) => written(row.published));
  const heads = ["this run", result.scale === 1 ? "published" : "published, full size"] as const;
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
  if (reference !== undefined) {
    const from = [reference.source, ...(reference.note === undefined ? [] : [reference.note])];
    entries.push({
      label: "published by",
      lines: wrapParts(from, columns - LABEL).map((line) => paint.dim(line)),
    });
  }
  return counts.sent === 0 && counts.highWatermark === null ? [] : entries;
}

/** As short as the column of labels has room for. */
const PLANTED = { duplicated: "copies", corrupted: "damage" } as const;

function figureRows(result: Result): Figure[] {
  const { counts, reference, producers } = result;
  const publishedLost =
    reference?.acknowledged === undefined || reference.watermark === undefined
      ? undefined
      : Math.max(0, reference.acknowledged - reference.watermark);
  // The published loss was found by the watermark: it stands beside ours of the same kind when the two differ.
  const byWatermark = counts.lostByWatermark !== null && counts.lostByWatermark !== counts.lost;
  const partly = counts.sent < counts.planned;
  const anomalies = (["duplicated", "reordered", "corrupted", "unexpected", "misplaced"] as const).flatMap(
    (kind) => {
      const found = counts[kind];
      const example = result.anomalies.find((anomaly) => anomaly.kind === kind);
      if (found === null || found === 0) return [];
      return { label: kind, ours: found, ...(example === undefined ? {} : { note: example.detail }) };
    },
  );
  const { planted } = result;
  const byProxy = (["duplicated", "corrupted"] as const).flatMap((kind) =>
    planted === undefined || planted[kind] === 0
      ? []
      : [{ label: `planted: ${PLANTED[kind]}`, ours: planted[kind], note: "by the proxy, says its journal" }],
  );
  return [
    { label: "sent", ours: counts.sent, ...(partly ? { note: `of ${count(counts.planned)} planned` } : {}) },
    {
      label: "acknowledged",
      ours: counts.acknowledged,
      published: reference?.acknowledged,
      ...(producers.acks === 0 ? { note: "acks 0: sent is all that is known" } : {}),
    },
    { label: "failed", ours: counts.failed, published: reference?.failed },
    ...(counts.unsettled > 0
      ? [{ label: "unsettled", ours: counts.unsettled, note: "no delivery report came" }]
      : []),
    { label: "high watermark", ours: counts.highWatermark, published: reference?.watermark },
    { label: "lost", ours: counts.lost, published: byWatermark ? undefined : publishedLost },
    ...(byWatermark
      ? [{ label: "by watermark", ours: counts.lostByWatermark, published: publishedLost }]
      : []),
    ...anomalies,
    ...byProxy,
  ];
}

/** The ids that consumers meet in the log, and what the registry says to whoever asks about them. */
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

function evidence(result: Result, page: Page): Entry[] {
  const { lostRanges: ranges, lostRangesOmitted: omitted } = result;
  const first = ranges[0];
  const last = ranges.at(-1);
  if (first === undefined || last === undefined) return [];
  const partitions = ranges.some(({ partition }) => partition > 0);
  const describe = (range: MessageRange) => describeRange(range, partitions, result.producers.acks, page);
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

const LOG_LINES_MAX = 2;

function describeRange(
  range: MessageRange,
  partitions: boolean,
  acks: Result["producers"]["acks"],
  { columns, paint }: Page,
): string[] {
  const room = columns - LABEL;
  const what = [
    `producer ${range.producer}: ${span(range.firstSequence, range.lastSequence)}`,
    countOf(range.messages, "message"),
    ...(partitions ? [`partition ${range.partition}`] : []),
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
  const quoted = clip(quoteLogLine(truncation.node, truncation.line), LOG_LINES_MAX * (room - 8));
  return [
    ...lines,
    ...wrap(`${truncation.node} truncated its log to ${truncation.toOffset}:`, room),
    ...wrap(quoted, room).map((line) => paint.dim(line)),
  ];
}

/** `30012–95513`, or one of them when they are the same. */
function span(first: number | string, last: number | string): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function story(run: RunData, { columns, paint }: Page): Entry[] {
  const all = moments(run.timeline, MOMENTS_MAX);
  const { moments: told, omitted } = all.omitted === 0 ? all : moments(run.timeline, MOMENTS_MAX - 1);
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
  if (result.latencyMs !== null) {
    const { p50, p99, max } = result.latencyMs;
    const parts = [`p50 ${duration(p50)}`, `p99 ${duration(p99)}`, `max ${duration(max)}`];
    entries.push({ label: "latency", lines: wrapParts(parts, room) });
  }
  const phases = Object.entries(result.durations).map(([phase, ms]) => `${phase} ${duration(ms)}`);
  const whole = tookMs(result);
  const took =
    whole === null ? `not finished, seen for ${duration(run.timeline.at(-1)?.ms ?? 0)}` : duration(whole);
  entries.push({ label: "took", lines: wrapParts([took, ...phases], room) });
  // A path is there to be copied: it is neither clipped nor broken.
  entries.push({ label: "run", lines: [clean(run.directory)] });
  for (const sentence of run.damage) {
    entries.push({ label: "damaged", lines: wrap(clean(sentence), room).map((line) => paint.dim(line)) });
  }
  return entries;
}
