/** Brokers by their ids, as Kafka's protocol has them, and by their names. */
import { silencedBy } from "../cluster/metadata/silenced.js";
import { brokersOf, type ClusterNode, type NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";

/** Brokers that can be asked. */
export function runningBrokers(cluster: Pick<Cluster, "nodes" | "notRunning">): ClusterNode[] {
  const notRunning = cluster.notRunning();
  return brokersOf(cluster).filter(({ name }) => !notRunning.has(name));
}

/**
 * Brokers that can be asked for what only the controller does: with KRaft each of them passes the request on. One that is
 * cut off from the metadata quorum would keep it without an answer. All that run, where every one is cut off.
 */
export function brokersWithController(
  cluster: Pick<Cluster, "nodes" | "notRunning" | "cutLinks">,
): ClusterNode[] {
  const running = runningBrokers(cluster);
  const silenced = silencedBy(cluster.cutLinks(), cluster, null);
  const heard = running.filter(({ name }) => !silenced.includes(name));
  return heard.length > 0 ? heard : running;
}

export function brokerName(cluster: Pick<Cluster, "nodes">, id: number): NodeName {
  return brokersOf(cluster).find((broker) => broker.id === id)?.name ?? `broker ${id}`;
}

/** @throws InfrastructureError when a node is no broker */
export function brokersNamed(
  cluster: Pick<Cluster, "nodes">,
  names: readonly NodeName[],
  fault: string,
): ClusterNode[] {
  return names.map((name) => {
    const broker = brokersOf(cluster).find((one) => one.name === name);
    if (broker === undefined) throw new InfrastructureError(`${fault} is for brokers; ${name} is none`);
    return broker;
  });
}
