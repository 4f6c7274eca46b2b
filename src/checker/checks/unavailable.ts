/** `unavailable`: a limit for the longest time without writes. A longer time is certain: no log tells of it. */
import { boundText, isKept, partsOf } from "../../bound.js";
import { roughDuration } from "../../rough-duration.js";
import { TopicPartitions } from "../../topic-partitions.js";
import type { Check } from "../check-kind.js";

export const unavailable: Check<"unavailable"> = {
  name: "unavailable",
  needs: "writes",
  broken({ noWrites, settings }, limit) {
    if (!noWrites || isKept(limit, { low: noWrites.longestMs, high: noWrites.longestMs })) return [];
    const where =
      noWrites.partition === null
        ? ""
        : ` in ${settings == null ? `partition ${noWrites.partition}` : new TopicPartitions(settings.topics).label(noWrites.partition)}`;
    const longest = roughDuration(noWrites.longestMs);
    if (isKept(limit, { low: noWrites.longestMs, high: Number.POSITIVE_INFINITY }) === null) {
      const text = `a time without writes of ${boundText(limit, roughDuration)} was expected, but the longest is ${longest}${where}`;
      return [{ text, isCertain: false }];
    }
    const text =
      `writes were expected again within ${roughDuration(partsOf(limit).limit)}, but no message was acknowledged${where} for ` +
      longest;
    return [{ text, isCertain: true }];
  },
};
