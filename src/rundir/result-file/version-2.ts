/**
 * Version 2 of `result.json`. Times without a date are milliseconds since `run.startedAt`. The zod schema is what
 * `chaos schema result` prints.
 */
import { z } from "zod";
import { type CheckName, checkResults } from "../expectations.js";
import { lengthMs } from "../leadership-times.js";
import {
  ANOMALY_KINDS,
  type Anomaly,
  type AnomalyKind,
  type Counts,
  type Expectations,
  type FaultRecord,
  type LeaderChange,
  type MessageRange,
  OBSERVED,
  type Result,
  type Stretch,
} from "../result.js";
import { count, iso } from "./types.js";

export const VERSION_2 = "2.0";

const ms = z.number().describe("milliseconds since run.startedAt");
const lasted = z.number().nonnegative().describe("milliseconds");
const unlessUnknown = count.nullable();
const topicName = z.string().nullable().describe("null: not known, of an older run");
const propertyValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const CHECK_NAMES = [
  ...["loss", "duplicates", "order", "corrupted", "misplaced", "unexpected"],
  ...OBSERVED,
  ...["failover", "unavailable", "unsafe"],
] as const;

const check = z.object({
  id: z.enum(CHECK_NAMES as unknown as [CheckName, ...CheckName[]]).describe("its name in expect"),
  expected: z
    .union([z.enum(["none", "some", "any", "kept", "broken"]), z.object({ belowMs: z.number().positive() })])
    .nullable()
    .describe("null: the scenario expects nothing, so the check decides nothing"),
  found: z.number().nonnegative().nullable().describe("null: not known"),
  of: count.exactOptional().describe("of so many"),
  atLeast: count
    .nullable()
    .exactOptional()
    .describe("lost for certain: no doubt about the measurement can explain these messages away"),
  atMost: unlessUnknown.exactOptional().describe("messages that may be lost. null: not known"),
  because: z.string().exactOptional().describe("why found is null though the log was read"),
  unit: z.enum(["messages", "records", "batches", "offsets", "replicas", "changes", "ms"]),
  status: z
    .enum(["pass", "fail", "unknown", "observed"])
    .describe(
      "pass, fail: the expectation is met, or it is not. unknown: the run cannot tell. observed: nothing is expected",
    ),
});

const settings = z.object({
  scenarioFile: z.literal("scenario.yaml"),
  cluster: z.object({
    kafka: z.string(),
    metadata: z.object({ kind: z.string(), nodes: z.array(z.string()) }).exactOptional(),
    brokers: z.array(z.string()).exactOptional(),
    config: propertyValues.exactOptional(),
  }),
  producers: z.object({
    client: z.literal("librdkafka"),
    clientVersion: z.string(),
    instances: count,
    messagesEach: count,
    ratePerSecondEach: z.union([z.number(), z.literal("max")]),
    startMs: z
      .array(z.number())
      .exactOptional()
      .describe("of each producer, where one waits before its first message"),
    acks: z.enum(["0", "1", "all"]),
    idempotence: z.boolean().exactOptional(),
    sizeBytes: count.exactOptional(),
    key: z.string().exactOptional(),
    schema: z.string().exactOptional(),
    config: propertyValues.exactOptional(),
  }),
});

const partition = z.object({
  partition: count,
  acknowledged: count,
  failed: count.describe("of those whose partition the client had chosen"),
  stored: unlessUnknown.describe("records in the log after healing"),
  lost: unlessUnknown,
  highWatermarkBeforeHeal: unlessUnknown.describe("of the leader with the newest epoch"),
  logEndOffset: unlessUnknown.describe("where the log ended that was read, after healing"),
});

const topic = z.object({
  topic: topicName,
  partitionCount: count.exactOptional(),
  replicas: count.exactOptional(),
  config: propertyValues.exactOptional(),
  partitions: z.array(partition).exactOptional().describe("absent: not known"),
});

