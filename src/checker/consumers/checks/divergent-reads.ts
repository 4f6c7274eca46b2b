/**
 * `divergentReads`: offsets at which a member read another message than the log has there at the end. Another read, of any
 * group, may have given a third message there, or the one that the log has. Else the message was read, and then truncated.
 */
import type { ConsumerCheck, Found, Span } from "../consumer-check.js";
import { SPANS_MAX } from "../consumer-check.js";

export const divergentReads: ConsumerCheck<"divergentReads"> = {
  name: "divergentReads",
  watch: (facts) => ({
    found(): Found {
      const { differences, differencesOmitted } = facts;
      if (differencesOmitted > 0)
        return { count: null, because: "more reads differ from the log than a check remembers", spans: [] };
      const order = new Uint32Array(differences.length).map((_, row) => row);
      const compare = (a: number, b: number) =>
        differences.at(a, 0) - differences.at(b, 0) || differences.at(a, 1) - differences.at(b, 1) || a - b;
      order.sort(compare);
      const spans: Span[] = [];
      let offsets = 0;
      let open: Span | null = null;
      let [lastPartition, lastOffset] = [-1, -1];
      for (const row of order) {
        const [partition, offset] = [differences.at(row, 0), differences.at(row, 1)];
        if (partition === lastPartition && offset === lastOffset) continue;
        offsets++;
        const [member, ticks] = [differences.at(row, 3), differences.at(row, 4)];
        if (
          open !== null &&
          partition === lastPartition &&
          offset === lastOffset + 1 &&
          open.member === member
        ) {
          open.last = offset;
          open.messages++;
        } else {
          open = { partition, first: offset, last: offset, messages: 1, member, ticks };
          if (spans.length < SPANS_MAX) spans.push(open);
        }
        [lastPartition, lastOffset] = [partition, offset];
      }
      return { count: offsets, spans };
    },
  }),
};
