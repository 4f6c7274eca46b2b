/** `unavailable`: the longest time without writes is shorter than this. A longer time is certain: no log tells of it. */
import { roughDuration } from "../../rough-duration.js";
import type { Check } from "../check-kind.js";

export const unavailable: Check<"unavailable"> = {
  name: "unavailable",
  needs: "writes",
  broken({ noWrites }, { belowMs }) {
    if (!noWrites || noWrites.longestMs < belowMs) return [];
    const where = noWrites.partition === null ? "" : ` in partition ${noWrites.partition}`;
    const text =
      `writes were expected again within ${roughDuration(belowMs)}, but no message was acknowledged${where} for ` +
      roughDuration(noWrites.longestMs);
    return [{ text, isCertain: true }];
  },
};
