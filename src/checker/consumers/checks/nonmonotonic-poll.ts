/**
 * `nonmonotonicPoll`: how often a member went back. While it had a partition without a break, and its client did not say that it
 * moved, it got a message at the same offset as one before, or at a lower one: from one batch to the next, or within one.
 */
import type { ConsumerCheck } from "../consumer-check.js";

export const nonmonotonicPoll: ConsumerCheck<"nonmonotonicPoll"> = {
  name: "nonmonotonicPoll",
  watch: ({ moves }) => ({ found: () => ({ count: moves.back.times, spans: moves.back.spans }) }),
};
