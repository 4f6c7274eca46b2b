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
import { defineFault } from "./fault.js";
import { silencedByCuts } from "./silenced-by-cuts.js";
import { find, mayHaveLinks, namesIn, type Where } from "./where.js";

export const partition = defineFault<Where>({
  name: "partition",
  summary: "Cut links: all links of a node, the links between groups, or one direction",

  schema: ({ target, nodes: planned }) => {
    const nodes = planned.map(({ name }) => name);
    const blockade = z
      .string()
      .max(1_000)
      .regex(/\S/, { error: "must be groups of nodes as blockade writes them: kafka1,kafka2 zk1,kafka2" })
      .transform((text, context): Where => {
        const groups = text
          .trim()
          .split(/\s+/)
          .map((group) => {
            const { data, error } = target.safeParse(group);
            for (const { message } of error?.issues ?? [])
              context.addIssue({ code: "custom", message: `${group} ${message}` });
            return data ?? [];
          });
        return { groups };
      });
    return z
      .union([
        blockade,
        z
          .strictObject({ isolate: target.describe("Nodes to cut off from every other node, both ways") })
          .transform(({ isolate }): Where => ({ node: isolate })),
        z.strictObject({
          groups: z
            .array(target)
            .min(1)
            .max(100)
            .describe("Two nodes can talk if some group has both. Nodes in no group form one more group"),
        }),
        z.strictObject({
          from: target.describe("Nodes whose bytes are lost"),
          to: target.describe("Nodes that no longer hear from them"),
        }),
      ])
      .superRefine((where, context) => {
        const names = namesIn(where);
        if (names.length === 0) return;
        if ("node" in where && nodes.every((node) => names.includes(node))) {
          context.addIssue({
            code: "custom",
            message: "must leave at least one node out; this isolates the whole cluster",
          });
        } else if (!mayHaveLinks(where, planned)) {
          context.addIssue({
            code: "custom",
            message: "must cut something; here every node can still talk to every other",
          });
        }
      });
  },

  async inject(cluster, where, targets) {
    const { links, targets: struck } = await find("partition", where, cluster, targets);
    return {
      targets: struck,
      silenced: await silencedByCuts(links, cluster, targets),
      heal: await cluster.cut(links),
    };
  },
});
