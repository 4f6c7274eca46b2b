/** The kinds of metadata quorums. */
import type { ClusterNode, PlannedNode, QuorumKind } from "../topology.js";
import { kraft } from "./kraft.js";
import type { MayStartOptions, MetadataQuorum } from "./quorum.js";
import { zookeeper } from "./zookeeper.js";

const QUORUMS: Readonly<Record<QuorumKind, MetadataQuorum>> = { kraft, zookeeper };

export const quorums: readonly MetadataQuorum[] = Object.values(QUORUMS);

export function quorumOfKind(kind: QuorumKind): MetadataQuorum {
  return QUORUMS[kind];
}

/** The quorum that a node is a member of; undefined: of none. */
export function quorumOf({ quorum }: Pick<PlannedNode, "quorum">): MetadataQuorum | undefined {
  return quorum === undefined ? undefined : QUORUMS[quorum];
}

/** The quorum of a cluster. Every cluster has one. */
export function quorumIn({ nodes }: { readonly nodes: readonly PlannedNode[] }): MetadataQuorum {
  return QUORUMS[nodes.find(({ quorum }) => quorum !== undefined)!.quorum!];
}

/** The nodes that keep the metadata of a cluster. */
export function quorumMembersOf<Node extends PlannedNode>({
  nodes,
}: {
  readonly nodes: readonly Node[];
}): Node[] {
  return nodes.filter(({ quorum }) => quorum !== undefined);
}

/** Resolves when a broker of `cluster` that went down may start again, or is up: then it need not be started. */
export function untilMayStart(
  broker: ClusterNode,
  cluster: { readonly nodes: readonly ClusterNode[] },
  options: MayStartOptions,
): Promise<void> {
  return quorumIn(cluster).untilMayStart(broker, quorumMembersOf(cluster), options);
}
