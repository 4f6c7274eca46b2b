/**
 * `throttle`: links of little bandwidth, as in a crowded network or beside a backup. Each link, in each direction, carries so
 * much a second and no more. Nothing is lost: a sender waits when its buffers are full. Heartbeats wait their turn as well.
 *
 *     throttle: { node: leader, rate: 100KB/s }
 */
import { z } from "zod";
import { RATE_PATTERN, readRate, suggestRate } from "../scenario/quantities.js";
import { must } from "../scenario/schema/values.js";
import { defineFault } from "./fault.js";
import { find, whereAnd } from "./where.js";

const BYTES_PER_SECOND_MIN = 1_000;
const BYTES_PER_SECOND_MAX = 1_000_000_000;

export const throttle = defineFault({
  name: "throttle",
  summary: "Limit the bandwidth of links. Bytes wait, and none is lost",
  needs: ["throttle"],
  schema: (words) => {
    const error = must("bytes per second", { such: "such as 100KB/s or 1MiB/s", hint: suggestRate });
    return whereAnd(words, {
      rate: z
        .string({ error })
        .regex(RATE_PATTERN, { error, abort: true })
        .refine(
          (rate) => {
            const bytesPerSecond = readRate(rate);
            return bytesPerSecond >= BYTES_PER_SECOND_MIN && bytesPerSecond <= BYTES_PER_SECOND_MAX;
          },
          { error: "must be from 1KB/s to 1000MB/s\nthe fault partition lets nothing pass" },
        )
        .describe("Bytes per second of each link in each direction, such as 100KB/s"),
    });
  },
  async inject(cluster, { rate, ...where }, targets) {
    const { links, targets: struck } = await find("throttle", where, cluster, targets);
    return {
      targets: struck,
      detail: `${rate} on each of ${links.length} links`,
      heal: await cluster.throttle(links, { bytesPerSecond: readRate(rate) }),
    };
  },
});