const totals = z.object({
  planned: count.describe("messages the scenario asks for"),
  sent: count.describe("messages handed to the clients"),
  acknowledged: count.describe("delivery reports without an error (acks=0: sent)"),
  failed: count,
  unsettled: count.describe("handed over, but no delivery report ever came"),
  stored: unlessUnknown.describe("records in the log after healing"),
  lost: unlessUnknown.describe("acknowledged messages that are not in the log"),
  highWatermark: unlessUnknown.describe("before anything heals, summed over partitions"),
  lostByWatermark: unlessUnknown.describe(
    "max(0, acknowledged − high watermark), the measure of the published experiments",
  ),
});

const stretch = { fromMs: ms, untilMs: ms, durationMs: lasted };

const availability = z.object({
  writes: z
    .object({
      longestMs: lasted.describe(
        "the longest time in which a message was due and none was acknowledged. It begins when a message is in flight after the last acknowledgement. It ends with the next acknowledgement. Where none comes, it ends when the last message failed or the run stopped waiting",
      ),
      longestFromMs: ms.nullable(),
      longestUntilMs: ms.nullable(),
      longestPartition: count.nullable().describe("the partition that had it. null: the whole topic"),
      outageTotalMs: lasted.describe(
        "the sum of all outages: of the whole topic, or of the partition with the largest sum if that is more",
      ),
      outageMeansNoAckForMs: z.literal(1_000),
      outages: z
        .array(z.object({ partition: count.nullable().describe("null: the whole topic"), ...stretch }))
        .exactOptional()
        .describe("the longest first. At most 20"),
    })
    .nullable()
    .exactOptional()
    .describe("null: not known, as with acks=0, or where nothing was sent"),
  unsafe: z
    .array(z.object({ topic: topicName, partition: count, ...stretch, acknowledgedAndLost: count }))
    .exactOptional()
    .describe(
      "times in which every acknowledged message of a partition is lost, the longest first. At most 20",
    ),
  twoLeaders: z
    .array(
      z.object({
        topic: topicName,
        partition: count,
        leaders: z.array(z.object({ node: z.string(), epoch: z.number().int() })),
        ...stretch,
      }),
    )
    .describe("times in which more than one broker believed that it led a partition, the longest first"),
  recoveries: z
    .array(z.object({ fault: z.string(), ...stretch }))
    .describe("from the healing of a fault until every replica was in sync again"),
});

const leaderChange = z.object({
  topic: topicName,
  partition: count,
  atMs: ms,
  from: z.string().nullable(),
  to: z.string().nullable(),
  epoch: z.number().int(),
  afterFaultMs: z.number().nullable().describe("since the newest fault"),
});

const effect = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("leader-changed"),
    ...{ topic: topicName, partition: count, from: z.string().nullable(), to: z.string().nullable() },
    ...{ epoch: z.number().int(), afterMs: z.number() },
  }),
  z.object({
    type: z.literal("isr-complete"),
    afterHealMs: z.number().describe("until every replica was in sync again"),
  }),
]);

const fault = z.object({
  name: z.string(),
  type: z.string(),
  targets: z.array(z.object({ node: z.string() })),
  trigger: z
    .union([
      z.object({ messages: count }),
      z.object({ fault: z.string(), afterMs: z.number() }),
      z.object({ afterMs: z.number().describe("after the first message") }),
    ])
    .exactOptional(),
  injectedAtMs: ms.nullable(),
  healedAtMs: ms.nullable(),
  durationMs: lasted.nullable(),
  healedBy: z
    .enum(["step", "itself", "run"])
    .exactOptional()
    .describe("step: after the time that the scenario gives. itself: the fault was over. run: the run ended"),
  sentWhenTriggered: unlessUnknown.describe("messages sent when its injection began"),
  sentWhenInjected: count.exactOptional().describe("messages sent when it took effect"),
  settledWhenInjected: count.exactOptional().describe("messages acknowledged or failed when it took effect"),
  sentWhenHealed: count.exactOptional(),
  acknowledgedDuring: count
    .exactOptional()
    .describe("messages acknowledged from its injection to its healing, or to the end of the run"),
  silencedLeaders: z
    .array(z.string())
    .exactOptional()
    .describe(
      "leaders that the metadata quorum no longer heard: when their session ends, another broker leads",
    ),
  effects: z.array(effect).describe("what changed until the next fault"),
});

