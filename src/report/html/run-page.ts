/**
 * A run as its page shows it. The words are those of the other reports (../model); here they are put beside the series, the
 * lanes and the fates that only this report has. Every string is cleaned: the page shows it as text.
 */
import { readFileSync, statSync } from "node:fs";
import type { MessageRange, Result } from "../../rundir/result.js";
import { type RunData, runPaths } from "../../rundir/rundir.js";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { clean, cleaned } from "../clean.js";
import { howCut, quoteLogLine } from "../log-line.js";
import { expectationsOf, probabilityNotes } from "../model/expectations.js";
import { anomalyKinds, figuresOf, LABELS, referenceOf } from "../model/figures.js";
import { lossOf, noticed } from "../model/loss.js";
import { hasSeveralTopics, type PartitionName, partitionNames, topicRows } from "../model/partitions.js";
import { producerGroupRows } from "../model/producer-groups.js";
import { settingsOf } from "../model/settings.js";
import { Story } from "../model/story.js";
import { timesOf, unsafeStretches } from "../model/times.js";
import { unplannedFailures } from "../model/transactions.js";
import { whyOf } from "../model/why.js";
import { count, countOf, duration, list, span } from "../text.js";
import { tookMs, verdictWords } from "../verdict-words.js";
import { type Budget, budgetFor } from "./budget.js";
import { consumerLanes } from "./consumer-lanes.js";
import { consumersPage } from "./consumers.js";
import { copiersPage } from "./copiers.js";
import { readHistory } from "./history.js";
import { mapOf, seriesOf, spanOf } from "./messages.js";
import { packLines, readNodeLogs } from "./node-logs.js";
import { Blobs, pack } from "./pack.js";
import type { Band, Change, FaultBar, LostRow, NodeRow, RunPage, RunSummary, Series } from "./payload.js";
import { niceStep } from "./steps.js";
import { transactionsPage } from "./transactions.js";

/** A shorter time without writes is a pause of any cluster. */
const NO_WRITES_MS_MIN = 1_000;
const SCENARIO_BYTES_MAX = 256 << 10;
const ANOMALIES_MAX = 40;
/** What the story tells, but for what the phases of `chaos` are called. */
const UNTOLD: ReadonlySet<string> = new Set(["phase"]);

/** What every part of a run's page that waits for the checks says meanwhile. */
const NOT_YET = "The run is not over. Which acknowledged messages the log keeps is not known yet.";

/**
 * The bytes of a run's page; `unpack` reads them. It never throws for what a run directory holds. `isRunning`: the run is
 * not over: the page has what happened until now, and nothing of what only the checks can tell.
 */
