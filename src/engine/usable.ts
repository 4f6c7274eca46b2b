/** When a cluster has come up. */
import { Connection } from "../protocol/index.js";
import { waitFor } from "../wait.js";
import { brokersOf, type Cluster, type ClusterNode } from "./engine.js";

const READY_MS_MAX = 90_000;

/** Every broker answers, and knows of all the others and of a controller. */
export async function untilUsable(cluster: Cluster, interruption: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([interruption, cluster.broken]);
  const brokers = brokersOf(cluster);
  await Promise.all(
    brokers.map((broker) =>
      waitFor(
        async () => {
          const seen = await metadataOf(broker, signal).catch(() => null);
          if (seen === null) return { done: false, seen: `${broker.name} not answering` };
          return seen.controllerId >= 0 && seen.brokerIds.length === brokers.length
            ? { done: true, value: undefined }
            : { done: false, seen: `brokers ${seen.brokerIds.join(", ") || "none"} at ${broker.name}` };
        },
        {
          what: `${brokers.length} brokers in the metadata of ${broker.name}`,
          limitMs: READY_MS_MAX,
          everyMs: 20,
          signal,
        },
      ),
    ),
  );
}

async function metadataOf(broker: ClusterNode, signal: AbortSignal) {
  await using connection = await Connection.open({ ...broker.client, connectTimeoutMs: 2_000, signal });
  const { controllerId, brokers } = await connection.request(
    "Metadata",
    { topics: [] },
    { timeoutMs: 5_000, signal },
  );
  return { controllerId, brokerIds: brokers.map(({ nodeId }) => nodeId) };
}
