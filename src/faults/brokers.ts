/** Brokers by their ids, as Kafka's protocol has them, and by their names. */
import { brokersOf, type ClusterNode, type NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";

/** Brokers that can be asked. */
export function runningBrokers(cluster: Pick<Cluster, "nodes" | "notRunning">): ClusterNode[] {
  const notRunning = cluster.notRunning();
  return brokersOf(cluster).filter(({ name }) => !notRunning.has(name));
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
