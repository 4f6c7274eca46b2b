/** The kinds of metadata quorums. */
import type { NodeKind, PlannedNode } from "../topology.js";
import type { MetadataQuorum } from "./quorum.js";
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
