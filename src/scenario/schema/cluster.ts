/** The section `cluster`. */
import { z } from "zod";
import { NEWEST_KAFKA } from "../../cluster/versions.js";
import { BROKERS_MAX, CONTROLLERS, SESSION_MS_MAX, SESSION_MS_MIN, ZOOKEEPERS } from "./limits.js";
import { configFile, kafkaConfig } from "./properties.js";
import { duration, must, whole } from "./values.js";

const kafkaVersion = () => {
  const error = must("a version of three numbers", {
    such: `such as ${NEWEST_KAFKA}`,
    hint: (written) =>
      /^\d+\.\d+$/.test(String(written)) ? `write ${written}.0 or a later release of that line` : undefined,
  });
  return z
    .string({ error })
    .regex(/^\d+\.\d+\.\d+$/, { error })
    .superRefine((version, context) => {
      const [major, minor] = version.split(".").map(Number) as [number, number];
      if (major < 2 || (major === 2 && minor < 4)) {
        context.addIssue({
          code: "custom",
          message: "must be 2.4.0 or later, where builds for Scala 2.13 begin",
        });
      }
    });
};

/** Quorums decide by majority. */
const evenQuorum = (written: unknown) =>
  written === 2 || written === 4 ? "an even quorum survives no more than one member fewer" : undefined;

export const cluster = () =>
  z.strictObject({
    brokers: whole(1, BROKERS_MAX).default(3).describe("Number of brokers: kafka1, kafka2, …"),
    controllers: z
      .literal([...CONTROLLERS, "combined"], { error: must("1, 3, 5 or combined", { hint: evenQuorum }) })
      .exactOptional()
      .describe(
        "KRaft: number of controllers (controller1, controller2, …), or combined: each broker is a controller as well. Default: 1",
      ),
    zookeepers: z
      .literal([...ZOOKEEPERS], { error: must("1, 3 or 5", { hint: evenQuorum }) })
      .exactOptional()
      .describe("In the place of controllers: number of ZooKeeper servers, zk1, zk2, …"),
    kafka: kafkaVersion()
      .exactOptional()
      .describe(
        "Kafka version, as on Maven Central. Default: 4.4.0, and 3.9.2 with ZooKeeper. Ignored when KAFKA_HOME or an image is set",
      ),
    image: z
      .string()
      .regex(/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/, {
        error: must(`the name of an image, such as apache/kafka:${NEWEST_KAFKA}`),
      })
      .optional()
      .describe("Image of the docker engine's nodes: Java, and Kafka's jars at /opt/kafka/libs"),
    sessionTimeout: duration()
      .refine((ms) => ms >= SESSION_MS_MIN && ms <= SESSION_MS_MAX, {
        error: must("from 4s to 40s, the range of ZooKeeper"),
      })
      .exactOptional()
      .describe(
        "How long a broker may be silent before another leads. Default: Kafka's own, 9s, and 18s with ZooKeeper",
      ),
    config: kafkaConfig().describe("Broker properties, such as replica.lag.time.max.ms: 10000"),
    configFile: configFile().describe(
      "A broker's server.properties, relative to the scenario. What config sets wins over it",
    ),
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