const offsets = z.object({ first: count, last: count });

const lossFinding = z.object({
  check: z.literal("loss"),
  topic: topicName,
  partition: count,
  producer: count.describe("0-based number of the producer"),
  messages: count.describe("how many the range holds: sequences that went elsewhere are not in it"),
  sequences: offsets,
  offsets: offsets
    .extend({
      reusedByOthers: count.exactOptional().describe("how many of them hold another message now"),
      firstReusedBy: z.object({ producer: count, sequence: count }).nullable().exactOptional(),
    })
    .nullable()
    .describe("acknowledged offsets. null with acks=0"),
  acknowledged: z.object({
    by: z
      .string()
      .nullable()
      .describe("the broker, by the logs of the brokers. null: more than one is possible"),
    epoch: z.number().int().nullable().describe("leader epoch"),
    from: iso,
    until: iso,
  }),
  cause: z
    .literal("truncated")
    .nullable()
    .describe("truncated: the broker cut its log when it followed another leader. null: no line tells"),
  evidence: z.array(
    z.object({ node: z.string(), file: z.string(), line: z.string(), truncatedToOffset: count }),
  ),
});

const otherFinding = z.object({
  check: z.enum(["duplicates", "order", "corrupted", "misplaced", "unexpected", ...OBSERVED]),
  topic: topicName,
  partition: count,
  messages: count,
  offsets,
  detail: z.string(),
});

export const version2Schema = z.object({
  schemaVersion: z.literal(VERSION_2),
  run: z.object({
    id: z.string().describe("name of the run's directory"),
    scenario: z.string(),
    description: z.string().exactOptional(),
    engine: z.string(),
    seed: z.number().int(),
    scale: z.number().positive(),
    startedAt: iso,
    finishedAt: iso.nullable().describe("null: the run is not over, or it was killed"),
    durationMs: lasted.nullable(),
  }),
  verdict: z.enum(["as-expected", "not-as-expected", "inconclusive"]),
  reasons: z
    .array(
      z.object({
        about: z
          .enum(["expectation", "experiment", "measurement"])
          .describe(
            "expectation: it is broken. experiment: the run was another experiment than the scenario asks for. measurement: the run cannot know everything",
          ),
        text: z.string().describe("one sentence"),
      }),
    )
    .describe("never empty unless the verdict is as-expected"),
  doubts: z
    .array(z.object({ about: z.enum(["experiment", "measurement"]), text: z.string() }))
    .describe("the reasons that the log does not show, so a check of the log takes them from here"),
  notes: z.array(z.string()).describe("facts that do not change the verdict, one sentence each"),
  checks: z.array(check),
  settings,
  topics: z.array(topic),
  totals,
  availability,
  latencyMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
  rate: z.object({
    askedPerSecondEach: z.union([z.number(), z.literal("max")]),
    reachedPerSecondEach: z.number().nullable().describe("of each producer while it sent"),
  }),
  errors: z.array(z.object({ name: z.string().describe("of librdkafka"), messages: count })),
  faults: z.array(fault),
  leaderChanges: z.array(leaderChange),
  findings: z
    .array(z.discriminatedUnion("check", [lossFinding, otherFinding]))
    .describe(
      "ranges of lost messages, oldest first, and the first 20 of each other kind. If the number of lost messages is not known, only those that are lost for certain. At most 1,000 ranges, always with the last one",
    ),
  findingsOmitted: z.object({ loss: count }),
  planted: z
    .object({
      duplicated: count.describe("copies that the proxy made"),
      corrupted: count.describe("records whose value the proxy changed"),
    })
    .exactOptional()
    .describe("records that the proxy copied or changed, by its journal. No check counts them"),
  schemas: z
    .object({
      registered: count.describe("id of the schema that the producers wrote with"),
      found: z
        .array(
          z.object({
            id: count,
            messages: count,
            status: count.describe("of the registry's answer"),
            errorCode: count.nullable().describe("40403: the registry knows no such schema"),
            message: z.string().nullable(),
          }),
        )
        .describe("in the log, the most frequent first, with the registry's answer. At most 20"),
      omitted: count.describe("messages with further ids, which it was not asked about"),
      without: count.describe("messages without an id"),
    })
    .exactOptional()
    .describe("schema ids in the log. Only where messages have them"),
  phases: z.array(z.object({ name: z.string(), durationMs: lasted })),
  environment: z.object({
    ...{ chaos: z.string(), node: z.string(), java: z.string().nullable(), os: z.string(), cpus: count },
  }),
  reference: z
    .object({
      source: z.string(),
      ...{ acknowledged: count.exactOptional(), failed: count.exactOptional() },
      ...{ watermark: count.exactOptional(), note: z.string().exactOptional() },
    })
    .exactOptional()
    .describe("figures of the published experiment"),
  files: z.record(z.string(), z.string()).describe("in the directory of the run"),
});

