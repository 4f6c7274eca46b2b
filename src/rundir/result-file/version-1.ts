/** Version 1 of `result.json`, which older versions of chaos wrote. What it does not have comes from the other files of the run. */
import { z } from "zod";
import { recoveriesIn, twoLeadersIn } from "../leadership-times.js";
import { NOT_FINISHED, type Reason, type Result, type Settings } from "../result.js";
import type { TimelineEvent } from "../timeline.js";
import { amount, continuity, count, iso } from "./types.js";

const range = z.object({
  ...{ producer: count, partition: count, firstSequence: count, lastSequence: count, messages: count },
  ...{ firstOffset: count.nullable(), lastOffset: count.nullable() },
  ...{ acknowledgedFrom: iso, acknowledgedTo: iso, acknowledgedBy: z.string().nullable() },
  leaderEpoch: z.number().int().nullable(),
  truncation: z.object({ node: z.string(), line: z.string(), toOffset: count }).nullable(),
  overwritten: count.exactOptional(),
  overwrittenBy: z.object({ producer: count, sequence: count }).nullable().exactOptional(),
});

const unlessUnknown = count.nullable();
const inNewerRuns = count.nullable().exactOptional();

const counts = z.object({
  ...{ planned: count, sent: count, acknowledged: count, failed: count, unsettled: count },
  ...{ highWatermark: unlessUnknown, lostByWatermark: unlessUnknown, logMessages: unlessUnknown },
  ...{ lost: unlessUnknown, lostAtLeast: inNewerRuns, lostAtMost: inNewerRuns },
  ...{ duplicated: unlessUnknown, reordered: unlessUnknown, corrupted: unlessUnknown },
  ...{ unexpected: unlessUnknown, misplaced: unlessUnknown },
  ...{ failedButStored: inNewerRuns, neverSent: inNewerRuns, foreign: inNewerRuns, epochs: inNewerRuns },
  ...{ doubleAcknowledged: inNewerRuns, backdated: inNewerRuns, replicas: inNewerRuns },
});

const schema = z.object({
  schemaVersion: z.literal(1),
  ...{ run: z.string(), scenario: z.string(), description: z.string().exactOptional(), engine: z.string() },
  ...{ seed: z.number().int(), scale: z.number().positive(), startedAt: iso, finishedAt: iso.nullable() },
  durations: z.record(z.string(), z.number()),
  environment: z.object({
    ...{ chaos: z.string(), node: z.string(), librdkafka: z.string(), kafka: z.string() },
    ...{ java: z.string().nullable(), os: z.string(), cpus: count },
  }),
  producers: z.object({
    instances: count,
    acks: z.union([z.literal(0), z.literal(1), z.literal("all")]),
    rate: z.union([z.number(), z.literal("max")]),
    startMs: z.array(z.number()).exactOptional(),
  }),
  counts,
  lostUnknownBecause: z.string().exactOptional(),
  planted: z.object({ duplicated: count, corrupted: count }).exactOptional(),
  schemas: z
    .object({
      registered: count,
      found: z.array(
        z.object({
          ...{ id: count, messages: count, status: count, errorCode: count.nullable() },
          message: z.string().nullable(),
        }),
      ),
      ...{ omitted: count, without: count },
    })
    .exactOptional(),
  errors: z.record(z.string(), count),
  latencyMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
  ...{ lostRanges: z.array(range), lostRangesOmitted: count },
  unsafe: z.array(z.object({ partition: count, from: iso, to: iso, messages: count })).exactOptional(),
  anomalies: z.array(
    z.object({
      kind: z.enum([
        ...["duplicated", "reordered", "corrupted", "unexpected", "misplaced"],
        ...["epochs", "doubleAcknowledged", "backdated", "replicas"],
      ] as const),
      ...{ partition: count, firstOffset: count, lastOffset: count, messages: count, detail: z.string() },
    }),
  ),
  faults: z.array(
    z.object({
      ...{ name: z.string(), fault: z.string(), targets: z.array(z.string()) },
      ...{ injectedAt: iso.nullable(), healedAt: iso.nullable(), afterMessages: count.nullable() },
      ...{ sentAtInjection: count.exactOptional(), settledAtInjection: count.exactOptional() },
      ...{ sentAtHealing: count.exactOptional(), silencedLeaders: z.array(z.string()).exactOptional() },
    }),
  ),
  failovers: z.array(
    z.object({
      ...{ at: iso, partition: count, from: z.string().nullable(), to: z.string().nullable() },
      ...{ epoch: z.number().int(), afterFaultMs: z.number().nullable() },
    }),
  ),
  noWrites: z
    .object({
      ...{ longestMs: count, totalMs: count, partition: count.nullable() },
      ...{ from: iso.nullable(), to: iso.nullable() },
    })
    .nullable()
    .exactOptional(),
  expect: z.object({
    loss: amount,
    ...{ duplicates: amount.exactOptional(), order: continuity.exactOptional() },
    ...{ corrupted: amount.exactOptional(), failover: amount.exactOptional() },
    unavailable: z.object({ belowMs: z.number().positive() }).exactOptional(),
    ...{ failedButStored: amount.exactOptional(), neverSent: amount.exactOptional() },
    ...{ foreign: amount.exactOptional(), epochs: continuity.exactOptional() },
    ...{ doubleAcknowledged: amount.exactOptional(), backdated: amount.exactOptional() },
    replicas: amount.exactOptional(),
  }),
  verdict: z.enum(["as-expected", "not-as-expected", "inconclusive"]),
  reasons: z.array(z.string()),
  doubts: z
    .array(z.object({ about: z.enum(["experiment", "measurement"]), text: z.string() }))
    .exactOptional(),
  notes: z.array(z.string()).exactOptional(),
  reference: z
    .object({
      source: z.string(),
      ...{ acknowledged: count.exactOptional(), failed: count.exactOptional() },
      ...{ watermark: count.exactOptional(), note: z.string().exactOptional() },
    })
    .exactOptional(),
});

