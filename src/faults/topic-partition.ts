/** A partition in a scenario, written as Kafka names its directory: `test1-0`. */
import { z } from "zod";
import { must } from "../scenario/schema/values.js";
import type { Scenario } from "../scenario/syntax.js";
import { type TopicPartition, TopicPartitions } from "../topic-partitions.js";
import { nearest } from "../yaml/wording.js";

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
  { topics }: Pick<Scenario, "topics">,
): string | undefined {
  if (new TopicPartitions(topics).of(topic, partition) !== undefined) return undefined;
  const [only, ...others] = topics;
  const names = topics.map(({ name }) => name);
  const meant =
    others.length === 0 ? only : topics.find(({ name }) => name === (nearest(topic, names) ?? ""));
  if (meant === undefined) return `there is no topic ${topic}; the topics are ${names.join(", ")}`;
  const { name, partitions } = meant;
  const known = partitions === 1 ? `${name}-0` : `${name}-0 to ${name}-${partitions - 1}`;
  const which = others.length === 0 ? "the topic" : `topic ${name}`;
  return `there is no partition ${topic}-${partition}; ${which} has ${known}`;
}
