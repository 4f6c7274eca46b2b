/**
 * `pollSkip`: messages that a member left out. While it had a partition without a break, and its client did not say that it
 * moved, it read one message and next a later one, though the log has others between them: from one batch to the next, or
 * within a batch.
 */
import type { ConsumerCheck } from "../consumer-check.js";

export const pollSkip: ConsumerCheck<"pollSkip"> = {
  name: "pollSkip",
  watch: ({ moves }) => ({
    found() {
      const { ahead, unclear } = moves;
      if (unclear > 0 && ahead.messages === 0)
        return { count: null, because: "brokers deleted the messages between two reads", spans: [] };
      return { count: ahead.messages, spans: ahead.spans };
    },
  }),
};