export async function packRun(
  run: RunData,
  budget: Budget = budgetFor(1),
  { isRunning = false }: { readonly isRunning?: boolean } = {},
): Promise<Uint8Array> {
  const result = cleaned(run.result);
  const timeline = run.timeline;
  const blobs = new Blobs();
  const found = await readHistory(run, budget.spans);
  const history = isRunning ? { ledger: found.ledger, stored: null, problem: NOT_YET } : found;
  const startedAtMs = history.ledger?.startedAtMs ?? clockStart(result, timeline);
  const sent = history.ledger === null ? null : spanOf(history.ledger);
  const beginMs = beginOf(timeline, sent?.fromMs ?? null);
  const lastMs = Math.max(timeline.at(-1)?.ms ?? 0, sent?.toMs ?? 0);
  const isBehind = isRunning && history.ledger !== null;
  const knownMs = isBehind ? knownUntil(timeline, history.ledger.totals) : lastMs;
  const endMs = Math.max(beginMs + 1, Math.min(lastMs, knownMs));
  const nodes = new Nodes(result);
  const faults = faultBars(timeline, nodes);
  const changes = changesIn(timeline, nodes);
  const told = eventsIn(timeline, partitionNames(result));
  const toMs = (iso: string) => Date.parse(iso) - startedAtMs;

  const logLines = packLines(
    readNodeLogs(runPaths(run.directory).logs, startedAtMs),
    budget.logLines,
    windowOf(faults, beginMs, endMs),
    (node) => nodes.index(node),
    blobs,
  );
  const { ledger, stored, problem } = history;
  const axis = { beginMs, endMs };
  const name = partitionNames(result);
  const words = wordsOf(run, result);
  const page: RunPage = {
    ...words,
    ...(isRunning && wordsUntilNow(words, result, history.ledger?.totals ?? lastTotals(timeline))),
    isRunning,
    ...{ startedAtMs, endMs, beginMs },
    nodes: nodes.rows,
    partitions:
      ledger?.partitions ??
      (result.settings === null ? 1 : new TopicPartitions(result.settings.topics).count),
    faults,
    events: told.slice(0, budget.events),
    eventsOmitted: Math.max(0, told.length - budget.events),
    changes: changes.slice(0, budget.changes),
    changesOmitted: Math.max(0, changes.length - budget.changes),
    partitionNames:
      hasSeveralTopics(result) && result.settings !== null
        ? new TopicPartitions(result.settings.topics).indexes().map(name)
        : null,
    topicRows: topicRows(result),
    producerGroupRows: producerGroupRows(result),
    bands: bandsOf(result, toMs),
    partitionRows: (result.partitions ?? []).slice(0, 1_000),
    lostRanges: result.lostRanges.slice(0, budget.ranges).map((range) => lostRow(range, toMs)),
    lostRangesOmitted: result.lostRangesOmitted + Math.max(0, result.lostRanges.length - budget.ranges),
    anomalies: result.anomalies.slice(0, ANOMALIES_MAX).map((anomaly) => ({
      label: LABELS[anomaly.kind],
      place: `${name(anomaly.partition)}, ${anomaly.firstOffset === anomaly.lastOffset ? "offset" : "offsets"} ${span(anomaly.firstOffset, anomaly.lastOffset)}`,
      messages: anomaly.messages,
      detail: anomaly.detail,
    })),
    consumers: isRunning ? null : consumersPage(result),
    consumerLanes: cleaned(consumerLanes(timeline)),
    copiers: isRunning ? null : copiersPage(result),
    transactions: isRunning ? null : transactionsPage(result),
    series:
      ledger === null
        ? seriesOfTimeline(timeline, axis, budget, blobs)
        : seriesOf(ledger, axis, budget, blobs),
    map: ledger === null ? null : mapOf({ ledger, stored, result, problem }, budget, blobs),
    logLines,
    damage: isRunning ? [] : [...run.damage.map(clean), ...(problem === null ? [] : [clean(problem)])],
  };
  return pack(page, blobs);
}

/** A line of the index. `name`: of a run of a campaign, what tells it from the others. */
export function summaryOf(run: Pick<RunData, "result">, name?: string): RunSummary {
  const result = cleaned(run.result);
  const { settings, environment, producers } = result;
  return {
    run: name === undefined ? result.run : clean(name),
    scenario: result.scenario,
    verdict: result.verdict,
    loss: lossOf(result),
    lost: result.counts.lost,
    acknowledged: result.counts.acknowledged,
    failed: unplannedFailures(result),
    noWritesMs: result.noWrites?.longestMs ?? null,
    faults: [...new Set(result.faults.map(({ fault }) => fault))],
    engine: result.engine,
    kafka: environment.kafka,
    acks: String(producers.acks),
    settings: [
      ...(settings === null
        ? []
        : [`${settings.cluster.metadata.kind} ${settings.cluster.metadata.nodes.length}`]),
      ...(producers.instances === 1 ? [] : [countOf(producers.instances, "producer")]),
      ...(settings?.producers.idempotence ? ["idempotent"] : []),
      ...(result.scale === 1 ? [] : [`scale ${result.scale}`]),
    ],
    startedAt: result.startedAt,
  };
}

type Words = Omit<
  RunPage,
  | (
      | "startedAtMs"
      | "endMs"
      | "beginMs"
      | "nodes"
      | "partitions"
      | "partitionNames"
      | "topicRows"
      | "producerGroupRows"
      | "faults"
      | "events"
      | "eventsOmitted"
      | "changes"
    )
  | (
      | "changesOmitted"
      | "bands"
      | "partitionRows"
      | "lostRanges"
      | "lostRangesOmitted"
      | "anomalies"
      | "consumers"
      | "consumerLanes"
      | "copiers"
      | "transactions"
      | "series"
      | "map"
    )
  | ("logLines" | "damage" | "isRunning")
>;

