/** A partition in a scenario, written as Kafka names its directory: `test1-0`. */
import { z } from "zod";
import type { TopicPartition } from "../kafka/placement.js";
import { must } from "../scenario/schema/values.js";
import type { Scenario } from "../scenario/syntax.js";

const PATTERN = /^[A-Za-z0-9._-]+-\d+$/;

export const topicPartition = () => {
  const error = must("a topic and the number of a partition", { such: "such as test1-0" });
  return z.string({ error }).regex(PATTERN, { error }).transform(readPartition);
};

/** `topic`, `all`, or one partition. */
export type Which = "topic" | "all" | TopicPartition;

export const which = () => {
  const error = must("topic, all, or one partition", { such: "such as test1-0" });
  return z
    .string({ error })
    .regex(new RegExp(`^topic$|^all$|${PATTERN.source}`), { error })
    .transform((text): Which => (text === "topic" || text === "all" ? text : readPartition(text)));
};

function readPartition(text: string): TopicPartition {
  const dash = text.lastIndexOf("-");
  return { topic: text.slice(0, dash), partition: Number(text.slice(dash + 1)) };
}

/** Why the cluster will not have it; undefined: it will. */
export function unknownPartition(
  { topic, partition }: TopicPartition,
  { topic: { name, partitions } }: Pick<Scenario, "topic">,
): string | undefined {
  if (topic === name && partition < partitions) return undefined;
  const known = partitions === 1 ? `${name}-0` : `${name}-0 to ${name}-${partitions - 1}`;
  return `there is no partition ${topic}-${partition}; the topic has ${known}`;
}
