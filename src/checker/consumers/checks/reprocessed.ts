/** `reprocessed`: messages that members of the group read more than once, at the same place of the log. */
import { type ConsumerCheck, Spans } from "../consumer-check.js";

export const reprocessed: ConsumerCheck<"reprocessed"> = {
  name: "reprocessed",
  watch: (facts) => ({
    found() {
      const spans = new Spans();
      for (const [partition, end] of facts.log.ends.entries()) {
        const base = facts.log.placeOf(partition, 0);
        for (let offset = 0; offset < end; offset++) {
          const read = facts.timesRead(base + offset);
          if (read > 1) spans.add(partition, offset);
          else if (read === 1) spans.end();
        }
        spans.end();
      }
      return { count: spans.messages, spans: spans.list };
    },
  }),
};
