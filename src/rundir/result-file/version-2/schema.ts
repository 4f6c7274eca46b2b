/**
 * Version 2 of `result.json`. Times without a date are milliseconds since `run.startedAt`. The zod schema is what
 * `chaos schema result` prints.
 */
import { z } from "zod";
import { CHECK_NAMES, CHECK_UNITS } from "../../expectations.js";
import { OBSERVED } from "../../result.js";
import { count, iso } from "../types.js";
import { consumersSection } from "./consumers.js";
import { copiersSection } from "./copiers.js";
import { transactionsSection, transactionsSetting } from "./transactions.js";

export const VERSION_2 = "2.7";

const ms = z.number().describe("milliseconds since run.startedAt");
const lasted = z.number().nonnegative().describe("milliseconds");
const unlessUnknown = count.nullable();
const topicName = z.string().nullable().describe("null: not known, of an older run");
const propertyValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const errorKind = z.enum(["none", "transient", "sustained"]);

/** A limit is the value of one key, which says how a figure compares with it. */
const bound = (unit: "" | "Ms" | "Percent", limit: z.ZodNumber) =>
  z.union([
    z.object({ [`below${unit}`]: limit }),
    z.object({ [`atMost${unit}`]: limit }),
    z.object({ [`above${unit}`]: limit }),
    z.object({ [`atLeast${unit}`]: limit }),
  ]);

const check = z.object({
  id: z.enum(CHECK_NAMES).describe("its name in expect"),
  group: z
    .string()
    .exactOptional()
    .describe(
      "the group of consumers or producers of which alone this is expected. Absent: of each, or of all",
    ),
  topic: z.string().exactOptional().describe("the topic of which alone this is expected"),
  expected: z
    .union([
      z.enum(["none", "some", "any", "kept", "broken"]),
      bound("Ms", z.number().positive()),
      bound("Percent", z.number().nonnegative().max(100)).describe("of all acknowledged messages"),
      bound("", z.number().nonnegative()),
      z.object({
        probability: bound("", z.number().nonnegative().max(1)).describe("that a run has at least one"),
      }),
      z.object({ NOT_LEADER_OR_FOLLOWER: errorKind }),
    ])
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
  unit: z.enum(CHECK_UNITS),
  status: z
    .enum(["pass", "fail", "unknown", "campaign", "observed"])
    .describe(
      "pass, fail: the expectation is met, or it is not. unknown: the run cannot tell. campaign: a probability is expected, which only a campaign judges. observed: nothing is expected",
    ),
});

/** Of a group of producers, or of a topic. */
const partCounts = {
  lostAtLeast: unlessUnknown
    .exactOptional()
    .describe("lost for certain: no doubt about the measurement can explain these messages away"),
  ...{ duplicated: unlessUnknown.exactOptional(), reordered: unlessUnknown.exactOptional() },
  ...{ failedButStored: unlessUnknown.exactOptional(), neverSent: unlessUnknown.exactOptional() },
  misplaced: unlessUnknown
    .exactOptional()
    .describe("messages that are in the log, but not at the offset that was acknowledged"),
};

const settings = z.object({
  scenarioFile: z.literal("scenario.yaml"),
  cluster: z.object({
    kafka: z.string(),
    metadata: z.object({ kind: z.string(), nodes: z.array(z.string()) }).exactOptional(),
    brokers: z.array(z.string()).exactOptional(),
    config: propertyValues.exactOptional(),
  }),
  producers: z
    .object({
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
      transactions: transactionsSetting.exactOptional().describe("absent: they have none"),
      config: propertyValues.exactOptional(),
    })
    .describe("of the first group, where there are several"),
  producerGroups: z
    .array(
      z.object({
        name: z.string(),
        topic: z.string().describe("that the producers write to"),
        instances: count,
        messagesEach: count,
        ratePerSecondEach: z.union([z.number(), z.literal("max")]),
        reachedPerSecondEach: z
          .number()
          .nullable()
          .exactOptional()
          .describe("of each producer while it sent"),
        startMs: z.array(z.number()).describe("of each producer"),
        acks: z.enum(["0", "1", "all"]),
        idempotence: z.boolean(),
        sizeBytes: count,
        key: z.string(),
        schema: z.string(),
        transactions: transactionsSetting.exactOptional().describe("absent: they have none"),
        abortedAsPlanned: count
          .exactOptional()
          .describe(
            "messages of those that failed: in transactions that the scenario asks for to be aborted. Absent: not known, or it asks for none",
          ),
        config: propertyValues,
        totals: z
          .object({
            ...{ sent: count, acknowledged: count, failed: count, lost: unlessUnknown },
            ...partCounts,
            corrupted: unlessUnknown
              .exactOptional()
              .describe("acknowledged messages of which only a damaged record is left"),
          })
          .exactOptional()
          .describe("absent: not known yet"),
      }),
    )
    .exactOptional()
    .describe(
      "absent: there is one group. Producers have one number each: those of the first group come first",
    ),
});

const leaderTerm = z.object({
  broker: z.string(),
  epoch: z.number().int(),
  believedFromMs: ms,
  believedUntilMs: ms.nullable().describe("null: until the run ended"),
});

const partition = z.object({
  partition: count,
  sent: unlessUnknown
    .exactOptional()
    .describe("null: not known where a topic has several partitions: a message without a report has none"),
  acknowledged: count,
  failed: count.describe("of those whose partition the client had chosen"),
  unsettled: unlessUnknown.exactOptional().describe("null: not known, as sent"),
  stored: unlessUnknown.describe("records in the log after healing"),
  lost: unlessUnknown,
  highWatermarkBeforeHeal: unlessUnknown.describe("of the leader with the newest epoch"),
  logEndOffset: unlessUnknown.describe("where the log ended that was read, after healing"),
  leaders: z
    .array(leaderTerm)
    .exactOptional()
    .describe("when each broker believed that it led, by its own word, in the order of time"),
});

