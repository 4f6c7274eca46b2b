/** Waiting until a cluster can be used. */

import { brokersOf } from "../cluster/topology.js";
import { Admin, type Broker, type BrokerList } from "../kafka/admin.js";
import { waitFor } from "../wait.js";
import type { Cluster } from "./engine.js";
import { untilQuorumServes } from "./until-quorum-serves.js";

const READY_MS_MAX = 90_000;
const ANSWER_MS_MAX = 5_000;

/** The metadata quorum serves, and every broker answers, and knows of all the others and of a controller. */
export async function waitUntilReady(cluster: Cluster, interruption: AbortSignal): Promise<void> {
  await untilQuorumServes(cluster, interruption);
  await untilBrokersAgree(cluster, interruption);
}

/** Every broker answers, and knows of all the others and of a controller. */
export async function untilBrokersAgree(cluster: Cluster, interruption: AbortSignal): Promise<void> {
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

async function metadataOf({ client }: Broker, signal: AbortSignal): Promise<BrokerList> {
  await using admin = await Admin.connect(client, { answerMsMax: ANSWER_MS_MAX, signal });
  return await admin.brokers();
}
