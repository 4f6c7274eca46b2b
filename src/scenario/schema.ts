/**
 * The scenario file as one zod schema: the types, the validation and the JSON Schema all come from here.
 *
 * What goes in is what people write (`size: 1KB`, `for: 10s`), what comes out is a Scenario (`sizeBytes`, `forMs`).
 * It is made for one cluster, because targets are checked against that cluster's nodes.
 *
 * Messages are predicates of the key they are about, such as "must be 0, 1 or all"; a second line is a hint.
 * complaints.ts makes sentences of them: "acks must be 0, 1 or all, not -1; write all, which is what -1 means".
 * What concerns several keys at once is in checks.ts.
 */

import { z } from "zod";
import { DEFAULT_KAFKA_VERSION } from "../cluster/spec.js";
import { brokersOf, type PlannedNode, planNodes, zookeepersOf } from "../cluster/topology.js";
import { nearest, oneOf } from "../yaml/words.js";
import {
  DURATION_PATTERN,
  LIMIT_PATTERN,
  NAME_PATTERN,
  readDuration,
  readSize,
  readTrigger,
  SIZE_PATTERN,
  suggestDuration,
  suggestLimit,
  suggestSize,
  suggestTrigger,
  TRIGGER_PATTERN,
} from "./quantities.js";
import { REQUEST_OVERHEAD_BYTES } from "./sizes.js";
import type { FaultStep, FaultSyntax, Target, Vocabulary } from "./syntax.js";

/** The header that every message carries: producer, sequence, send time and checksum. */
export const MESSAGE_BYTES_MIN = 24;
/** The same of a value that carries the id of a schema: a zero byte and the id stand before it. */
export const SCHEMA_MESSAGE_BYTES_MIN = MESSAGE_BYTES_MIN + 5;
/** Kafka's default socket.request.max.bytes, less room for what is around a message: the limit of the proxy, too. */
export const MESSAGE_BYTES_MAX = 104_857_600 - REQUEST_OVERHEAD_BYTES;
export const BROKERS_MAX = 9;
export const ZOOKEEPERS_MAX = 5;
export const MESSAGES_MAX = 100_000_000;
const PRODUCERS_MAX = 100;
const DURATION_MS_MAX = 24 * 3_600_000;
export const ROLES = ["leader", "follower", "controller", "random"] as const;

/** For what has to be said before the size of the cluster is known, and for editors. */
export const LARGEST_CLUSTER = planNodes({
  brokers: BROKERS_MAX,
  metadata: { kind: "zookeeper", servers: ZOOKEEPERS_MAX },
});

/** Longer than this, nobody can tell what was meant. */
const WRITTEN_MAX = 200;

type Message = (issue: { input?: unknown }) => string;

/** Only for a message that is shown: Node needs 10 ms for the first number that it groups. */
const grouped = (count: number): string => count.toLocaleString("en");

/**
 * A message for complaints.ts. A hint made from what was written says more than the examples,
 * which are there for when it is anybody's guess.
 */
const must =
  (
    be: string,
    { such = "", hint }: { such?: string; hint?: (written: unknown) => string | undefined } = {},
  ): Message =>
  ({ input }) => {
    const advice = String(input).length <= WRITTEN_MAX ? hint?.(input) : undefined;
    return advice === undefined ? `must be ${be}${such && `, ${such}`}` : `must be ${be}\n${advice}`;
  };

const bareNumber = (written: unknown): string | undefined => {
  const digits = typeof written === "string" ? written.replace(/(?<=\d)[_, ](?=\d)/g, "") : "";
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(k|m)?$/i.exec(digits) ?? [];
  if (amount === undefined) return undefined;
  const times = { "": 1, k: 1_000, m: 1_000_000 }[unit.toLowerCase()]!;
  return `write ${times === 1 ? amount : Math.round(Number(amount) * times)}`;
};

