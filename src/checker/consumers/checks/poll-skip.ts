/**
 * `pollSkip`: messages that a member left out. While it had a partition without a break, and its client did not say that it
 * moved, it read one message and next a later one, though the log has others between them. Read from one batch to the next,
 * and within a batch. The gap counts once the message behind it was read, and proves to be the one that the log has there:
 * what stood in between at that time is what the log has.
 */
import { UNKNOWN_OFFSET } from "../../../history/read-records.js";
import { type ConsumerCheck, SPANS_MAX, type Span } from "../consumer-check.js";
import { COMPARED, type GroupFacts } from "../group-facts.js";

export const pollSkip: ConsumerCheck<"pollSkip"> = { name: "pollSkip", watch: watchGaps };

function watchGaps(facts: GroupFacts) {
  const { log, isCommittedOnly } = facts;
  /** Of each partition: the offset that the next message has to have; −1: any. */
  const next = new Float64Array(log.partitions).fill(-1);
  /** Behind the batch that was handed over last. */
  const handedEnd = new Float64Array(log.partitions).fill(-1);
  const spans: Span[] = [];
  let messages = 0;
  let member = -1;

  const forget = (partition: number, position: number) => {
    next[partition] = position === UNKNOWN_OFFSET ? -1 : position;
    handedEnd[partition] = next[partition]!;
  };
  return {
    member(index: number) {
      member = index;
      next.fill(-1);
      handedEnd.fill(-1);
    },
    assigned: (partition: number, offset: number) => forget(partition, offset),
    revoked: (partition: number) => forget(partition, UNKNOWN_OFFSET),
    reset: (partition: number, offset: number) => forget(partition, offset),
    handed(partition: number, first: number, last: number) {
      const expected = handedEnd[partition]!;
      next[partition] = expected < 0 || first < expected ? first : expected;
      handedEnd[partition] = last + 1;
    },
    read(partition: number, offset: number, kind: number, row: number, ticks: number) {
      const expected = next[partition]!;
      next[partition] = offset + 1;
      if (expected < 0 || offset <= expected) return;
      if (facts.compare(log.placeOf(partition, offset), kind, row) !== COMPARED.same) return;
      const left = log.messagesBetween(partition, expected, offset, isCommittedOnly);
      if (left === 0) return;
      messages += left;
      if (spans.length === SPANS_MAX) return;
      spans.push({ partition, first: expected, last: offset - 1, messages: left, member, ticks });
    },
    found: () => ({ count: messages, spans }),
  };
}
