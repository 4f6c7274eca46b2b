/** What a scenario asks of an engine. */
import type { Capability, ClusterSpec } from "../cluster/spec.js";
import type { Scenario } from "./syntax.js";

/** librdkafka's own queue.buffering.max.kbytes. */
const LIBRDKAFKA_QUEUE_KIB = 1_048_576;

/** `faults`: what each fault that there is needs beyond what every engine can do. */
export function specOf(
  scenario: Pick<Scenario, "cluster" | "topic" | "producers" | "faults" | "seed">,
  faults: readonly { readonly name: string; readonly needs?: readonly Capability[] }[],
): ClusterSpec {
  const { cluster, topic, producers, seed } = scenario;
  const { brokers, zookeepers, kafka, image, config, network } = cluster;
  const used = faults.filter(({ name }) => scenario.faults.some(({ fault }) => fault === name));
  return {
    brokers,
    metadata: { kind: "zookeeper", servers: zookeepers },
    kafka,
    ...(image !== undefined && { image }),
    config,
    distance: network,
    needs: new Set<Capability>([
      ...(network.latencyMs > 0 ? (["delay"] as const) : []),
      ...used.flatMap(({ needs = [] }) => needs),
      ...(producers.schema === "none" ? [] : (["registry"] as const)),
    ]),
    seed,
    traffic: {
      producers: producers.instances,
      messages: producers.count,
      messageBytes: producers.sizeBytes,
      queueBytesMax: 1_024 * Number(producers.config["queue.buffering.max.kbytes"] ?? LIBRDKAFKA_QUEUE_KIB),
      replicas: topic.replicas,
    },
  };
}
