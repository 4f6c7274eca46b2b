/**
 * `partition`: links that swallow every byte. Nothing is refused and no connection is reset, as when a switch dies;
 * each side learns of it by its own time-outs only. Clients outside the cluster still reach every node.
 *
 *     partition: { isolate: leader }                            cut off from every other node, both ways
 *     partition: { groups: ["kafka1,kafka2", "zk1,kafka2"] }    two nodes talk if some group has both
 *     partition: kafka1,kafka2 zk1,kafka2                       the same, as on blockade's command line
 *     partition: { from: leader, to: zk1 }                      one way: what leader sends is lost, the rest passes
 */
import { z } from "zod";
import { type Link, membersOf, type NodeName } from "../cluster/topology.js";
import type { Target } from "../scenario/syntax.js";
import { defineFault } from "./fault.js";
import { atLeastOne, linksBetween, linksBetweenGroups, linksFromTo } from "./link.js";
import { silencedByCuts } from "./silenced-by-cuts.js";

type Partition =
  | { readonly kind: "isolate"; readonly isolate: Target }
  | { readonly kind: "groups"; readonly groups: readonly Target[] }
  | { readonly kind: "one-way"; readonly from: Target; readonly to: Target };

export const partition = defineFault<Partition>({
  name: "partition",
  summary: "Cut links: all links of a node, the links between groups, or one direction",

  schema: ({ target, nodes: planned }) => {
    const nodes = planned.map(({ name }) => name);
    const blockade = z
      .string()
      .max(1_000)
      .regex(/\S/, { error: "must be groups of nodes as blockade writes them: kafka1,kafka2 zk1,kafka2" })
      .transform((text, context): Partition => {
        const groups = text
          .trim()
          .split(/\s+/)
          .map((group) => {
            const { data, error } = target.safeParse(group);
            for (const { message } of error?.issues ?? [])
              context.addIssue({ code: "custom", message: `${group} ${message}` });
            return data ?? [];
          });
        return { kind: "groups", groups };
      });
    return z
      .union([
        blockade,
        z
          .strictObject({ isolate: target.describe("Nodes to cut off from every other node, both ways") })
          .transform(({ isolate }): Partition => ({ kind: "isolate", isolate })),
        z
          .strictObject({
            groups: z
              .array(target)
              .min(1)
              .max(100)
              .describe("Two nodes can talk if some group has both. Nodes in no group form one more group"),
          })
          .transform(({ groups }): Partition => ({ kind: "groups", groups })),
        z
          .strictObject({
            from: target.describe("Nodes whose bytes are lost"),
            to: target.describe("Nodes that no longer hear from them"),
          })
          .transform(({ from, to }): Partition => ({ kind: "one-way", from, to })),
      ])
      .superRefine((options, context) => {
        const names = namesOf(options);
        if (names.length === 0 || !names.every((name) => nodes.includes(name))) return; // roles: known at run time only
        if (options.kind === "isolate" && nodes.every((node) => names.includes(node))) {
          context.addIssue({
            code: "custom",
            message: "must leave at least one node out; this isolates the whole cluster",
          });
        } else if (cutLinks(options, nodes).length === 0) {
          context.addIssue({
            code: "custom",
            message: "must cut something; here every node can still talk to every other",
          });
        }
      });
  },

  async inject(cluster, options, targets) {
    const nodes = membersOf(cluster).map((node) => node.name);
    const resolve = (target: Target) => targets.resolve(target);
    const resolved: Partition =
      options.kind === "isolate"
        ? { kind: "isolate", isolate: await resolve(options.isolate) }
        : options.kind === "groups"
          ? { kind: "groups", groups: await Promise.all(options.groups.map(resolve)) }
          : { kind: "one-way", from: await resolve(options.from), to: await resolve(options.to) };
    const links = atLeastOne(cutLinks(resolved, nodes), "partition");
    return {
      targets: struck(resolved, links),
      silenced: await silencedByCuts(links, cluster, targets),
      heal: await cluster.cut(links),
    };
  },
});

function namesOf(options: Partition): readonly string[] {
  if (options.kind === "isolate") return options.isolate;
  return options.kind === "groups" ? options.groups.flat() : [...options.from, ...options.to];
}

function cutLinks(options: Partition, nodes: readonly NodeName[]): Link[] {
  if (options.kind === "isolate") return linksBetween(options.isolate, nodes);
  if (options.kind === "groups") return linksBetweenGroups(nodes, options.groups);
  return linksFromTo(options.from, options.to);
}

/** The nodes that the options name; groups name no target, so there it is every node that lost a link. */
function struck(options: Partition, links: readonly Link[]): readonly NodeName[] {
  if (options.kind === "isolate") return options.isolate;
  if (options.kind === "one-way") return options.from;
  return [...new Set(links.flatMap(({ from, to }) => [from, to]))].sort();
}
