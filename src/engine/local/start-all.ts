import { quorumMembersOf } from "../../cluster/metadata/quorums.js";
import { brokersOf } from "../../cluster/topology.js";
import type { ManagedCluster } from "../managed-cluster.js";
import { untilQuorumServes } from "../until-quorum-serves.js";

/**
 * Starts every node at once; resolves when the metadata quorum serves. A broker whose connection to the quorum is refused
 * waits a second before it tries again, and a member that listens but does not serve yet refuses: so these links hold
 * what they are given until it serves.
 */
export async function startAll(cluster: ManagedCluster, interruption: AbortSignal): Promise<void> {
  const members = quorumMembersOf(cluster);
  // Brokers that are members need each other to serve.
  const brokers = brokersOf(cluster).filter((broker) => !members.includes(broker));
  const links = brokers.flatMap((from) => members.map((to) => ({ from: from.name, to: to.name })));
  const open = await cluster.cut(links);
  await cluster.startAll();
  await untilQuorumServes(cluster, interruption);
  await open();
}
