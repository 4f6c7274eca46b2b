/** The section `producers`. */
import { z } from "zod";
import {
  MESSAGES_PATTERN,
  NAME_PATTERN,
  PERCENT_PATTERN,
  readMessages,
  readPercent,
  readSize,
  SIZE_PATTERN,
  suggestDuration,
  suggestPercent,
  suggestSize,
} from "../quantities.js";
import {
  GROUPS_MAX,
  MESSAGE_BYTES_MAX,
  MESSAGE_BYTES_MIN,
  MESSAGES_MAX,
  PRODUCERS_MAX,
  TRANSACTION_MESSAGES_MAX,
} from "./limits.js";
import { configFile, fewProperties, property, propertyKey, tooManyProperties } from "./properties.js";
import { bareNumber, duration, grouped, must, whole } from "./values.js";

const badSize = must("a number of bytes", { such: "such as 100, 1KB or 1KiB", hint: suggestSize });
const ACKS = { "0": 0, "1": 1, all: "all" } as const;

/** The name of the group where there is one, and it has none. */
export const ONLY_GROUP = "producers";

export const producers = () => {
  const one = group();
  return z
    .union([z.array(one).min(1).max(GROUPS_MAX), one], {
      error: must("a mapping, or a list with one for each group of producers"),
    })
    .transform((written) => {
      const groups = Array.isArray(written) ? written : [written];
      return groups.map((group, i) => ({
        ...group,
        name: group.name ?? (Array.isArray(written) ? `${ONLY_GROUP}-${i}` : ONLY_GROUP),
      }));
    });
};

const badEvery = must(`from 1 to ${grouped(TRANSACTION_MESSAGES_MAX)} messages`, {
  such: "such as 100 messages",
  hint: bareNumber,
});
const badShare = must("a share from 0% to 100%", { such: "such as 10%", hint: suggestPercent });

const transactions = () =>
  z
    .strictObject({
      every: z
        .union(
          [whole(1, TRANSACTION_MESSAGES_MAX), z.string().regex(MESSAGES_PATTERN, { error: badEvery })],
          {
            error: badEvery,
          },
        )
        .transform(readMessages)
        .refine((messages) => messages >= 1 && messages <= TRANSACTION_MESSAGES_MAX, { error: badEvery })
        .describe("Messages in each transaction, such as 100 messages"),
      abort: z
        .string({ error: badShare })
        .regex(PERCENT_PATTERN, { error: badShare })
        .refine((share) => readPercent(share) <= 100, { error: badShare })
        .default("0%")
        .describe("Share of its transactions that a producer aborts, such as 10%"),
      transfers: z
        .boolean()
        .default(false)
        .describe(
          "true: each two messages of a transaction move an amount from one partition of the topic to another, and transactions read the topic as well",
        ),
    })
    // 33.3 / 100 is 0.33299999999999996 in binary.
    .transform(({ every, abort, transfers }) => ({
      every,
      abortShare: Number((readPercent(abort) / 100).toPrecision(12)),
      ...(transfers && { transfers }),
    }))
    .describe("Each producer sends its messages in transactions. Needs acks all and idempotence");

const group = () =>
  z
    .strictObject({
      name: z
        .string()
        .regex(NAME_PATTERN, { error: must("made of letters, digits, . _ and -") })
        .max(64)
        .exactOptional()
        .describe("Name of the group, where producers is a list of groups"),
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
      topic: z
        .string()
        .exactOptional()
        .describe("The topic that they write to. Default: the first, or the only one"),
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
        .exactOptional()
        .describe(
          "enable.idempotence: retries neither duplicate nor reorder. Needs acks all. Default: false, with transactions true",
        ),
      transactions: transactions().exactOptional(),
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
      configFile: configFile().describe(
        "A producer.properties of the Java client or of librdkafka, relative to the scenario. What the scenario sets wins over it",
      ),
    })
    .transform(({ size, start, idempotence, ...rest }) => ({
      ...rest,
      idempotence: idempotence ?? rest.transactions !== undefined,
      startMs: start,
      sizeBytes: size,
    }));
