/**
 * `reset`: the connections that are open on links end with RST at both ends, as when a firewall forgets or a load balancer
 * restarts. New connections pass: clients and brokers connect again at once. A firewall that lets no connection pass is a
 * `partition`, for a broker that cannot connect is as silent as one whose packets are dropped.
 *
 *     reset: { node: leader }                 once: the fault is over at once
 *     reset: { node: leader, every: 500ms }   again and again until it heals
 */
import { InfrastructureError } from "../errors.js";
import { inBackground } from "./background.js";
import { defineFault } from "./fault.js";
import { find, whereAnd } from "./where.js";

export const reset = defineFault({
  name: "reset",
  summary: "Reset the open connections of links, once or again and again. New connections pass",
  needs: ["reset"],
  schema: (words) =>
    whereAnd(words, {
      every: words.durationMs
        .refine((ms) => ms >= 100, { error: "must be 100ms or more" })
        .optional()
        .describe("Time from one reset to the next, such as 500ms. Default: one reset only"),
    }),
  idleOn({ every }, { forMs }) {
    if (forMs === undefined) return undefined;
    if (every === undefined) {
      return "one reset is over at once, so `for` has no effect; leave out for, or write every";
    }
    return every >= forMs
      ? "reset would happen once only, because `for` ends before the next; write a longer for, or leave out both for and every"
      : undefined;
  },
  async inject(cluster, { every, ...where }, targets, { onChange }) {
    const { links, targets: struck } = await find("reset", where, cluster, targets);
    const count = await cluster.reset(links);
    if (count === 0) throw new InfrastructureError("no connection was open on these links");
    return {
      targets: struck,
      detail: told(count),
      isGradual: true,
      ...inBackground(async (wait) => {
        while (every !== undefined && (await wait(every))) onChange(told(await cluster.reset(links)));
      }),
    };
  },
});

function told(count: number): string {
  return count === 1 ? "1 connection was reset" : `${count} connections were reset`;
}