function wordsOf(run: RunData, result: Result): Words {
  const { counts, noWrites, environment, unknownBecause = {} } = result;
  const headline = [lossOf(result), ...noticed(result)];
  if (noWrites && noWrites.longestMs >= NO_WRITES_MS_MIN) {
    headline.push(`no writes for ${duration(noWrites.longestMs)}`);
  }
  const reference = referenceOf(result);
  const kinds = anomalyKinds(counts);
  const took = tookMs(result);
  const latency = result.latencyMs;
  const reused = environment.reusedCluster;
  return {
    run: result.run,
    directory: clean(run.directory),
    scenario: result.scenario,
    description: result.description ?? null,
    verdict: result.verdict,
    headline,
    lost: counts.lost ?? counts.lostAtLeast ?? null,
    expectations: expectationsOf(result),
    reasons: result.reasons.map(({ text }) => text),
    why: whyOf(result),
    notes: [...(result.notes ?? []), ...probabilityNotes([result])],
    figures: figuresOf(result).map(({ label, ours, published, note }) => ({
      ...{ label, ours },
      ...{ published: published ?? null, note: note ?? null },
    })),
    hasReference: reference !== undefined,
    reference:
      result.reference === undefined
        ? null
        : { source: result.reference.source, note: result.reference.note ?? null },
    clear: kinds.filter((kind) => counts[kind] === 0).map((kind) => LABELS[kind]),
    unknown: kinds
      .filter((kind) => counts[kind] === null)
      .map((kind) =>
        unknownBecause[kind] === undefined ? LABELS[kind] : `${LABELS[kind]} (${unknownBecause[kind]})`,
      ),
    times: timesOf(result),
    settings: settingsOf(result),
    environment: [
      ["verdict", verdictWords[result.verdict]],
      ["run", clean(run.directory)],
      ["started", result.startedAt],
      ["took", took === null ? "the run did not finish" : duration(took)],
      ...(latency === null
        ? []
        : [
            [
              "acknowledged after",
              `p50 ${duration(latency.p50)} · p99 ${duration(latency.p99)} · max ${duration(latency.max)}`,
            ] as const,
          ]),
      ["seed", String(result.seed)],
      ...(reused === undefined
        ? []
        : [
            [
              "cluster",
              `started for ${reused.startedFor}, ${countOf(reused.runs, "run")} before this one`,
            ] as const,
          ]),
      ["scale", String(result.scale)],
      ["chaos", environment.chaos],
      ["engine", result.engine],
      ["Kafka", environment.kafka],
      ["librdkafka", environment.librdkafka],
      ["Java", environment.java ?? "not known"],
      ["Node.js", environment.node],
      ["machine", `${environment.os}, ${countOf(environment.cpus, "CPU")}`],
    ],
    errors: Object.entries(result.errors).sort((a, b) => b[1] - a[1]),
    scenarioText: readScenario(runPaths(run.directory).scenario),
  };
}

interface Totals {
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
}

/** What takes the place of words about the end: result.json has zeros and "inconclusive" until the run is over. */
function wordsUntilNow(words: Words, result: Result, totals: Totals): Partial<Words> {
  const { planned } = result.counts;
  const later = ["verdict", "took", "acknowledged after"];
  return {
    environment: words.environment.filter(([name]) => !later.includes(name)),
    ...{ verdict: "inconclusive", headline: [], lost: null, reasons: [], why: [], clear: [], unknown: [] },
    ...{ times: [], hasReference: false, reference: null },
    expectations: expectationsOf(result).map(({ text }) => ({ text, status: "unknown" })),
    figures: [
      { label: "sent", ours: totals.sent, published: null, note: `of ${count(planned)} planned` },
      { label: "acknowledged", ours: totals.acknowledged, published: null, note: null },
      {
        label: "failed",
        ours: unplannedFailures({ ...result, counts: totals }),
        published: null,
        note: null,
      },
    ],
  };
}

/**
 * Until when the ledger has every message. On the disk it is up to a second older than the timeline, and messages that it
 * does not have yet must not look like a pause.
 */
function knownUntil(timeline: readonly TimelineEvent[], totals: Totals): number {
  let knownMs: number | null = null;
  for (const event of timeline) {
    if (event.event !== "progress") continue;
    const { sent, acknowledged, failed, ms } = event;
    const isAhead = sent > totals.sent || acknowledged > totals.acknowledged || failed > totals.failed;
    if (isAhead) return knownMs ?? ms;
    knownMs = ms;
  }
  return Number.POSITIVE_INFINITY;
}

/** Of the timeline, for the time before the ledger is on the disk. */
function lastTotals(timeline: readonly TimelineEvent[]): Totals {
  const last = timeline.findLast((event) => event.event === "progress");
  return last ?? { sent: 0, acknowledged: 0, failed: 0 };
}

function readScenario(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return null;
    const text = readFileSync(path, "utf8");
    const short = text.length > SCENARIO_BYTES_MAX ? `${text.slice(0, SCENARIO_BYTES_MAX)}\n…` : text;
    return short.split("\n").map(clean).join("\n");
  } catch {
    return null;
  }
}