const topic = z.object({
  topic: topicName,
  partitionCount: count.exactOptional(),
  replicas: count.exactOptional(),
  config: propertyValues.exactOptional(),
  isCopy: z.literal(true).exactOptional().describe("it holds copies only, and a copier wrote them"),
  totals: z
    .object({
      ...{ acknowledged: count, lost: unlessUnknown },
      ...partCounts,
      corrupted: unlessUnknown.exactOptional(),
      foreign: unlessUnknown.exactOptional(),
    })
    .exactOptional()
    .describe("absent: not known, or producers write to one topic"),
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
      longestTopic: topicName.exactOptional().describe("the topic of longestPartition"),
      longestPartition: count.nullable().describe("the partition that had it. null: all partitions together"),
      outageTotalMs: lasted.describe(
        "the sum of all outages: of all partitions together, or of the partition with the largest sum if that is more",
      ),
      outageMeansNoAckForMs: z.literal(1_000),
      outages: z
        .array(
          z.object({
            topic: topicName.exactOptional(),
            partition: count.nullable().describe("null: all partitions together"),
            ...stretch,
          }),
        )
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

const seenErrors = z.object({
  errors: count,
  bursts: z
    .array(
      z.object({
        topic: topicName,
        partition: count,
        ...stretch,
        errors: count,
        writesAgainAfterMs: lasted
          .nullable()
          .describe("from the first error until a write of the partition succeeded. null: none did"),
      }),
    )
    .describe("errors without a pause between them, in the order of time"),
  burstsOmitted: count.describe("bursts that are not listed"),
});

const leaderErrors = z.object({
  error: z.literal("NOT_LEADER_OR_FOLLOWER"),
  kind: errorKind
    .nullable()
    .describe("transient: one or two short bursts. sustained: more, or one that lasts. null: not known"),
  wire: seenErrors.nullable().describe("what brokers answered, by the proxy's journal. null: not known"),
  client: seenErrors.describe("requests that failed, as librdkafka says"),
  messagesSentAgain: count.describe("messages in these requests, which librdkafka sends again"),
  requestsRetried: unlessUnknown.describe(
    "by librdkafka's statistics (txretries), which do not count requests with this error. null: it gave none",
  ),
  metadataRequests: z
    .object({ wire: unlessUnknown, client: unlessUnknown })
    .describe("by the proxy's journal, and by librdkafka's statistics. null: not known"),
});

const leaderChange = z.object({
  topic: topicName,
  partition: count,
  atMs: ms,
  from: z.string().nullable(),
  to: z.string().nullable(),
  epoch: z.number().int(),
  afterFaultMs: z.number().nullable().describe("since the newest strike of a fault"),
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

export const faultTarget = z.object({
  node: z.string(),
  role: z
    .enum(["leader", "follower", "controller"])
    .exactOptional()
    .describe("of the node when the fault struck it first. Absent: none is known"),
  topic: topicName.exactOptional(),
  partition: count.exactOptional(),
});

export const fault = z.object({
  name: z.string(),
  type: z.string(),
  targets: z.array(faultTarget),
  trigger: z
    .union([
      z.object({ messages: count }),
      z.object({ fault: z.string(), afterMs: z.number() }),
      z.object({ afterMs: z.number().describe("after the first message") }),
    ])
    .exactOptional(),
  injectedAtMs: ms.nullable(),
  strikes: z
    .array(z.object({ atMs: ms, targets: z.array(faultTarget) }))
    .exactOptional()
    .describe("each strike of a fault that strikes several times during its injection"),
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
  silencedMs: lasted
    .exactOptional()
    .describe("for how long at a time it did not hear them. Absent: until the fault healed"),
  effects: z.array(effect).describe("what changed until the next fault struck"),
});

const offsets = z.object({ first: count, last: count });

export const lossFinding = z.object({
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
    .enum(["truncated", "power-loss"])
    .nullable()
    .describe(
      "truncated: the broker cut its log when it followed another leader. power-loss: a power loss took the end of its log. null: neither is known",
    ),
  fault: z
    .string()
    .nullable()
    .exactOptional()
    .describe("the only fault that struck this broker since. null: there is none, or more than one"),
  evidence: z.array(
    z.object({
      node: z.string(),
      file: z.string().describe("in the run's directory"),
      line: z.string().nullable().describe("null: a power loss, of which no log has a line"),
      truncatedToOffset: count,
    }),
  ),
});

export const otherFinding = z.object({
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
  leaderErrors: leaderErrors
    .exactOptional()
    .describe("errors of brokers that did not lead. Only where expect has errors"),
  consumers: consumersSection
    .exactOptional()
    .describe("what consumer groups read. Only where the scenario has some"),
  transactions: transactionsSection
    .exactOptional()
    .describe("what became of the transactions of producers. Only where the scenario has some. Since 2.6"),
  copiers: copiersSection
    .exactOptional()
    .describe("what became of the messages that copiers read. Only where the scenario has some. Since 2.6"),
  faults: z.array(fault),
  leaderChanges: z
    .array(leaderChange)
    .describe(
      "each time that another broker led a partition, by the newest view of any broker: also without a word of the leader itself",
    ),
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
    reusedCluster: z
      .object({
        startedFor: z.string().describe("the run that the cluster was started for"),
        runs: count.describe("how many runs had it before this one"),
      })
      .exactOptional()
      .describe("other runs had the cluster before. Absent: it was started for this run"),
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

export type Version2 = z.infer<typeof version2Schema>;