type File = z.infer<typeof version2Schema>;

const FILES = {
  ...{ scenario: "scenario.yaml", timeline: "timeline.ndjson", ledger: "ledger.bin", log: "log.bin" },
  ...{ lost: "lost.csv", logs: "logs/" },
};

/** The names of kinds of anomalies that are not the name of their check. */
const CHECK_OF = { duplicated: "duplicates", reordered: "order" } as const;
const KIND_OF: Readonly<Record<string, AnomalyKind>> = { duplicates: "duplicated", order: "reordered" };

/** @throws ZodError when the result breaks the schema */
export function writeVersion2(result: Result): File {
  const { counts, producers, environment, partitions, noWrites, unsafe, settings, unknownBecause } = result;
  const startedAtMs = Date.parse(result.startedAt);
  const at = (time: string) => Date.parse(time) - startedAtMs;
  const between = (one: Stretch) => ({
    fromMs: at(one.from),
    untilMs: at(one.to),
    durationMs: lengthMs(one),
  });
  const topicName = settings?.topic.name ?? null;
  const { java, os, cpus, chaos, node } = environment;
  return version2Schema.parse({
    schemaVersion: VERSION_2,
    run: {
      id: result.run,
      scenario: result.scenario,
      ...(result.description !== undefined && { description: result.description }),
      ...{ engine: result.engine, seed: result.seed, scale: result.scale },
      ...{ startedAt: result.startedAt, finishedAt: result.finishedAt },
      durationMs: result.finishedAt === null ? null : Math.max(0, at(result.finishedAt)),
    },
    ...{ verdict: result.verdict, reasons: result.reasons },
    ...{ doubts: result.doubts ?? [], notes: result.notes ?? [] },
    checks: checkResults(result).map(({ name, ...rest }) => ({
      id: name,
      ...rest,
      ...(name === "loss" && {
        of: counts.acknowledged,
        ...(counts.lostAtLeast !== undefined && { atLeast: counts.lostAtLeast }),
        ...(counts.lostAtMost !== undefined && { atMost: counts.lostAtMost }),
      }),
      ...(unknownBecause?.[name] !== undefined && { because: unknownBecause[name] }),
    })),
    settings: {
      scenarioFile: "scenario.yaml",
      cluster: { kafka: environment.kafka, ...settings?.cluster },
      producers: {
        ...{ client: "librdkafka", clientVersion: environment.librdkafka, instances: producers.instances },
        messagesEach: counts.planned / producers.instances,
        ratePerSecondEach: producers.rate,
        ...(producers.startMs !== undefined && { startMs: producers.startMs }),
        acks: String(producers.acks),
        ...settings?.producers,
      },
    },
    topics: [
      {
        topic: topicName,
        ...(settings !== null && {
          partitionCount: settings.topic.partitions,
          ...{ replicas: settings.topic.replicas, config: settings.topic.config },
        }),
        ...(partitions !== undefined && { partitions }),
      },
    ],
    totals: {
      ...{ planned: counts.planned, sent: counts.sent, acknowledged: counts.acknowledged },
      ...{
        failed: counts.failed,
        unsettled: counts.unsettled,
        stored: counts.logMessages,
        lost: counts.lost,
      },
      ...{ highWatermark: counts.highWatermark, lostByWatermark: counts.lostByWatermark },
    },
    availability: {
      ...(noWrites !== undefined && {
        writes: noWrites && {
          longestMs: noWrites.longestMs,
          longestFromMs: noWrites.from === null ? null : at(noWrites.from),
          longestUntilMs: noWrites.to === null ? null : at(noWrites.to),
          longestPartition: noWrites.partition,
          outageTotalMs: noWrites.totalMs,
          outageMeansNoAckForMs: 1_000,
          ...(noWrites.outages !== undefined && {
            outages: noWrites.outages.map((outage) => ({ partition: outage.partition, ...between(outage) })),
          }),
        },
      }),
      ...(unsafe !== undefined && {
        unsafe: unsafe.map((one) => ({
          ...{ topic: topicName, partition: one.partition, ...between(one) },
          acknowledgedAndLost: one.messages,
        })),
      }),
      twoLeaders: result.twoLeaders.map((one) => ({
        ...{ topic: topicName, partition: one.partition, leaders: one.leaders, ...between(one) },
      })),
      recoveries: result.recoveries.map((one) => ({ fault: one.fault, ...between(one) })),
    },
    latencyMs: result.latencyMs,
    rate: { askedPerSecondEach: producers.rate, reachedPerSecondEach: result.reachedRate },
    errors: Object.entries(result.errors).map(([name, messages]) => ({ name, messages })),
    faults: result.faults.map((one, i) => faultIn(one, i, result, at)),
    leaderChanges: result.failovers.map(({ at: time, ...change }) => ({
      ...{ topic: topicName, atMs: at(time), ...change },
    })),
    findings: [
      ...result.lostRanges.map((range) => lossIn(range, topicName)),
      ...result.anomalies.map(({ kind, firstOffset: first, lastOffset: last, ...rest }) => ({
        check: kind in CHECK_OF ? CHECK_OF[kind as keyof typeof CHECK_OF] : kind,
        topic: topicName,
        ...rest,
        offsets: { first, last },
      })),
    ],
    findingsOmitted: { loss: result.lostRangesOmitted },
    ...(result.planted !== undefined && { planted: result.planted }),
    ...(result.schemas !== undefined && { schemas: result.schemas }),
    phases: Object.entries(result.durations).map(([name, durationMs]) => ({ name, durationMs })),
    environment: { chaos, node, java, os, cpus },
    ...(result.reference !== undefined && { reference: result.reference }),
    files: FILES,
  });
}

