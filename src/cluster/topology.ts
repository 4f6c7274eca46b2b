/**
 * Which nodes a cluster is made of, what they are called, and which links there are between them. A node's kind and id are
 * beside its name from here on: nothing reads them out of the name.
 *
 *     kafka1, kafka2, …             brokers
 *     controller1, controller2, …   KRaft controllers
 *     zk1, zk2, …                   ZooKeeper servers
 */

import type { Address } from "../kafka/admin.js";

export type NodeName = string;

export type NodeKind = "broker" | "controller" | "zookeeper" | "proxy" | "registry";

/** Where a cluster keeps its metadata. */
export type QuorumKind = "kraft" | "zookeeper";

export interface PlannedNode {
  readonly name: NodeName;
  readonly kind: NodeKind;
  /** node.id, broker.id or ZooKeeper's myid; 0 of the others. */
  readonly id: number;
  /** The metadata quorum that it is a member of; absent: of none. */
  readonly quorum?: QuorumKind;
}

/** A node that runs. */
export interface ClusterNode extends PlannedNode {
  /** Where clients on this machine reach it; link faults do not touch this way. */
  readonly client: Address;
  /** The same of a broker that is a controller as well, where it is asked as a controller. */
  readonly controller?: Address;
  /** Where producers reach a broker over its link to CLIENTS; absent: they use `client`, and there is no such link. */
  readonly clientLink?: Address;
}

/** Where clients on this machine reach a member of the metadata quorum as such. */
export function memberAddress({ client, controller }: ClusterNode): Address {
  return controller ?? client;
}

/** The far end of the links between brokers and their clients, in clusters that need "client-links". It is no node. */
export const CLIENTS = "clients";

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

/** What a link carries at most. */
export interface LinkRate {
  readonly bytesPerSecond: number;
}

/** How many packets of a link are lost. */
export interface LinkLoss {
  readonly lossPercent: number;
}

/** What is done to a link until it is undone. */
export type Disturbance = "cut" | LinkDelay | LinkRate | LinkLoss;

/** Who keeps the cluster's metadata: so many nodes of their own, or the brokers. */
export type MetadataPlan =
  | { readonly kind: "zookeeper"; readonly members: number }
  | { readonly kind: "kraft"; readonly members: number | "brokers" };

/** How many nodes a plan adds to the brokers. */
export function dedicatedMembers({ members }: MetadataPlan): number {
  return members === "brokers" ? 0 : members;
}

/** Controllers and brokers are numbered together: no two may have the same node.id. */
const FIRST_CONTROLLER_ID = 101;

/** The nodes that the cluster itself is made of. */
export function planNodes({ brokers, metadata }: { brokers: number; metadata: MetadataPlan }): PlannedNode[] {
  const planned = (
    node: { kind: NodeKind; prefix: string; quorum?: QuorumKind },
    count: number,
    firstId = 1,
  ): PlannedNode[] => {
    const { kind, prefix, ...membership } = node;
    return Array.from({ length: count }, (_, i) => ({
      name: `${prefix}${i + 1}`,
      kind,
      id: firstId + i,
      ...membership,
    }));
  };
  const { kind, members } = metadata;
  if (members === "brokers") return planned({ kind: "broker", prefix: "kafka", quorum: "kraft" }, brokers);
  return [
    ...planned({ kind: "broker", prefix: "kafka" }, brokers),
    ...(kind === "kraft"
      ? planned({ kind: "controller", prefix: "controller", quorum: kind }, members, FIRST_CONTROLLER_ID)
      : planned({ kind: "zookeeper", prefix: "zk", quorum: kind }, members)),
  ];
}

interface Nodes<Node> {
  readonly nodes: readonly Node[];
}

export function brokersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind }) => kind === "broker");
}

/** Members of the metadata quorum that are no brokers. */
export function dedicatedMembersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind, quorum }) => quorum !== undefined && kind !== "broker");
}

/** The nodes that the cluster itself is made of, and between which there are links. */
export function membersOf<Node extends PlannedNode>({ nodes }: Nodes<Node>): Node[] {
  return nodes.filter(({ kind, quorum }) => kind === "broker" || quorum !== undefined);
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
