/**
 * `unseen`: acknowledged messages in the log, at or above the committed offset, that no member read, though a fresh client of the
 * group read on at the end of the run. A client that still got messages when its time was over says nothing.
 */
import { OUTCOME } from "../../../history/ledger.js";
import { type ConsumerCheck, type Found, Spans } from "../consumer-check.js";
import { deletedUnread, unreadText } from "../deleted-unread.js";
import { addUnread, firstDue } from "./skipped.js";

/** A client that got nothing for so long at the end of its time did not just need more of it. */
const STILL_MS = 5_000;
const TICKS_PER_MS = 10;

export const unseen: ConsumerCheck<"unseen"> = {
  name: "unseen",
  watch(facts, { members, unfinished }, label) {
    const { group, log, ledger } = facts;
    const finals = members.filter((member) => member.group === group.group && member.role === "final");
    let isFinal = false;
    const lastHandedTicks = new Float64Array(log.partitions).fill(-1);

    function whyUnknown(): string | null {
      if (finals.length === 0) return "no client read the rest at the end of the run";
      if (finals.every(({ end }) => end !== "closed"))
        return "the client that read the rest at the end of the run failed";
      if (group.isolation === "read_committed" && log.openTransactions > 0)
        return "a transaction in the log did not end, and readers of committed messages wait for it";
      const endedTicks = Math.max(...finals.map(({ endedMs }) => endedMs)) * TICKS_PER_MS;
      const moving = unfinished.find(
        (one) =>
          one.group === group.group && lastHandedTicks[one.partition]! > endedTicks - STILL_MS * TICKS_PER_MS,
      );
      if (moving === undefined) return null;
      return `the client that read the rest was at offset ${moving.at} of ${moving.end} in ${label(moving.partition)} when its time was over`;
    }

    return {
      member(index) {
        isFinal = members[index]!.role === "final";
      },
      handed(partition, _first, _last, ticks) {
        if (isFinal) lastHandedTicks[partition] = ticks;
      },
      found(): Found {
        const { ahead } = deletedUnread(facts);
        const because =
          ahead.messages > 0
            ? `brokers deleted ${unreadText(ahead, label)} before the group read them`
            : whyUnknown();
        if (because !== null) return { count: null, because, spans: [] };
        const spans = new Spans();
        const committed = facts.lastCommitted();
        for (const [partition, first] of firstDue(facts).entries()) {
          if (first === null) continue;
          const from = Math.max(first, committed[partition] ?? 0);
          addUnread(facts, spans, partition, from, Number.POSITIVE_INFINITY, (row) => {
            const outcome = ledger.outcome[row]!;
            return outcome === OUTCOME.acknowledged || outcome === OUTCOME.unplaced;
          });
        }
        return { count: spans.messages, spans: spans.list };
      },
    };
  },
};