type At = (time: string) => number;

/** Between the end of a fault and the line of the timeline that tells it. */
const SAME_MOMENT_MS = 100;

function faultIn(
  record: FaultRecord,
  index: number,
  { faults, failovers, recoveries, settings }: Result,
  at: At,
) {
  const { injectedAt, healedAt, afterMessages, fault, targets, ...rest } = record;
  const { sentAtInjection, settledAtInjection, sentAtHealing, ...kept } = rest;
  const topic = settings?.topic.name ?? null;
  const healing = recoveries.find(
    ({ fault: name, from }) =>
      name === record.name && healedAt !== null && Math.abs(at(from) - at(healedAt)) <= SAME_MOMENT_MS,
  );
  return {
    ...kept,
    type: fault,
    targets: targets.map((node) => ({ node })),
    injectedAtMs: injectedAt === null ? null : at(injectedAt),
    healedAtMs: healedAt === null ? null : at(healedAt),
    durationMs: injectedAt === null || healedAt === null ? null : Math.max(0, at(healedAt) - at(injectedAt)),
    sentWhenTriggered: afterMessages,
    ...(sentAtInjection !== undefined && { sentWhenInjected: sentAtInjection }),
    ...(settledAtInjection !== undefined && { settledWhenInjected: settledAtInjection }),
    ...(sentAtHealing !== undefined && { sentWhenHealed: sentAtHealing }),
    effects: [
      ...failovers
        .filter((change) => newestFault(faults, change) === index)
        .map(({ partition, from, to, epoch, afterFaultMs: afterMs }) => ({
          ...{ type: "leader-changed", topic, partition, from, to, epoch, afterMs },
        })),
      ...(healing === undefined ? [] : [{ type: "isr-complete", afterHealMs: lengthMs(healing) }]),
    ],
  };
}

