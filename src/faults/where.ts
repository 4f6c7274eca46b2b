/**
 * Where a fault of links is, as a scenario writes it:
 *
 *     node: leader                             every link of the node, both ways
 *     from: leader, to: follower               what leader sends to follower
 *     groups: ["kafka1,kafka2", "kafka3"]      every link between nodes that are in no group together, both ways
 */
import { z } from "zod";
import { type Link, membersOf, type NodeName, type PlannedNode } from "../cluster/topology.js";
import type { Target, Vocabulary } from "../scenario/syntax.js";
import type { Targets } from "./fault.js";
import { atLeastOne, linksBetween, linksBetweenGroups, linksFromTo } from "./link.js";

export type Where =
  | { readonly node: Target }
  | { readonly from: Target; readonly to: Target }
  | { readonly groups: readonly Target[] };

/** The value of a fault of links: where it is, and the fault's own keys beside that. */
export function whereAnd<Own extends z.ZodRawShape>(
  { target, nodes }: Vocabulary,
  own: Own,
): z.ZodType<Where & z.output<z.ZodObject<Own>>> {
  const forms = z.union([
    z.strictObject({ node: target.describe("Nodes or roles: all their links, both ways"), ...own }),
    z.strictObject({
      from: target.describe("Nodes that send over these links"),
      to: target.describe("Nodes that receive over these links"),
      ...own,
    }),
    z.strictObject({
      groups: z
        .array(target)
        .min(1)
        .max(100)
        .describe("The links between nodes that are in no group together. Nodes in no group form one more"),
      ...own,
    }),
  ]) as unknown as z.ZodType<Where & z.output<z.ZodObject<Own>>>;
  return forms.refine((where) => mayHaveLinks(where, nodes), {
    error: "must have a link to work on; here there is none",
    // What is not sound has no names to look at.
    when: ({ issues }) => issues.length === 0,
  });
}

/** Of these roles there is one node at a time. */
const UNIQUE_ROLES = ["leader", "controller"];

/** Whether there is a link. Roles are known at run time only: where one is named, there may be. */
export function mayHaveLinks(where: Where, nodes: readonly PlannedNode[]): boolean {
  const isBoth = (role: string) =>
    "from" in where && [...where.from, ...where.to].every((word) => word === role);
  if (UNIQUE_ROLES.some(isBoth)) return false;
  const names = nodes.map(({ name }) => name);
  return !namesIn(where).every((name) => names.includes(name)) || linksOf(where, names).length > 0;
}

/** The links that it is on now, and the nodes that it names, for the timeline. */
export async function find(
  fault: string,
  where: Where,
  { nodes }: { readonly nodes: readonly PlannedNode[] },
  targets: Targets,
): Promise<{ readonly links: readonly Link[]; readonly targets: readonly NodeName[] }> {
  const resolve = (target: Target) => targets.resolve(target);
  const found: Where =
    "node" in where
      ? { node: await resolve(where.node) }
      : "groups" in where
        ? { groups: await Promise.all(where.groups.map(resolve)) }
        : { from: await resolve(where.from), to: await resolve(where.to) };
  const members = membersOf({ nodes }).map(({ name }) => name);
  const links = atLeastOne(linksOf(found, members), fault);
  if ("node" in found) return { links, targets: found.node };
  if ("from" in found) return { links, targets: found.from };
  // Groups name no target: it is every node that has a link to another group.
  return { links, targets: [...new Set(links.map(({ from }) => from))].sort() };
}

export function namesIn(where: Where): readonly string[] {
  if ("node" in where) return where.node;
  return "groups" in where ? where.groups.flat() : [...where.from, ...where.to];
}

function linksOf(where: Where, nodes: readonly NodeName[]): Link[] {
  if ("node" in where) return linksBetween(where.node, nodes);
  return "groups" in where ? linksBetweenGroups(nodes, where.groups) : linksFromTo(where.from, where.to);
}
