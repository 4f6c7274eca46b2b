/**
 * `skipped`: messages in the log, below the last committed offset of the group, that no member ever read. The group will never
 * read them: it committed past them. A message that some member read at another offset is none of them, and neither is one that
 * the log no longer has. Where brokers deleted messages below the committed offset that no member read, the count is not known.
 * With `latest`, messages before the first position of the group are not due.
 */

import { type ConsumerCheck, Spans } from "../consumer-check.js";
import { deletedUnread, unreadText } from "../deleted-unread.js";
import { UNKNOWN_RECORD } from "../final-log.js";
import type { GroupFacts } from "../group-facts.js";

export const skipped: ConsumerCheck<"skipped"> = {
  name: "skipped",
  watch: (facts, _header, label) => ({
    found() {
      const { behind } = deletedUnread(facts);
      if (behind.messages > 0) {
        const because = `brokers deleted ${unreadText(behind, label)} that no member read, so nothing tells whether the group skipped them`;
        return { count: null, because, spans: [] };
      }
      const spans = new Spans();
      const committed = facts.lastCommitted();
      for (const [partition, first] of firstDue(facts).entries()) {
        addUnread(
          facts,
          spans,
          partition,
          first ?? Number.POSITIVE_INFINITY,
          committed[partition] ?? 0,
          () => true,
        );
      }
      return { count: spans.messages, spans: spans.list };
    },
  }),
};

/** Of each partition: the first offset that the group has to read; null: it does not read it, or it is not known where it began. */
export function firstDue(facts: GroupFacts): (number | null)[] {
  const { offsetReset, partitions } = facts.group;
  const first = offsetReset === "latest" ? facts.lowestPositions() : [...facts.log.starts];
  if (partitions === undefined) return first;
  return first.map((offset, partition) => (partitions.includes(partition) ? offset : null));
}

/** Adds the messages from `first` up to, not including, `end`, that no member read. `isDue`: by row. */
export function addUnread(
  facts: GroupFacts,
  spans: Spans,
  partition: number,
  first: number,
  end: number,
  isDue: (row: number) => boolean,
): void {
  const { log, rowsRead, isCommittedOnly } = facts;
  const last = Math.min(end, log.ends[partition]!);
  for (let offset = first; offset < last; offset++) {
    const place = log.placeOf(partition, offset);
    const row = log.rows[place]!;
    if (facts.isReadAt(place)) spans.end();
    if (facts.isReadAt(place) || row >= UNKNOWN_RECORD || rowsRead.has(row)) continue;
    if (log.holdsMessage(place, isCommittedOnly) && isDue(row)) spans.add(partition, offset);
  }
  spans.end();
}