/** The index of the fault that struck last before the change; −1: none did. */
function newestFault(faults: readonly FaultRecord[], { at, afterFaultMs }: LeaderChange): number {
  if (afterFaultMs === null) return -1;
  const struck = faults.map(({ injectedAt }) => (injectedAt === null || injectedAt > at ? "" : injectedAt));
  const newest = [...struck].sort().at(-1) ?? "";
  return newest === "" ? -1 : struck.lastIndexOf(newest);
}

function lossIn(range: MessageRange, topic: string | null) {
  const { firstOffset: first, lastOffset, truncation, overwritten, overwrittenBy } = range;
  return {
    ...{
      check: "loss",
      topic,
      partition: range.partition,
      producer: range.producer,
      messages: range.messages,
    },
    sequences: { first: range.firstSequence, last: range.lastSequence },
    offsets:
      first === null
        ? null
        : {
            ...{ first, last: lastOffset ?? first },
            ...(overwritten !== undefined && { reusedByOthers: overwritten }),
            ...(overwrittenBy !== undefined && { firstReusedBy: overwrittenBy }),
          },
    acknowledged: {
      ...{ by: range.acknowledgedBy, epoch: range.leaderEpoch },
      ...{ from: range.acknowledgedFrom, until: range.acknowledgedTo },
    },
    cause: truncation === null ? null : "truncated",
    evidence:
      truncation === null
        ? []
        : [
            {
              ...{ node: truncation.node, file: `logs/${truncation.node}.log`, line: truncation.line },
              truncatedToOffset: truncation.toOffset,
            },
          ],
  };
}

