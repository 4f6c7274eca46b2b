/**
 * `result.json`: what one run found. Written when the run starts (inconclusive: "not finished"), again as it goes on,
 * and for the last time with the verdict, so that a run that was killed still says what it had seen.
 * The zod schema is the one source: types, reading old files, and `chaos schema result` come from it.
 */
import { z } from "zod";

export const RESULT_SCHEMA_VERSION = 1;

/** Stands among the reasons until the run is over. */
export const NOT_FINISHED = "the run did not finish";

const count = z.number().int().nonnegative();
const iso = z.iso.datetime();

/** Consecutive sequences of one producer that share a fate, with the evidence for it. */
const messageRange = z.object({
  producer: count.describe("0-based number of the producer"),
  partition: count,
  firstSequence: count,
  lastSequence: count,
  messages: count.describe("how many messages the range holds (sequences that went elsewhere are not in it)"),
  firstOffset: count.nullable().describe("acknowledged offset of the first message. null with acks=0"),
  lastOffset: count.nullable(),
  acknowledgedFrom: iso.describe("when the first of them was acknowledged (acks=0: handed to the socket)"),
  acknowledgedTo: iso,
  acknowledgedBy: z
    .string()
    .nullable()
    .describe(
      "the broker that acknowledged them, by the logs of the brokers. null: more than one is possible",
    ),
  leaderEpoch: z.number().int().nullable(),
  truncation: z
    .object({ node: z.string(), line: z.string(), toOffset: count })
    .nullable()
    .describe("the broker-log line that threw them away, where one was found"),
  overwritten: count.optional().describe("how many of their acknowledged offsets hold another message now"),
  overwrittenBy: z
    .object({ producer: count, sequence: count })
    .nullish()
    .describe("the message at the first one's offset now"),
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
  lostByWatermark: count
    .nullable()
    .describe("max(0, acknowledged − high watermark), the measure of the published experiments"),
  logMessages: count.nullable().describe("records in the log after healing"),
  lost: count
    .nullable()
    .describe("acknowledged messages that are not in the log. null: not known, see lostUnknownBecause"),
  lostAtLeast: count
    .nullish()
    .describe(
      "acknowledged messages that are lost for certain: no retention, compaction, unread offset or other doubt can explain it. Equal to lost where lost is known. Absent in older files",
    ),
  lostAtMost: count
    .nullish()
    .describe(
      "acknowledged messages that may be lost. Equal to lost where lost is known. null: not known. Absent in older files",
    ),
  duplicated: count
    .nullable()
    .describe(
      "extra copies in the log, not counting those that the proxy made. null: not known, as where retention or compaction took records. So are reordered and misplaced",
    ),
  reordered: count
    .nullable()
    .describe("messages whose first copy comes after a later message of the same producer and partition"),
  corrupted: count.nullable().describe("records whose payload checksum does not hold"),
  unexpected: count
    .nullable()
    .describe("records in the log of messages that failed, were never sent, or are not of this run"),
  misplaced: count.nullable().describe("in the log, but not at the offset that was acknowledged"),
  failedButStored: count
    .nullish()
    .describe("failed messages that the log has. Part of unexpected. Absent in older files"),
  neverSent: count
    .nullish()
    .describe("messages in the log that no producer sent. Part of unexpected. Absent in older files"),
  foreign: count
    .nullish()
    .describe(
      "intact records in the log that are no messages of this run. Part of unexpected. Absent in older files",
    ),
  epochs: count
    .nullish()
    .describe(
      "how often the leader epoch of a batch is lower than that of the batch before. Absent in older files",
    ),
  doubleAcknowledged: count
    .nullish()
    .describe(
      "offsets that were acknowledged to two messages, when the log has both with the same leader epoch. Absent in older files",
    ),
  backdated: count
    .nullish()
    .describe(
      "messages behind another one that was sent after their acknowledgement, in the same partition. Absent in older files",
    ),
  replicas: count
    .nullish()
    .describe(
      "replicas whose log is not that of the leader, after catching up. null: not known. Absent in older files",
    ),
});

/** Counts that are absent where they are not known, and in older files. The checks of these names make them. */
export const OBSERVED = [
  ...["failedButStored", "neverSent", "foreign", "doubleAcknowledged", "backdated", "replicas"],
  "epochs",
] as const;

const amount = z.enum(["none", "some", "any"]);