/** Every event has the time of day and the run's clock. */
function clockStart(result: Result, timeline: readonly TimelineEvent[]): number {
  const [first] = timeline;
  return first === undefined ? Date.parse(result.startedAt) : Date.parse(first.at) - first.ms;
}

/** Two seconds before the first message, where the start of the cluster has passed. */
function beginOf(timeline: readonly TimelineEvent[], firstSentMs: number | null): number {
  const producing = timeline.find((event) => event.event === "progress" && event.sent > 0)?.ms;
  const firstMs = firstSentMs ?? producing ?? timeline[0]?.ms ?? 0;
  return Math.max(0, Math.floor((firstMs - 2_000) / 1_000) * 1_000);
}

function windowOf(faults: readonly FaultBar[], beginMs: number, endMs: number) {
  if (faults.length === 0) return { fromMs: beginMs, toMs: endMs };
  const from = Math.min(...faults.map(({ fromMs }) => fromMs));
  const to = Math.max(...faults.map(({ toMs }) => toMs ?? endMs));
  return { fromMs: from - 3_000, toMs: to + 15_000 };
}

class Nodes {
  readonly rows: NodeRow[] = [];
  readonly #indexes = new Map<string, number>();

  constructor({ settings }: Result) {
    for (const name of settings?.cluster.brokers ?? []) this.#add(name, "broker");
    for (const name of settings?.cluster.metadata.nodes ?? []) {
      const index = this.index(name);
      this.rows[index] = { ...this.rows[index]!, isVoter: this.rows[index]!.role === "broker" };
    }
  }

  index(name: string): number {
    return (
      this.#indexes.get(name) ??
      this.#add(name, /^kafka\d/.test(name) ? "broker" : /^controller\d/.test(name) ? "controller" : "other")
    );
  }

  /** A node that tells of partitions is a broker, whatever it is called. */
  broker(name: string): number {
    const index = this.index(name);
    if (this.rows[index]!.role === "other") this.rows[index] = { ...this.rows[index]!, role: "broker" };
    return index;
  }

  #add(name: string, role: NodeRow["role"]): number {
    this.#indexes.set(name, this.rows.length);
    return this.rows.push({ name: clean(name), role, isVoter: false }) - 1;
  }
}

function faultBars(timeline: readonly TimelineEvent[], nodes: Nodes): FaultBar[] {
  const bars: { -readonly [Key in keyof FaultBar]: FaultBar[Key] }[] = [];
  for (const event of timeline) {
    if (event.event !== "fault") continue;
    const open = bars.findLast(({ name, toMs }) => name === clean(event.name) && toMs === null);
    if (event.action === "injected") {
      bars.push({
        ...{ name: clean(event.name), fault: clean(event.fault), fromMs: event.ms, toMs: null },
        targets: event.targets.map((target) => nodes.index(target)),
        detail: event.detail === undefined ? null : clean(event.detail),
      });
    } else if (event.action === "healed" && open !== undefined) open.toMs = event.ms;
    else if (event.action === "changed" && open !== undefined) {
      const more = event.targets.map((target) => nodes.index(target));
      open.targets = [...new Set([...open.targets, ...more])];
    }
  }
  return bars;
}

function changesIn(timeline: readonly TimelineEvent[], nodes: Nodes): Change[] {
  const changes: Change[] = [];
  for (const event of timeline) {
    const { ms } = event;
    switch (event.event) {
      case "view": {
        const { partition, epoch } = event;
        const leader = event.leader === null ? null : nodes.index(event.leader);
        const isr = event.isr.map((name) => nodes.index(name));
        changes.push({ what: "view", ms, node: nodes.broker(event.node), partition, leader, epoch, isr });
        break;
      }
      case "node": {
        const { state } = event;
        const now = state === "started" || state === "resumed" ? "up" : state;
        changes.push({ what: "state", ms, node: nodes.index(event.node), state: now });
        break;
      }
      case "reachable":
        changes.push({
          ...{ what: "state", ms, node: nodes.index(event.node) },
          state: event.reachable ? "up" : "unreachable",
        });
        break;
      case "controller": {
        const controller = event.controller === null ? null : nodes.index(event.controller);
        const epoch = event.epoch ?? null;
        changes.push({ what: "controller", ms, node: nodes.index(event.node), controller, epoch });
        break;
      }
      case "fenced":
      case "voters": {
        const names = event.event === "fenced" ? event.fenced : event.voters;
        const [node, others] = [nodes.index(event.node), names.map((name) => nodes.index(name))];
        changes.push({ what: event.event, ms, node, nodes: others });
        break;
      }
    }
  }
  return changes;
}