type Version1 = z.infer<typeof schema>;

const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

/** What is taken from scenario.yaml. */
const scenarioFile = z.object({
  cluster: z.object({ brokers: z.number(), zookeepers: z.number(), config: properties }),
  topic: z.object({ name: z.string(), partitions: z.number(), replicas: z.number(), config: properties }),
  producers: z.object({
    size: z.string().default("100B"),
    idempotence: z.boolean().default(false),
    key: z.string().default("none"),
    schema: z.string().default("none"),
    config: properties,
  }),
});

/** `scenario`: the parsed scenario.yaml, null where there is none. @throws ZodError */
export function readVersion1(json: unknown, scenario: unknown, timeline: readonly TimelineEvent[]): Result {
  const { schemaVersion, reasons, lostUnknownBecause, ...run } = schema.parse(json);
  return {
    ...run,
    ...(lostUnknownBecause !== undefined && { unknownBecause: { loss: lostUnknownBecause } }),
    settings: settingsIn(scenario),
    reachedRate: reachedRate(run, timeline),
    twoLeaders: twoLeadersIn(timeline),
    recoveries: recoveriesIn(timeline),
    reasons: reasons.map((text) => ({ about: aboutWhat(text, run), text })),
  };
}

function aboutWhat(
  text: string,
  { doubts = [], verdict }: Pick<Version1, "doubts" | "verdict">,
): Reason["about"] {
  const doubt = doubts.find((one) => one.text === text);
  if (doubt !== undefined) return doubt.about;
  if (text === NOT_FINISHED || text.startsWith("no message was acknowledged")) return "experiment";
  // Doubts about the log stand among the reasons of a certain loss, and no other sentence says what was expected.
  return verdict === "not-as-expected" && /\bexpected\b/.test(text) ? "expectation" : "measurement";
}

function settingsIn(scenario: unknown): Settings | null {
  const { data } = scenarioFile.safeParse(scenario);
  if (data === undefined) return null;
  const {
    cluster,
    topic,
    producers: { size, ...rest },
  } = data;
  const named = (prefix: string, number: number) =>
    Array.from({ length: number }, (_, i) => `${prefix}${i + 1}`);
  return {
    cluster: {
      brokers: named("kafka", cluster.brokers),
      metadata: { kind: "zookeeper", nodes: named("zk", cluster.zookeepers) },
      config: cluster.config,
    },
    topics: [topic],
    producers: { ...rest, sizeBytes: Number.parseInt(size, 10) },
  };
}

/** Messages per second of each producer; null where the time that sending took is not known. */
function reachedRate(
  { counts, durations, producers }: Pick<Version1, "counts" | "durations" | "producers">,
  timeline: readonly TimelineEvent[],
): number | null {
  const startMs = timeline.find((event) => event.event === "phase" && event.phase === "produce")?.ms;
  const sentMs = timeline.find((event) => event.event === "progress" && event.sent === counts.sent)?.ms;
  // The phase ends with the last delivery report: failed messages make it longer than sending took.
  const phaseMs = counts.failed + counts.unsettled === 0 ? durations.produce : undefined;
  const tookMs = startMs !== undefined && sentMs !== undefined ? sentMs - startMs : phaseMs;
  if (tookMs === undefined || counts.sent === 0) return null;
  // The producer that starts last is the last to send its share.
  const sharedMs = tookMs - Math.max(0, ...(producers.startMs ?? []));
  return sharedMs > 0 ? (counts.sent * 1_000) / sharedMs / producers.instances : null;
}
