/** The section `cluster`. */
import { z } from "zod";
import { DEFAULT_KAFKA_VERSION } from "../../cluster/spec.js";
import { BROKERS_MAX } from "./limits.js";
import { kafkaConfig } from "./properties.js";
import { duration, must, whole } from "./values.js";

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

export const cluster = () =>
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
