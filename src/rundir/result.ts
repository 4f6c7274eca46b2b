/**
 * `result.json`: what one run found. Written when the run starts (inconclusive: "not finished"), again as it goes on,
 * and for the last time with the verdict, so that a run that was killed still says what it had seen.
 * The zod schema is the one source: types, reading old files, and `chaos schema result` come from it.
 */
import { z } from "zod";

export const RESULT_SCHEMA_VERSION = 1;

const count = z.number().int().nonnegative();
const iso = z.iso.datetime();

/** Consecutive sequences of one producer that share a fate, with the evidence for it. */
const messageRange = z.object({
  producer: count.describe("0-based number of the producer"),
  partition: count,
  firstSequence: count,
  lastSequence: count,
  messages: count.describe("how many messages the range holds (sequences that went elsewhere are not in it)"),
  firstOffset: count.nullable().describe("acknowledged offset of the first message; null with acks=0"),
  lastOffset: count.nullable(),
  acknowledgedFrom: iso.describe("when the first of them was acknowledged (acks=0: handed to the socket)"),
  acknowledgedTo: iso,
  acknowledgedBy: z
    .string()
    .nullable()
    .describe("the broker that led, by its own view, when it acknowledged them"),
  leaderEpoch: z.number().int().nullable(),
  truncation: z
    .object({ node: z.string(), line: z.string(), toOffset: count })
    .nullable()
    .describe("the broker-log line that threw them away, where one was found"),
  overwritten: count.optional().describe("how many of their acknowledged offsets hold another message now"),
  overwrittenBy: z
    .object({ producer: count, sequence: count })
    .nullish()
    .describe("the message that stands at the first one's offset now"),
});

const counts = z.object({
  planned: count.describe("messages the scenario asks for"),
  sent: count.describe("messages handed to the clients"),
  acknowledged: count.describe("delivery reports without an error (acks=0: sent)"),
  failed: count,
  unsettled: count.describe("handed over, but no delivery report ever came"),
  highWatermark: count
    .nullable()
    .describe("from the leader the majority sees, before anything heals, summed over partitions"),
  lostByWatermark: count.nullable().describe("max(0, acknowledged − high watermark): the seeds' measure"),
  logMessages: count.nullable().describe("records in the log after healing"),
  lost: count.nullable().describe("acknowledged, and not in the log; null: not known"),
  lostAtLeast: count
    .nullish()
    .describe("acknowledged messages that are lost for certain; equal to lost where lost is known"),
  lostAtMost: count
    .nullish()
    .describe("acknowledged messages that may be lost; equal to lost where lost is known"),
  duplicated: count.nullable().describe("extra copies in the log"),
  reordered: count
    .nullable()
    .describe("first copies that stand after a later one of the same producer and partition"),
  corrupted: count.nullable().describe("records whose payload checksum does not hold"),
  unexpected: count.nullable().describe("in the log though failed, never sent, or not of this run"),
  misplaced: count.nullable().describe("in the log, but not at the offset that was acknowledged"),
});

const amount = z.enum(["none", "some", "any"]);

/** What a scenario expects. Each key is a check; a check that is not named is reported and not judged. */
export const expectationSchema = z.object({
  loss: amount,
  duplicates: amount.exactOptional(),
  order: z.enum(["kept", "broken", "any"]).exactOptional(),
  corrupted: amount.exactOptional(),
  failover: amount.exactOptional().describe("some: the leader of a partition must have changed"),
  unavailable: z
    .object({ belowMs: z.number().positive() })
    .exactOptional()
    .describe("the longest time without writes must be shorter than this"),
});

