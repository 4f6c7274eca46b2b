/** The sections `topic` and `topics`. */
import { z } from "zod";
import { BROKERS_MAX, TOPICS_MAX } from "./limits.js";
import { kafkaConfig } from "./properties.js";
import { topicName, whole } from "./values.js";

export const topics = (brokers: number) =>
  z
    .array(topic(brokers).extend({ name: topicName().describe("Name of the topic") }))
    .min(1)
    .max(TOPICS_MAX);

export const topic = (brokers: number) =>
  z.strictObject({
    name: topicName().default("test1").describe("Name of the topic that is written to"),
    partitions: whole(1, 100).default(1).describe("Number of partitions"),
    replicas: whole(1, BROKERS_MAX)
      .default(Math.min(3, brokers))
      .describe("Replicas of each partition. Default: 3, or the number of brokers if that is smaller"),
    config: kafkaConfig().describe("Topic properties, such as min.insync.replicas: 2"),
  });
