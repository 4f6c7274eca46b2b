/**
 * Which links a network fault touches, as pure functions of node names.
 *
 * A link is an ordered pair of nodes, so "both ways" is two links. A node has no link to itself.
 */

import type { Link, NodeName } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";

/** What every node of `from` sends to every node of `to`. */
export function linksFromTo(from: readonly NodeName[], to: readonly NodeName[]): Link[] {
  return from.flatMap((a) => to.filter((b) => b !== a).map((b) => ({ from: a, to: b })));
}

/** All links between the nodes of `some` and those of `others`, both ways, each once. */
export function linksBetween(some: readonly NodeName[], others: readonly NodeName[]): Link[] {
  const links = [...linksFromTo(some, others), ...linksFromTo(others, some)];
  return [...new Map(links.map((link) => [`${link.from}>${link.to}`, link])).values()];
}

/**
 * The links that blockade's `partition` cuts: two nodes can talk if, and only if, some group holds both.
 * Groups may overlap. Nodes in no group form one more group.
 *
 *     kafka1,kafka2,kafka3  zk1,kafka2,kafka3      kafka1 ╳ zk1, everything else passes
 */
export function linksBetweenGroups(
  nodes: readonly NodeName[],
  groups: readonly (readonly NodeName[])[],
): Link[] {
  const listed = new Set(groups.flat());
  const all = [...groups, nodes.filter((node) => !listed.has(node))].map((group) => new Set(group));
  return linksFromTo(nodes, nodes).filter(
    ({ from, to }) => !all.some((group) => group.has(from) && group.has(to)),
  );
}

/**
 * Refuses a fault that would touch nothing, which happens when roles turn out to be one and the same node
 * (`from: leader, to: kafka1` while kafka1 leads): an experiment without its fault proves nothing.
 */
export function atLeastOne(links: readonly Link[], fault: string): readonly Link[] {
  if (links.length === 0) {
    throw new InfrastructureError(
      `${fault} has no link to work on: both ends turned out to be the same node`,
      {
        remedy: "name the nodes, or use roles that cannot meet, such as leader and follower",
      },
    );
  }
  return links;
}