export const resultSchema = z.object({
  schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
  run: z.string().describe("name of the run directory"),
  scenario: z.string(),
  description: z.string().optional(),
  engine: z.string(),
  seed: z.number().int(),
  scale: z.number().positive(),
  startedAt: iso,
  finishedAt: iso.nullable(),
  durations: z.record(z.string(), z.number()).describe("milliseconds by phase"),
  environment: z.object({
    chaos: z.string(),
    node: z.string(),
    librdkafka: z.string(),
    kafka: z.string(),
    java: z.string().nullable(),
    os: z.string(),
    cpus: count,
  }),
  producers: z.object({
    instances: count,
    acks: z.union([z.literal(0), z.literal(1), z.literal("all")]),
    rate: z.union([z.number(), z.literal("max")]),
  }),
  counts,
  planted: z
    .object({
      duplicated: count.describe("copies that the proxy made"),
      corrupted: count.describe("records whose value the proxy changed"),
    })
    .optional()
    .describe(
      "what of the log is the proxy's doing, by its journal; not in counts; only where there was a proxy",
    ),
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
        .describe("in the log, the most frequent first, and what the registry says of each; at most 20"),
      omitted: count.describe("messages with further ids, which it was not asked about"),
      without: count.describe("messages without an id"),
    })
    .optional()
    .describe("schema ids in the log; only where messages carry them"),
  errors: z.record(z.string(), count).describe("delivery errors by rdkafka name"),
  latencyMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
  lostRanges: z
    .array(messageRange)
    .describe("oldest first; at most 1,000, the last one always among them, see lostRangesOmitted"),
  lostRangesOmitted: count,
  anomalies: z
    .array(
      z.object({
        kind: z.enum(["duplicated", "reordered", "corrupted", "unexpected", "misplaced"]),
        partition: count,
        firstOffset: count,
        lastOffset: count,
        messages: count,
        detail: z.string(),
      }),
    )
    .describe("first examples of each kind, at most 20 a kind"),
  faults: z.array(
    z.object({
      name: z.string(),
      fault: z.string(),
      targets: z.array(z.string()),
      injectedAt: iso.nullable(),
      healedAt: iso.nullable(),
      afterMessages: count.nullable().describe("messages sent when its injection began"),
      sentAtInjection: count.exactOptional().describe("messages sent when it took effect"),
      settledAtInjection: count
        .exactOptional()
        .describe("messages acknowledged or failed when it took effect"),
      sentAtHealing: count.exactOptional().describe("messages sent when it was healed"),
      silencedLeaders: z
        .array(z.string())
        .exactOptional()
        .describe("leaders that ZooKeeper no longer heard: when their session ends, another broker leads"),
    }),
  ),
  failovers: z.array(
    z.object({
      at: iso,
      partition: count,
      from: z.string().nullable(),
      to: z.string().nullable(),
      epoch: z.number().int(),
      afterFaultMs: z.number().nullable(),
    }),
  ),
  noWrites: z
    .object({
      longestMs: count.describe("the longest time in which messages were due and none was acknowledged"),
      totalMs: count.describe("the sum of all such times of a second or more"),
      partition: count
        .nullable()
        .describe("where the longest was; null: no partition of the topic took a message"),
      from: iso.nullable().describe("when the longest began; null: longestMs is 0"),
      to: iso.nullable(),
    })
    .nullish()
    .describe("for how long nobody could write; null: not known, as with acks=0"),
  expect: expectationSchema,
  verdict: z.enum(["as-expected", "not-as-expected", "inconclusive"]),
  reasons: z
    .array(z.string())
    .describe("why: one sentence each; never empty unless the verdict is as-expected"),
  notes: z
    .array(z.string())
    .exactOptional()
    .describe("what a reader of the verdict should know beside it, a sentence each"),
  reference: z
    .object({
      source: z.string(),
      acknowledged: count.optional(),
      failed: count.optional(),
      watermark: count.optional(),
      note: z.string().optional(),
    })
    .optional(),
});

export type Result = z.infer<typeof resultSchema>;
export type Counts = Result["counts"];
export type Expectations = z.infer<typeof expectationSchema>;
export type MessageRange = z.infer<typeof messageRange>;
export type Verdict = Result["verdict"];