/** @throws ZodError */
export function readVersion2(json: unknown): Result {
  const file = version2Schema.parse(json);
  const { run, settings, topics, availability, environment, rate, checks } = file;
  const { client, clientVersion, instances, messagesEach, ratePerSecondEach, acks, startMs, ...producers } =
    settings.producers;
  const { kafka, ...cluster } = settings.cluster;
  const startedAtMs = Date.parse(run.startedAt);
  const iso = (atMs: number) => new Date(startedAtMs + atMs).toISOString();
  const isoOrNull = (atMs: number | null) => (atMs === null ? null : iso(atMs));
  const [topic] = topics;
  const because = checks.flatMap(({ id, because }) => (because === undefined ? [] : [[id, because]]));
  const { writes, unsafe, twoLeaders, recoveries } = availability;
  return {
    run: run.id,
    scenario: run.scenario,
    ...(run.description !== undefined && { description: run.description }),
    ...{ engine: run.engine, seed: run.seed, scale: run.scale },
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt },
    durations: Object.fromEntries(file.phases.map(({ name, durationMs }) => [name, durationMs])),
    environment: { ...environment, kafka, librdkafka: clientVersion },
    producers: {
      instances,
      acks: acks === "all" ? "all" : acks === "0" ? 0 : 1,
      rate: ratePerSecondEach,
      ...(startMs !== undefined && { startMs }),
    },
    settings: settingsIn(topic, cluster, producers),
    counts: countsIn(file),
    ...(topic?.partitions !== undefined && { partitions: topic.partitions }),
    ...(because.length > 0 && { unknownBecause: Object.fromEntries(because) }),
    ...(file.planted !== undefined && { planted: file.planted }),
    ...(file.schemas !== undefined && { schemas: file.schemas }),
    errors: Object.fromEntries(file.errors.map(({ name, messages }) => [name, messages])),
    latencyMs: file.latencyMs,
    reachedRate: rate.reachedPerSecondEach,
    lostRanges: file.findings.flatMap((finding) => (finding.check === "loss" ? [rangeOf(finding)] : [])),
    lostRangesOmitted: file.findingsOmitted.loss,
    anomalies: file.findings.flatMap((finding) => (finding.check === "loss" ? [] : [anomalyOf(finding)])),
    faults: file.faults.map((one) => faultOf(one, isoOrNull)),
    failovers: file.leaderChanges.map(({ topic, atMs, ...change }) => ({ at: iso(atMs), ...change })),
    ...(writes !== undefined && {
      noWrites: writes && {
        ...{ longestMs: writes.longestMs, totalMs: writes.outageTotalMs, partition: writes.longestPartition },
        ...{ from: isoOrNull(writes.longestFromMs), to: isoOrNull(writes.longestUntilMs) },
        ...(writes.outages !== undefined && {
          outages: writes.outages.map(({ partition, fromMs, untilMs }) => ({
            ...{ partition, from: iso(fromMs), to: iso(untilMs) },
          })),
        }),
      },
    }),
    ...(unsafe !== undefined && {
      unsafe: unsafe.map(({ partition, fromMs, untilMs, acknowledgedAndLost: messages }) => ({
        ...{ partition, from: iso(fromMs), to: iso(untilMs), messages },
      })),
    }),
    twoLeaders: twoLeaders.map(({ partition, leaders, fromMs, untilMs }) => ({
      ...{ partition, leaders, from: iso(fromMs), to: iso(untilMs) },
    })),
    recoveries: recoveries.map(({ fault, fromMs, untilMs }) => ({
      fault,
      from: iso(fromMs),
      to: iso(untilMs),
    })),
    expect: expectationsIn(file),
    ...{ verdict: file.verdict, reasons: file.reasons },
    ...(file.doubts.length > 0 && { doubts: file.doubts }),
    ...(file.notes.length > 0 && { notes: file.notes }),
    ...(file.reference !== undefined && { reference: file.reference }),
  };
}

/** Null unless the file has all of them: a run has, unless its own scenario.yaml was not there to be read. */
function settingsIn(
  topic: File["topics"][number] | undefined,
  { metadata, brokers, config }: Omit<File["settings"]["cluster"], "kafka">,
  producers: Partial<NonNullable<Result["settings"]>["producers"]>,
): Result["settings"] {
  const { sizeBytes, idempotence, key, schema, config: ofProducers } = producers;
  if (metadata === undefined || brokers === undefined || config === undefined) return null;
  if (topic?.topic == null || topic.partitionCount === undefined) return null;
  if (topic.replicas === undefined || topic.config === undefined) return null;
  if (sizeBytes === undefined || idempotence === undefined || ofProducers === undefined) return null;
  if (key === undefined || schema === undefined) return null;
  return {
    cluster: { brokers, metadata, config },
    topic: {
      ...{ name: topic.topic, partitions: topic.partitionCount, replicas: topic.replicas },
      config: topic.config,
    },
    producers: { sizeBytes, idempotence, key, schema, config: ofProducers },
  };
}

