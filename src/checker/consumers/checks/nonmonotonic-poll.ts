/**
 * `nonmonotonicPoll`: how often a member went back. While it had a partition without a break, and its client did not say that it
 * moved, it got a message at the same offset as one before, or at a lower one. From one batch to the next, or within one.
 */
import { UNKNOWN_OFFSET } from "../../../history/read-records.js";
import { type ConsumerCheck, SPANS_MAX, type Span } from "../consumer-check.js";
import type { GroupFacts } from "../group-facts.js";

export const nonmonotonicPoll: ConsumerCheck<"nonmonotonicPoll"> = {
  name: "nonmonotonicPoll",
  watch: watchSteps,
};

function watchSteps({ log }: GroupFacts) {
  /** Of each partition: behind the batch that was handed over last; −1: none was. */
  const handedEnd = new Float64Array(log.partitions).fill(-1);
  /** Of the batch: behind the message that was read last. */
  const readEnd = new Float64Array(log.partitions).fill(-1);
  const spans: Span[] = [];
  let steps = 0;
  let member = -1;

  const forget = (partition: number, position: number) => {
    handedEnd[partition] = position === UNKNOWN_OFFSET ? -1 : position;
    readEnd[partition] = -1;
  };
  function stepBack(partition: number, to: number, end: number, ticks: number) {
    steps++;
    if (spans.length === SPANS_MAX) return;
    spans.push({ partition, first: to, last: end - 1, messages: end - to, member, ticks });
  }
  return {
    member(index: number) {
      member = index;
      handedEnd.fill(-1);
      readEnd.fill(-1);
    },
    assigned: (partition: number, offset: number) => forget(partition, offset),
    revoked: (partition: number) => forget(partition, UNKNOWN_OFFSET),
    reset: (partition: number, offset: number) => forget(partition, offset),
    handed(partition: number, first: number, last: number, ticks: number) {
      if (first < handedEnd[partition]!) stepBack(partition, first, handedEnd[partition]!, ticks);
      handedEnd[partition] = last + 1;
      readEnd[partition] = first;
    },
    read(partition: number, offset: number, _kind: number, _row: number, ticks: number) {
      const end = readEnd[partition]!;
      if (end < 0) return;
      if (offset < end) stepBack(partition, offset, end, ticks);
      readEnd[partition] = offset + 1;
    },
    found: () => ({ count: steps, spans }),
  };
}
