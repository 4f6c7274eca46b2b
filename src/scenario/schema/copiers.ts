/** The section `copiers`: groups of consumers that produce what they read into another topic. */
import { z } from "zod";
import { NAME_PATTERN } from "../quantities.js";
import { CONSUMERS_MAX, COPY_EVERY_MAX, GROUPS_MAX } from "./limits.js";
import { fewProperties, property, propertyKey, tooManyProperties } from "./properties.js";
import { duration, must, restarts, topicName, whole } from "./values.js";

const everyError = must(`a number of messages from 1 to ${COPY_EVERY_MAX}`, { such: "such as 100 messages" });

/** `100 messages`, or the bare number. */
const every = () =>
  z
    .union(
      [
        whole(1, COPY_EVERY_MAX),
        z
          .string()
          .regex(/^[1-9]\d{0,4} messages?$/, { error: everyError })
          .transform((text) => Number.parseInt(text, 10))
          .refine((count) => count <= COPY_EVERY_MAX, { error: everyError }),
      ],
      { error: everyError },
    )
    .prefault(100)
    .describe("Messages of a transaction at most, or of a commit without transactions: 100 messages");

const copier = () =>
  z
    .strictObject({
      name: z
        .string()
        .regex(NAME_PATTERN, { error: must("made of letters, digits, . _ and -") })
        .max(64)
        .describe("Name of the copier. Its consumer group has the same name"),
      from: topicName().describe("The topic that it reads"),
      to: topicName().describe("The topic that it writes to. Nobody else writes there"),
      instances: whole(1, CONSUMERS_MAX)
        .default(1)
        .describe("Number of processes that share the partitions of from"),
      transactions: z
        .boolean()
        .default(true)
        .describe(
          "true: copies and offsets are committed together, in a transaction. false: offsets are committed after the copies are acknowledged",
        ),
      every: every(),
      protocol: z
        .enum(["classic", "consumer"])
        .default("classic")
        .describe("Rebalance protocol of the group. consumer: that of KIP-848, with Kafka 4.0 or later"),
      start: duration()
        .prefault("0s")
        .describe(
          "When the copier starts, counted from the beginning of production. With 0s it is ready before the first message",
        ),
      restarts: restarts("One process after another is closed, killed or paused, and comes back"),
      config: z
        .record(propertyKey, property)
        .refine(fewProperties, tooManyProperties)
        .default({})
        .describe(
          "librdkafka properties of its consumer and its producer, such as transaction.timeout.ms: 5000",
        ),
    })
    .transform(({ start, restarts, ...rest }) => ({
      ...rest,
      startMs: start,
      ...(restarts !== undefined && {
        restarts: { everyMs: restarts.every, how: restarts.how, forMs: restarts.for },
      }),
    }));

export const copiers = () =>
  z
    .array(copier(), {
      error: must("a list of copiers", { such: "such as [{ name: billing, from: orders, to: invoices }]" }),
    })
    .min(1)
    .max(GROUPS_MAX)
    .exactOptional();
