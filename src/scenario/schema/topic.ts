/** The section `topic`. */
import { z } from "zod";
import { BROKERS_MAX } from "./limits.js";
import { kafkaConfig } from "./properties.js";
import { must, whole } from "./values.js";

export const topic = (brokers: number) =>
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