function eventsIn(timeline: readonly TimelineEvent[], name: PartitionName): RunPage["events"][number][] {
  const story = new Story(name);
  return timeline.flatMap((event) =>
    story
      .tell(event)
      .filter(({ kind }) => !UNTOLD.has(kind))
      .map(({ kind, text }) => ({ ms: event.ms, kind, text: clean(text) })),
  );
}

function bandsOf(result: Result, toMs: (iso: string) => number): Band[] {
  const name = partitionNames(result);
  const bands: Band[] = result.twoLeaders.slice(0, 50).map(({ from, to, partition, leaders }) => ({
    ...{ kind: "two-leaders", fromMs: toMs(from), toMs: toMs(to), partition },
    text: `${list(leaders.map(({ node, epoch }) => `${node} (epoch ${epoch})`))} both believed that they led ${name(partition)}`,
  }));
  for (const { from, to, partition } of result.noWrites?.outages ?? []) {
    const of = partition === null ? "" : ` of ${name(partition)}`;
    const text = `messages${of} waited, and no broker acknowledged one`;
    bands.push({ kind: "no-writes", fromMs: toMs(from), toMs: toMs(to), partition, text });
  }
  for (const { from, to, partition, messages } of unsafeStretches(result)) {
    const text = `every message of ${name(partition)} that was acknowledged is lost: ${count(messages)}`;
    bands.push({ kind: "unsafe", fromMs: toMs(from), toMs: toMs(to), partition, text });
  }
  return bands.filter(({ fromMs, toMs }) => Number.isFinite(fromMs) && Number.isFinite(toMs));
}

const LOG_TIME = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[,.](\d{3})\]/;

function lostRow(range: MessageRange, toMs: (iso: string) => number): LostRow {
  const { truncation } = range;
  const { producer, partition, firstSequence, lastSequence, messages, firstOffset, lastOffset } = range;
  const [, day, time, ms] = LOG_TIME.exec(truncation?.line?.trim() ?? "") ?? [];
  return {
    ...{ producer, partition, firstSequence, lastSequence, messages, firstOffset, lastOffset },
    ...{ fromMs: toMs(range.acknowledgedFrom), toMs: toMs(range.acknowledgedTo) },
    ...{ acknowledgedBy: range.acknowledgedBy, leaderEpoch: range.leaderEpoch },
    cut: truncation === null ? null : howCut(truncation),
    line: truncation?.line == null ? null : quoteLogLine(truncation.node, truncation.line),
    cutMs: day === undefined ? null : toMs(`${day}T${time}.${ms}Z`),
    now: nowAt(range),
  };
}

function nowAt({ firstOffset, overwritten, overwrittenBy }: MessageRange): string | null {
  if (firstOffset === null || overwritten === undefined) return null;
  if (overwritten === 0) return "no other message is at these offsets now";
  const first =
    overwrittenBy == null
      ? ""
      : `, at the first one producer ${overwrittenBy.producer}, sequence ${overwrittenBy.sequence}`;
  return `${countOf(overwritten, "of these offsets holds", "of these offsets hold")} another message now${first}`;
}

/** Without a ledger: the totals that the timeline has every 250 ms. */
function seriesOfTimeline(
  timeline: readonly TimelineEvent[],
  { beginMs, endMs }: { readonly beginMs: number; readonly endMs: number },
  budget: Budget,
  blobs: Blobs,
): Series {
  const totals = timeline.filter((event) => event.event === "progress");
  const stepMs = Math.max(500, niceStep((endMs - beginMs) / budget.steps));
  const steps = Math.max(1, Math.ceil((endMs - beginMs) / stepMs));
  const none = {
    sent: null,
    acknowledged: null,
    failed: null,
    latencies: null,
    failures: null,
    acknowledgedTo: [],
  };
  if (totals.length === 0) return { stepMs, steps, source: "none", ...none };
  const column = (name: "sent" | "acknowledged" | "failed") => {
    const counts = new Float64Array(steps);
    let before = 0;
    for (const event of totals) {
      const step = Math.min(steps - 1, Math.max(0, Math.floor((event.ms - beginMs) / stepMs)));
      counts[step]! += Math.max(0, event[name] - before);
      before = Math.max(before, event[name]);
    }
    return blobs.addNumbers(counts);
  };
  return {
    ...{ stepMs, steps, source: "timeline", ...none },
    ...{ sent: column("sent"), acknowledged: column("acknowledged"), failed: column("failed") },
  };
}
