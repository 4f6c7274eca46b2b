/**
 * Which nodes a cluster is made of, what they are called, and which links there are between them. A node's kind and id are
 * beside its name from here on: nothing reads them out of the name.
 *
 *     kafka1, kafka2, …   brokers
 *     zk1, zk2, …         ZooKeeper servers
 */

export type NodeName = string;

export type NodeKind = "broker" | "zookeeper" | "proxy" | "registry";

export interface PlannedNode {
  readonly name: NodeName;
  readonly kind: NodeKind;
  /** broker.id or ZooKeeper's myid; 0 of the others. */
  readonly id: number;
}

/** A node that runs. */
export interface ClusterNode extends PlannedNode {
  /** Where clients on this machine reach it; link faults do not touch this way. */
  readonly client: { readonly host: string; readonly port: number };
}

/** What `from` sends to `to`. */
export interface Link {
  readonly from: NodeName;
  readonly to: NodeName;
}

export interface LinkDelay {
  readonly latencyMs: number;
  /** Each chunk waits latencyMs ± jitterMs; order is kept, as TCP keeps it. */
  readonly jitterMs: number;
}

/** Where the cluster keeps its metadata. */
export interface MetadataPlan {
  readonly kind: "zookeeper";
  readonly servers: number;
}

/** The nodes that the cluster itself is made of. */
export function planNodes({ brokers, metadata }: { brokers: number; metadata: MetadataPlan }): PlannedNode[] {
  const planned = (kind: NodeKind, prefix: string, count: number): PlannedNode[] =>
    Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i + 1}`, kind, id: i + 1 }));
  return [...planned("broker", "kafka", brokers), ...planned("zookeeper", "zk", metadata.servers)];
}

interface Nodes<Node> {
  readonly nodes: readonly Node[];
}

export function brokersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind }) => kind === "broker");
}

export function zookeepersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind }) => kind === "zookeeper");
}

/** The nodes that the cluster itself is made of, and between which there are links. */
export function membersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind }) => kind === "broker" || kind === "zookeeper");
}

/** Where producers go in, in the place of the brokers; undefined unless the run needs "proxy". */
export function proxyOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node | undefined {
  return nodes.find(({ kind }) => kind === "proxy");
}

/** Undefined unless the run needs "registry". */
export function registryOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node | undefined {
  return nodes.find(({ kind }) => kind === "registry");
}

/** Every ordered pair of brokers. */
export function linksAmongBrokers(cluster: Nodes<PlannedNode>): Link[] {
  const brokers = brokersOf(cluster);
  return brokers.flatMap((from) =>
    brokers.filter((to) => to !== from).map((to) => ({ from: from.name, to: to.name })),
  );
}
