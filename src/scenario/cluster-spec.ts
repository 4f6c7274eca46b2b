/** What a scenario asks of an engine. */
import { quorumOfKind } from "../cluster/metadata/quorums.js";
import type { Capability, ClusterSpec } from "../cluster/spec.js";
import type { MetadataPlan } from "../cluster/topology.js";
import type { Scenario } from "./syntax.js";

/** librdkafka's own queue.buffering.max.kbytes. */
const LIBRDKAFKA_QUEUE_KIB = 1_048_576;

/** Who keeps the metadata. Without either key: one controller. */
export function metadataPlan({ controllers, zookeepers }: Members): MetadataPlan {
  if (zookeepers !== undefined) return { kind: "zookeeper", members: zookeepers };
  return { kind: "kraft", members: controllers === "combined" ? "brokers" : (controllers ?? 1) };
}

interface Members {
  readonly controllers?: number | "combined" | undefined;
  readonly zookeepers?: number | undefined;
}

/** The scenario's properties of every node, the session time-out by the name that its quorum has for it. */
function nodeConfig(cluster: Scenario["cluster"]): Readonly<Record<string, string>> {
  const { sessionTimeoutMs, config } = cluster;
  if (sessionTimeoutMs === undefined) return config;
  const { sessionProperty } = quorumOfKind(metadataPlan(cluster).kind);
  return { [sessionProperty]: String(sessionTimeoutMs), ...config };
}

/** `faults`: what each fault that there is needs beyond what every engine can do. */
export function specOf(
  scenario: Pick<Scenario, "cluster" | "topics" | "producers" | "faults" | "expect" | "seed">,
  faults: readonly { readonly name: string; readonly needs?: readonly Capability[] }[],
): ClusterSpec {
  const { cluster, topics, producers, seed } = scenario;
  const { brokers, kafka, image, network } = cluster;
  const used = faults.filter(({ name }) => scenario.faults.some(({ fault }) => fault === name));
  return {
    brokers,
    metadata: metadataPlan(cluster),
    kafka,
    ...(image !== undefined && { image }),
    config: nodeConfig(cluster),
    distance: network,
    needs: new Set<Capability>([
      ...(network.latencyMs > 0 ? (["delay"] as const) : []),
      ...used.flatMap(({ needs = [] }) => needs),
      ...(producers.every(({ schema }) => schema === "none") ? [] : (["registry"] as const)),
      ...(scenario.expect.errors === undefined ? [] : (["proxy", "producer-errors"] as const)),
    ]),
    seed,
    traffic: producers.map(({ instances, count, sizeBytes, config }) => ({
      producers: instances,
      messages: count,
      messageBytes: sizeBytes,
      queueBytesMax: 1_024 * Number(config["queue.buffering.max.kbytes"] ?? LIBRDKAFKA_QUEUE_KIB),
      replicas: Math.max(...topics.map(({ replicas }) => replicas)),
    })),
  };
}