function countsIn({ totals, checks }: File): Counts {
  const found = (name: CheckName) => checks.find(({ id }) => id === name)?.found ?? null;
  const loss = checks.find(({ id }) => id === "loss");
  const parts = [found("failedButStored"), found("neverSent"), found("foreign")];
  const isWhole = !parts.includes(null);
  const counts: Counts = {
    ...{ planned: totals.planned, sent: totals.sent, acknowledged: totals.acknowledged },
    ...{ failed: totals.failed, unsettled: totals.unsettled },
    ...{ highWatermark: totals.highWatermark, lostByWatermark: totals.lostByWatermark },
    ...{ logMessages: totals.stored, lost: totals.lost },
    ...(loss?.atLeast !== undefined && { lostAtLeast: loss.atLeast }),
    ...(loss?.atMost !== undefined && { lostAtMost: loss.atMost }),
    ...{ duplicated: found("duplicates"), reordered: found("order"), corrupted: found("corrupted") },
    unexpected: isWhole ? parts.reduce((sum: number, part) => sum + part!, 0) : found("unexpected"),
    misplaced: found("misplaced"),
  };
  for (const name of OBSERVED) {
    const amount = found(name);
    if (amount !== null) counts[name] = amount;
  }
  return counts;
}

function expectationsIn({ checks }: File): Expectations {
  const expected = checks.flatMap(({ id, expected }) => (expected === null ? [] : [[id, expected] as const]));
  return Object.fromEntries(expected) as unknown as Expectations;
}

function rangeOf({
  sequences,
  offsets,
  acknowledged,
  evidence,
  ...finding
}: z.infer<typeof lossFinding>): MessageRange {
  const [line] = evidence;
  return {
    ...{ producer: finding.producer, partition: finding.partition },
    ...{ firstSequence: sequences.first, lastSequence: sequences.last, messages: finding.messages },
    ...{ firstOffset: offsets?.first ?? null, lastOffset: offsets?.last ?? null },
    ...{ acknowledgedFrom: acknowledged.from, acknowledgedTo: acknowledged.until },
    ...{ acknowledgedBy: acknowledged.by, leaderEpoch: acknowledged.epoch },
    truncation:
      line === undefined ? null : { node: line.node, line: line.line, toOffset: line.truncatedToOffset },
    ...(offsets?.reusedByOthers !== undefined && { overwritten: offsets.reusedByOthers }),
    ...(offsets?.firstReusedBy !== undefined && { overwrittenBy: offsets.firstReusedBy }),
  };
}

function anomalyOf({
  check: id,
  partition,
  messages,
  offsets,
  detail,
}: z.infer<typeof otherFinding>): Anomaly {
  const kind = KIND_OF[id] ?? ANOMALY_KINDS.find((one) => one === id)!;
  return { kind, partition, firstOffset: offsets.first, lastOffset: offsets.last, messages, detail };
}

function faultOf(one: z.infer<typeof fault>, iso: (atMs: number | null) => string | null): FaultRecord {
  const { type, targets, injectedAtMs, healedAtMs, durationMs, sentWhenTriggered, effects, ...rest } = one;
  const { sentWhenInjected, settledWhenInjected, sentWhenHealed, ...kept } = rest;
  return {
    ...kept,
    fault: type,
    targets: targets.map(({ node }) => node),
    ...{ injectedAt: iso(injectedAtMs), healedAt: iso(healedAtMs), afterMessages: sentWhenTriggered },
    ...(sentWhenInjected !== undefined && { sentAtInjection: sentWhenInjected }),
    ...(settledWhenInjected !== undefined && { settledAtInjection: settledWhenInjected }),
    ...(sentWhenHealed !== undefined && { sentAtHealing: sentWhenHealed }),
  };
}
