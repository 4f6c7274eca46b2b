/** The kinds of metadata quorums. */
import type { ClusterNode, NodeKind, PlannedNode } from "../topology.js";
import type { MayStartOptions, MetadataQuorum } from "./quorum.js";
import { zookeeper } from "./zookeeper.js";

export const quorums: readonly MetadataQuorum[] = [zookeeper];

/** The quorum whose members are nodes of this kind; undefined: they are members of none. */
export function quorumOf(kind: NodeKind): MetadataQuorum | undefined {
  return quorums.find((quorum) => quorum.kind === kind);
}

/** The quorum of a cluster. Every cluster has one. */
export function quorumIn({ nodes }: { readonly nodes: readonly PlannedNode[] }): MetadataQuorum {
  return quorums.find(({ kind }) => nodes.some((node) => node.kind === kind))!;
}

/** The nodes that keep the metadata of a cluster. */
export function quorumMembersOf<Node extends PlannedNode>({
  nodes,
}: {
  readonly nodes: readonly Node[];
}): Node[] {
  return nodes.filter(({ kind }) => quorumOf(kind) !== undefined);
}

/** Resolves when a broker of `cluster` that went down may start again, or is up: then it need not be started. */
export function untilMayStart(
  broker: ClusterNode,
  cluster: { readonly nodes: readonly ClusterNode[] },
  options: MayStartOptions,
): Promise<void> {
  return quorumIn(cluster).untilMayStart(broker, quorumMembersOf(cluster), options);
}