/** What a scenario expects. Each key is a check; a check that is not named is reported and not judged. */
export const expectationSchema = z.object({
  loss: amount.describe("acknowledged messages that are lost"),
  duplicates: amount.exactOptional().describe("messages that are in the log twice"),
  order: z
    .enum(["kept", "broken", "any"])
    .exactOptional()
    .describe("whether the messages of each producer are in the order in which it sent them, per partition"),
  corrupted: amount.exactOptional().describe("records whose value is damaged"),
  failover: amount.exactOptional().describe("some: the leader of a partition must have changed"),
  unavailable: z
    .object({ belowMs: z.number().positive() })
    .exactOptional()
    .describe("noWrites.longestMs must be less than this"),
  failedButStored: amount.exactOptional().describe("failed messages that are in the log"),
  neverSent: amount.exactOptional().describe("messages in the log that no producer sent"),
  foreign: amount.exactOptional().describe("records in the log that are not of the run"),
  epochs: z
    .enum(["kept", "broken", "any"])
    .exactOptional()
    .describe("whether leader epochs rise along the log"),
  doubleAcknowledged: amount.exactOptional().describe("offsets that were acknowledged to two messages"),
  backdated: amount
    .exactOptional()
    .describe("messages behind another one that was sent after their acknowledgement"),
  replicas: amount.exactOptional().describe("replicas whose log is not that of the leader"),
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
    startMs: z
      .array(z.number())
      .optional()
      .describe("of each producer, where one waits before its first message"),
  }),
  counts,
  lostUnknownBecause: z.string().exactOptional().describe("why counts.lost is null though the log was read"),
  planted: z
    .object({
      duplicated: count.describe("copies that the proxy made"),
      corrupted: count.describe("records whose value the proxy changed"),
    })
    .optional()
    .describe(
      "records that the proxy copied or changed, by its journal. Not in counts. Only where there was a proxy",
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
        .describe("in the log, the most frequent first, with the registry's answer. At most 20"),
      omitted: count.describe("messages with further ids, which it was not asked about"),
      without: count.describe("messages without an id"),
    })
    .optional()
    .describe("schema ids in the log. Only where messages have them"),
  errors: z.record(z.string(), count).describe("delivery errors by rdkafka name"),
  latencyMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
  lostRanges: z
    .array(messageRange)
    .describe(
      "lost messages, oldest first. Where lost is not known, only those that are lost for certain. At most 1,000 ranges, always with the last one, see lostRangesOmitted",
    ),
  lostRangesOmitted: count,
  unsafe: z
    .array(
      z.object({
        partition: count,
        from: iso.describe("when the first of them was acknowledged"),
        to: iso.describe("when the last of them was acknowledged"),
        messages: count.describe("acknowledged in this time, and lost"),
      }),
    )
    .optional()
    .describe(
      "times in which every acknowledged message of a partition is lost, the longest first. At most 20. Absent in older files",
    ),
  anomalies: z
    .array(
      z.object({
        kind: z.enum([
          ...["duplicated", "reordered", "corrupted", "unexpected", "misplaced"],
          ...["epochs", "doubleAcknowledged", "backdated", "replicas"],
        ] as const),
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
      longestMs: count.describe(
        "the longest stretch in which a message was due and none was acknowledged. It begins when a message is in flight after the last acknowledgement. It ends with the next acknowledgement. Where none comes, it ends when the last message failed or the run stopped waiting",
      ),
      totalMs: count.describe(
        "the sum of all stretches of a second or more: of the whole topic, or of the partition with the largest sum if that is more",
      ),
      partition: count
        .nullable()
        .describe("the partition that had the longest stretch. null: the whole topic had it"),
      from: iso.nullable().describe("when the longest stretch began. null: longestMs is 0"),
      to: iso.nullable(),
    })
    .nullish()
    .describe(
      "how long no message could be written. null: not known, as with acks=0, or where nothing was sent. Absent in older files",
    ),
  expect: expectationSchema,
  verdict: z.enum(["as-expected", "not-as-expected", "inconclusive"]),
  reasons: z
    .array(z.string())
    .describe("one sentence for each reason. Never empty unless the verdict is as-expected"),
  doubts: z
    .array(
      z.object({
        about: z
          .enum(["experiment", "measurement"])
          .describe(
            "experiment: the run was another experiment than the scenario asks for. measurement: the run cannot know everything",
          ),
        text: z.string(),
      }),
    )
    .exactOptional()
    .describe(
      "reasons why the run may not be able to tell. The log does not show them, so a check of the log takes them from here. Absent: none",
    ),
  notes: z
    .array(z.string())
    .exactOptional()
    .describe("facts that do not change the verdict, one sentence each. Absent: none"),
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