function whole(min: number, max: number) {
  const error: Message = (issue) =>
    must(`a whole number from ${min} to ${grouped(max)}`, { hint: bareNumber })(issue);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const unfitDuration = (ms: number): string | undefined =>
  ms > DURATION_MS_MAX
    ? "must be at most 24h"
    : Number.isInteger(ms)
      ? undefined
      : "must be whole milliseconds";

const duration = () => {
  const error = must("a duration with a unit", { such: "such as 250ms, 10s or 2m", hint: suggestDuration });
  return z
    .string({ error })
    .regex(DURATION_PATTERN, { error })
    .transform((text, context) => {
      const ms = readDuration(text);
      const unfit = unfitDuration(ms);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
      return ms;
    });
};

function target(nodes: readonly PlannedNode[]): z.ZodType<Target> {
  const names = [...nodes.map(({ name }) => name), ...ROLES];
  const [brokers, zookeepers] = [brokersOf({ nodes }), zookeepersOf({ nodes })];
  const range = (some: readonly PlannedNode[]) =>
    some.length > 1 ? `${some[0]!.name}–${some.at(-1)!.name}` : some[0]!.name;
  const size = `${counted(brokers.length, "broker")} and ${counted(zookeepers.length, "ZooKeeper server")}`;
  const hint = (written: unknown) => {
    const words = typeof written === "string" ? written.split(",").map((word) => word.trim()) : [];
    const wrong = words.find((word) => !names.includes(word));
    if (wrong === undefined) return undefined;
    const advice = LARGEST_CLUSTER.some(({ name }) => name === wrong)
      ? `this cluster has ${size}`
      : didYouMean(wrong, nodes);
    return words.length > 1 && advice !== undefined ? `as for ${wrong}, ${advice}` : advice;
  };
  const error = must("a node or a role", {
    such: `which here are ${range(brokers)}, ${range(zookeepers)} and ${ROLES.join(", ")}`,
    hint,
  });
  const name = `(?:${names.join("|")})`;
  return z
    .union(
      [
        z
          .string()
          .max(1_000)
          .regex(new RegExp(`^\\s*${name}(?:\\s*,\\s*${name})*\\s*$`), { error }),
        z.array(z.enum(names, { error })).min(1).max(names.length),
      ],
      { error },
    )
    .transform((written) =>
      typeof written === "string" ? written.split(",").map((word) => word.trim()) : written,
    )
    .superRefine((words, context) => {
      const unfit = unfitTarget(words, brokers.length);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
    });
}

/** Of a role that several brokers have, each mention is another broker. */
function unfitTarget(words: readonly string[], brokers: number): string | undefined {
  const most: Readonly<Record<string, number>> = { follower: brokers - 1, random: brokers };
  for (const word of new Set(words)) {
    const times = words.filter((other) => other === word).length;
    const timesMax = most[word] ?? 1;
    if (times <= Math.max(1, timesMax)) continue;
    return most[word] === undefined
      ? `must name ${word} once`
      : `must name ${word} at most ${timesMax} times\neach is another broker, and there ${brokers === 1 ? "is 1" : `are ${brokers}`}`;
  }
  return undefined;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function didYouMean(wrong: string, nodes: readonly PlannedNode[]): string | undefined {
  const number = /^(?:broker|node|kafka)[-_ ]?(\d+)$/i.exec(wrong)?.[1];
  const meant = brokersOf({ nodes }).find(({ id }) => String(id) === number);
  const near = meant?.name ?? nearest(wrong, [...nodes.map(({ name }) => name), ...ROLES]);
  return near && `did you mean ${near}?`;
}

export function vocabulary(nodes: readonly PlannedNode[]): Vocabulary {
  return { nodes, target: target(nodes), durationMs: duration() };
}

const propertyKey = z.string().regex(/^[A-Za-z0-9._-]+$/, {
  error: must("the name of a property", { such: "such as min.insync.replicas" }),
});
const propertyError = must("a text, a number, true or false");
const property = z.union([z.string().max(10_000), z.number(), z.boolean()], { error: propertyError });
const PROPERTIES_MAX = 200;
const fewProperties = (config: object) => Object.keys(config).length <= PROPERTIES_MAX;
const tooManyProperties = { error: `must have at most ${PROPERTIES_MAX} properties` };

/** Broker and topic properties: Kafka reads them as text. */
const kafkaConfig = () =>
  z.record(propertyKey, property.transform(String)).refine(fewProperties, tooManyProperties).default({});

const kafkaVersion = () => {
  const error = must("a version of three numbers", {
    such: `such as ${DEFAULT_KAFKA_VERSION}`,
    hint: (written) =>
      /^\d+\.\d+$/.test(String(written)) ? `write ${written}.0 or a later release of that line` : undefined,
  });
  return z
    .string({ error })
    .regex(/^\d+\.\d+\.\d+$/, { error })
    .superRefine((version, context) => {
      const [major, minor] = version.split(".").map(Number) as [number, number];
      if (major >= 4) {
        context.addIssue({
          code: "custom",
          message: "must be below 4\nKafka 4 has no ZooKeeper, which these clusters run on",
        });
      } else if (major < 2 || (major === 2 && minor < 4)) {
        context.addIssue({
          code: "custom",
          message: "must be 2.4.0 or later, where builds for Scala 2.13 begin",
        });
      }
    });
};

const cluster = () =>
  z.strictObject({
    brokers: whole(1, BROKERS_MAX).default(3).describe("Number of brokers: kafka1, kafka2, …"),
    zookeepers: z
      .literal([1, 3, 5], {
        error: must("1, 3 or 5", {
          hint: (written) =>
            written === 2 || written === 4
              ? "an even ensemble survives no more than one server fewer"
              : undefined,
        }),
      })
      .default(1)
      .describe("Number of ZooKeeper servers: zk1, zk2, …"),
    kafka: kafkaVersion()
      .default(DEFAULT_KAFKA_VERSION)
      .describe("Kafka version, as on Maven Central. Ignored when KAFKA_HOME or an image is set"),
    image: z
      .string()
      .regex(/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/, {
        error: must("the name of an image, such as apache/kafka:3.9.1"),
      })
      .optional()
      .describe("Image of the docker engine's nodes: Java, and Kafka's jars at /opt/kafka/libs"),
    config: kafkaConfig().describe("Broker properties, such as zookeeper.session.timeout.ms: 6000"),
    network: z
      .strictObject({
        latency: duration()
          .prefault("0s")
          .describe("Delay on every link between brokers, each way, such as 10ms"),
        jitter: duration().prefault("0s").describe("The latency varies by up to this much, up and down"),
      })
      .transform(({ latency, jitter }) => ({ latencyMs: latency, jitterMs: jitter }))
      .prefault({})
      .describe("What the links between brokers are like when nothing is broken"),
  });

const topic = (brokers: number) =>
  z.strictObject({
    name: z
      .string()
      .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, {
        error: must("a Kafka topic name: letters, digits, . _ and -, at most 249"),
      })
      .default("test1")
      .describe("Name of the topic that is written to"),
    partitions: whole(1, 100).default(1).describe("Number of partitions"),
    replicas: whole(1, BROKERS_MAX)
      .default(Math.min(3, brokers))
      .describe("Replicas of each partition. Default: 3, or the number of brokers if that is smaller"),
    config: kafkaConfig().describe("Topic properties, such as min.insync.replicas: 2"),
  });

const badSize = must("a number of bytes", { such: "such as 100, 1KB or 1KiB", hint: suggestSize });
const ACKS = { "0": 0, "1": 1, all: "all" } as const;

const producers = () =>
  z
    .strictObject({
      count: whole(1, MESSAGES_MAX).describe("Messages that each producer sends"),
      rate: z
        .union([z.number().positive().max(10_000_000), z.literal("max")], {
          error: must("messages per second, or max", { hint: bareNumber }),
        })
        .default(1000)
        .describe("Messages per second of each producer, or max"),
      acks: z
        .literal([0, 1, "all", "0", "1"], {
          error: must("0, 1 or all", {
            hint: (written) =>
              ({ "-1": "write all, which is what -1 means", all: "write all" })[
                String(written).toLowerCase()
              ],
          }),
        })
        .transform((acks) => ACKS[`${acks}`])
        .default("all")
        .describe(
          "Who must have a message before it counts as sent: 0 nobody, 1 the leader, all the in-sync replicas",
        ),
      instances: whole(1, PRODUCERS_MAX).default(1).describe("Number of producers, each its own client"),
      start: z
        .union([duration(), z.array(duration()).min(1).max(PRODUCERS_MAX)], {
          error: must("a duration, or a list with one for each producer", {
            such: "such as 6s or [0s, 6s]",
            hint: suggestDuration,
          }),
        })
        .prefault("0s")
        .describe(
          "When the producers connect and begin to send: a duration, or a list with one for each, such as [0s, 6s]",
        ),
      size: z
        .union(
          [whole(MESSAGE_BYTES_MIN, MESSAGE_BYTES_MAX), z.string().regex(SIZE_PATTERN, { error: badSize })],
          {
            error: badSize,
          },
        )
        .transform(readSize)
        .refine((bytes) => bytes >= MESSAGE_BYTES_MIN && bytes <= MESSAGE_BYTES_MAX, {
          error: (issue) => must(`from ${MESSAGE_BYTES_MIN} to ${grouped(MESSAGE_BYTES_MAX)} bytes`)(issue),
        })
        .prefault("100B")
        .describe(
          "Size of a message's value, such as 100B or 1KB. For 5MB, message.max.bytes of the producers and max.message.bytes of the topic must allow it",
        ),
      idempotence: z
        .boolean()
        .default(false)
        .describe("enable.idempotence: retries neither duplicate nor reorder. Needs acks all"),
      key: z
        .enum(["none", "producer", "sequence"])
        .default("none")
        .describe("Message keys: none, the producer's number, or the message's number"),
      schema: z
        .enum(["none", "avro"])
        .default("none")
        .describe(
          "Whether values begin with the id of a schema. avro: as Avro serializers write it, with a schema registry beside the brokers",
        ),
      config: z
        .record(propertyKey, property)
        .refine(fewProperties, tooManyProperties)
        .default({})
        .describe(
          "librdkafka properties, such as linger.ms: 0. The others keep librdkafka's defaults (message.timeout.ms: 300000)",
        ),
    })
    .transform(({ size, start, ...rest }) => ({
      ...rest,
      startMs: start,
      sizeBytes: size,
    }));

const unfitMessages = (count: number): string | undefined =>
  count >= 1 && count <= MESSAGES_MAX ? undefined : `must be from 1 to ${grouped(MESSAGES_MAX)} messages`;

const trigger = () => {
  const error = must("a number of messages, a time, or after a fault", {
    such: "such as 30000 messages, 10s, or 5s after kill",
    hint: suggestTrigger,
  });
  return z
    .string({ error })
    .regex(TRIGGER_PATTERN, { error })
    .transform((text, context) => {
      const trigger = readTrigger(text);
      const unfit =
        trigger.kind === "messages" ? unfitMessages(trigger.messages) : unfitDuration(trigger.afterMs);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
      return trigger;
    });
};

const STEP_KEYS = ["at", "for", "name"] as const;

function step(faults: readonly FaultSyntax[], words: Vocabulary) {
  const names = faults.map((fault) => fault.name);
  const options: Record<string, z.ZodType> = Object.fromEntries(
    faults.map((fault) => [fault.name, fault.schema(words).optional().describe(fault.summary)]),
  );
  const chosen = (value: object) => names.filter((name) => name in value);
  return z
    .strictObject({
      at: trigger().describe(
        "When it strikes, such as 30000 messages, 10s, after kill or 5s after kill. Times count from the first message",
      ),
      for: duration()
        .refine((ms) => ms > 0, { error: must("longer than 0s") })
        .optional()
        .describe("The fault heals after this time. Default: at the end of the run"),
      name: z
        .string()
        .regex(NAME_PATTERN, { error: must("made of letters, digits, . _ and -") })
        .max(64)
        .optional()
        .describe("The name of this step for `after`. Default: the name of the fault"),
      ...options,
    })
    .superRefine(
      (value, context) => {
        const [first, ...others] = chosen(value);
        if (first === undefined) {
          const message = `must say what happens: ${oneOf(names)}`;
          context.addIssue({ code: "custom", message, params: { lacksFault: true } });
        }
        for (const other of others) {
          const message = `needs another step, because this one has ${first} already`;
          context.addIssue({ code: "custom", message, path: [other], params: { atKey: true } });
        }
      },
      { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
    )
    .transform((value): FaultStep => {
      const fault = chosen(value)[0]!;
      return {
        name: value.name ?? fault,
        at: value.at,
        fault,
        options: (value as Record<string, unknown>)[fault],
        ...(value.for === undefined ? {} : { forMs: value.for }),
      };
    })
    .meta({ oneOf: names.map((name) => ({ required: [name] })) });
}

const amount = (what: string) =>
  z.enum(["none", "some", "any"]).describe(`${what}: none, some (at least one), or any (either will do)`);

const expectations = () => {
  const error = must("a limit", { such: 'such as "< 10s"', hint: suggestLimit });
  return z.strictObject({
    loss: amount("Acknowledged messages that are lost"),
    duplicates: amount("Messages that are in the log twice")
      .exactOptional()
      .describe("Messages that are in the log twice: none (the default with idempotence), some or any"),
    order: z
      .enum(["kept", "broken", "any"])
      .exactOptional()
      .describe(
        "Whether each partition has the messages of a producer in the order in which they were sent: kept (the default with idempotence), broken or any",
      ),
    corrupted: amount("Records whose value is damaged").exactOptional(),
    failover: amount("Changes of a partition's leader").exactOptional(),
    unavailable: z
      .string({ error })
      .regex(LIMIT_PATTERN, { error })
      .transform((text) => text.trim().slice(1).trim())
      .pipe(duration().refine((ms) => ms > 0, { error: must("longer than 0s") }))
      .transform((belowMs) => ({ belowMs }))
      .exactOptional()
      .describe('The longest time in which messages were due and none was acknowledged, such as "< 10s"'),
  });
};

const figure = () => whole(0, Number.MAX_SAFE_INTEGER).exactOptional();

/**
 * @param faults what steps may do
 * @param nodes the cluster's nodes; targets must be among them
 */
export function scenarioSchema(faults: readonly FaultSyntax[], nodes: readonly PlannedNode[]) {
  const clash = faults.find((fault) => (STEP_KEYS as readonly string[]).includes(fault.name));
  if (clash) throw new Error(`a fault cannot be called ${clash.name}, which every step has already`);
  const brokers = brokersOf({ nodes }).length;
  return z.strictObject({
    name: z
      .string()
      .regex(NAME_PATTERN, {
        error: must("made of letters, digits, . _ and -, because paths are made of it"),
      })
      .max(64)
      .describe("Short name of the scenario, part of the run directory's name"),
    description: z
      .string()
      .trim()
      .max(10_000)
      .exactOptional()
      .describe("The course of the experiment, and its lesson"),
    cluster: cluster().prefault({}).describe("The cluster that the scenario runs on"),
    topic: topic(brokers).prefault({}).describe("The topic that is written to"),
    producers: producers().describe("Who writes, how much, how fast and how safely"),
    faults: z
      .array(step(faults, vocabulary(nodes)))
      .max(100)
      .default([])
      .describe("What is done to the cluster, and when"),
    expect: expectations().describe("What the run must show to be as expected"),
    reference: z
      .strictObject({
        source: z.string().max(1_000).describe("Where the figures were published"),
        acknowledged: figure().describe("Messages that were acknowledged there"),
        failed: figure().describe("Messages that failed there"),
        watermark: figure().describe("The high watermark there"),
        note: z.string().trim().max(2_000).exactOptional().describe("What was different there"),
      })
      .exactOptional()
      .describe("Published figures, shown beside those of the run"),
    seed: whole(0, 2 ** 31 - 1)
      .exactOptional()
      .describe("Seed of every random choice. Default: a new one for each run"),
    scale: z
      .number()
      .positive()
      .max(1_000_000)
      .default(1)
      .describe("Written by chaos: the factor of --scale, already applied to the counts"),
  });
}

export type ScenarioSchema = ReturnType<typeof scenarioSchema>;

/** What a file says, complete but for the seed, which may be the run's to choose. */
export type ScenarioFile = z.output<ScenarioSchema>;
