/**
 * `slow`: links that deliver late, in order, and lose nothing, as over a long or loaded line.
 *
 *     slow: { node: leader, delay: 100ms, jitter: 20ms }       every link of the node, both ways
 *     slow: { from: kafka1, to: kafka2, delay: 100ms }         one way only
 */
import { z } from "zod";
import { type LinkDelay, membersOf } from "../cluster/topology.js";
import type { Target } from "../scenario/syntax.js";
import { defineFault } from "./fault.js";
import { atLeastOne, linksBetween, linksFromTo } from "./link.js";

interface Slow {
  readonly where:
    | { readonly kind: "node"; readonly node: Target }
    | { readonly kind: "one-way"; readonly from: Target; readonly to: Target };
  readonly delay: LinkDelay;
}

export const slow = defineFault<Slow>({
  name: "slow",
  summary: "Delay bytes on all links of a node, or in one direction between two nodes",
  needs: ["delay"],
  schema: ({ target, durationMs }) => {
    const delay = {
      delay: durationMs.describe("Added to every chunk on its way, such as 100ms"),
      jitter: durationMs
        .prefault("0ms")
        .describe("The delay varies by up to this much, up and down. Order is kept"),
    };
    return z
      .union([
        z
          .strictObject({
            node: target.describe("Node or role whose links are all slowed, both ways"),
            ...delay,
          })
          .transform(
            (at): Slow => ({
              where: { kind: "node", node: at.node },
              delay: { latencyMs: at.delay, jitterMs: at.jitter },
            }),
          ),
        z
          .strictObject({
            from: target.describe("Nodes whose bytes are late"),
            to: target.describe("Nodes that hear from them late"),
            ...delay,
          })
          .transform(
            (at): Slow => ({
              where: { kind: "one-way", from: at.from, to: at.to },
              delay: { latencyMs: at.delay, jitterMs: at.jitter },
            }),
          ),
      ])
      .refine(({ delay }) => delay.latencyMs > 0, {
        error: "must have a delay of 1ms or more",
        path: ["delay"],
      })
      .refine(({ delay }) => delay.jitterMs <= delay.latencyMs, {
        error: "must not be larger than the delay, or bytes would arrive before they were sent",
        path: ["jitter"],
      });
  },
  async inject(cluster, { where, delay }, targets) {
    if (where.kind === "node") {
      const nodes = await targets.resolve(where.node);
      const links = linksBetween(
        nodes,
        membersOf(cluster).map((node) => node.name),
      );
      return { targets: nodes, heal: await cluster.delay(atLeastOne(links, "slow"), delay) };
    }
    const [from, to] = [await targets.resolve(where.from), await targets.resolve(where.to)];
    return { targets: from, heal: await cluster.delay(atLeastOne(linksFromTo(from, to), "slow"), delay) };
  },
});
