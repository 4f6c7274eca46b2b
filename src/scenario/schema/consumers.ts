/** The section `consumers`: groups of clients that read the topic while it is written to. */
import { z } from "zod";
import { NAME_PATTERN } from "../quantities.js";
import { CONSUMERS_MAX, GROUPS_MAX, TOPICS_MAX } from "./limits.js";
import { fewProperties, property, propertyKey, tooManyProperties } from "./properties.js";
import { duration, must, restarts, topicName, whole } from "./values.js";

const group = () =>
  z
    .strictObject({
      group: z
        .string()
        .regex(NAME_PATTERN, { error: must("made of letters, digits, . _ and -") })
        .max(64)
        .describe("Name of the consumer group"),
      topic: z
        .union([topicName(), z.array(topicName()).min(1).max(TOPICS_MAX)], {
          error: must("the name of a topic, or a list of names"),
        })
        .exactOptional()
        .describe(
          "The topic that the group reads, or a list of topics. Default: those that producers write to",
        ),
      instances: whole(1, CONSUMERS_MAX)
        .default(1)
        .describe("Number of consumers in the group. Each is a process"),
      mode: z
        .enum(["subscribe", "assign"])
        .default("subscribe")
        .describe(
          "subscribe: the group divides the partitions among its members. assign: each consumer reads fixed partitions, without a membership",
        ),
      protocol: z
        .enum(["classic", "consumer"])
        .default("classic")
        .describe("Rebalance protocol of the group. consumer: that of KIP-848, with Kafka 4.0 or later"),
      commit: z
        .enum(["auto", "after", "before", "never"])
        .default("auto")
        .describe(
          "When a consumer commits: auto (librdkafka does it, every 5 s and at the end), after or before it processes the messages of a poll, or never",
        ),
      isolation: z
        .enum(["read_committed", "read_uncommitted"])
        .default("read_committed")
        .describe("isolation.level"),
      processing: duration()
        .refine((ms) => ms <= PROCESSING_MS_MAX, { error: must("at most 1m") })
        .prefault("0s")
        .describe("How long a consumer works on each message"),
      offsetReset: z
        .enum(["earliest", "latest"])
        .default("earliest")
        .describe("auto.offset.reset: where a consumer begins where its group has committed no valid offset"),
      start: duration()
        .prefault("0s")
        .describe(
          "When the consumers start, counted from the beginning of production. With 0s they are ready before the first message",
        ),
      restarts: restarts("One consumer after another is closed, killed or paused, and comes back"),
      config: z
        .record(propertyKey, property)
        .refine(fewProperties, tooManyProperties)
        .default({})
        .describe("librdkafka properties, such as max.poll.interval.ms: 10000"),
    })
    .transform(({ processing, start, restarts, ...rest }) => ({
      ...rest,
      processingMs: processing,
      startMs: start,
      ...(restarts !== undefined && {
        restarts: { everyMs: restarts.every, how: restarts.how, forMs: restarts.for },
      }),
    }));

const PROCESSING_MS_MAX = 60_000;

export const consumers = () =>
  z
    .array(group(), {
      error: must("a list of groups", { such: "such as [{ group: billing, instances: 2 }]" }),
    })
    .min(1)
    .max(GROUPS_MAX)
    .exactOptional();
