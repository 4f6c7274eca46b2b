/**
 * `slow`: links that deliver late, in order, and lose nothing, as over a long or loaded line.
 *
 *     slow: { node: leader, delay: 100ms, jitter: 20ms }
 */
import { defineFault } from "./fault.js";
import { find, whereAnd } from "./where.js";

export const slow = defineFault({
  name: "slow",
  summary: "Delay bytes on all links of a node, or in one direction between two nodes",
  needs: ["delay"],
  schema: (words) => {
    const { durationMs } = words;
    return whereAnd(words, {
      delay: durationMs.describe("Added to every chunk on its way, such as 100ms"),
      jitter: durationMs
        .prefault("0ms")
        .describe("The delay varies by up to this much, up and down. Order is kept"),
    })
      .refine(({ delay }) => delay > 0, { error: "must have a delay of 1ms or more", path: ["delay"] })
      .refine(({ delay, jitter }) => jitter <= delay, {
        error: "must not be larger than the delay, or bytes would arrive before they were sent",
        path: ["jitter"],
      });
  },
  async inject(cluster, { delay, jitter, ...where }, targets) {
    const { links, targets: struck } = await find("slow", where, cluster, targets);
    return {
      targets: struck,
      heal: await cluster.delay(links, { latencyMs: delay, jitterMs: jitter }),
    };
  },
});
