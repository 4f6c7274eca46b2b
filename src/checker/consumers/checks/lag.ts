/**
 * `lag`: the longest time, in milliseconds, that an acknowledged message waited until a member of the group read it for the
 * first time. The clock of a message starts with its acknowledgement, and not before the first member of the group started.
 * Messages that the log has twice wait at the place of their acknowledgement, so that a late copy counts for nothing.
 */
import { OUTCOME, TICKS_PER_MS } from "../../../history/ledger.js";
import { isAcknowledgedAt } from "../../acknowledged-at.js";
import { bits } from "../../bits.js";
import type { ConsumerCheck, Found } from "../consumer-check.js";
import { secondsOf } from "../evidence.js";
import { UNKNOWN_RECORD } from "../final-log.js";
import type { GroupFacts } from "../group-facts.js";

interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly ackedTicks: number;
  readonly waitedTicks: number;
}

export const lag: ConsumerCheck<"lag"> = {
  name: "lag",
  watch: (facts) => ({
    found(): Found {
      const startedTicks = startTicks(facts);
      let longest = -1;
      let longestAt: Read | null = null as Read | null;
      eachRead(facts, (partition, offset, ackedTicks, waitedTicks) => {
        const waited = Math.max(0, waitedTicks - Math.max(0, startedTicks - ackedTicks));
        if (waited <= longest) return;
        longest = waited;
        longestAt = { partition, offset, ackedTicks, waitedTicks };
      });
      if (longestAt === null)
        return { count: null, because: "the group read no acknowledged message", spans: [] };
      const { partition, offset, ackedTicks, waitedTicks } = longestAt;
      const detail = `It was acknowledged at ${secondsOf(ackedTicks)}, and first read at ${secondsOf(ackedTicks + waitedTicks)}.`;
      const span = { partition, first: offset, last: offset, messages: 1, member: -1, ticks: -1, detail };
      return { count: longest / TICKS_PER_MS, spans: [span] };
    },
  }),
};

/**
 * From `healedMs`, after the run's start, until the group had read every message that was acknowledged before, as far as it read
 * them at all. Null: it read none of them.
 */
export function caughtUpAfterMs(facts: GroupFacts, healedMs: number): number | null {
  const healedTicks = healedMs * TICKS_PER_MS;
  let last = -1;
  eachRead(facts, (_partition, _offset, ackedTicks, waitedTicks) => {
    if (ackedTicks <= healedTicks) last = Math.max(last, ackedTicks + waitedTicks);
  });
  return last < 0 ? null : Math.max(0, last - healedTicks) / TICKS_PER_MS;
}

function startTicks({ members, group }: GroupFacts): number {
  const started = members.flatMap((member) => (member.group === group.group ? [member.startedMs] : []));
  return Math.min(...started) * TICKS_PER_MS;
}

/** Tells each acknowledged message that the group read, once. */
function eachRead(
  facts: GroupFacts,
  tell: (partition: number, offset: number, ackedTicks: number, waitedTicks: number) => void,
): void {
  const { log, ledger } = facts;
  /** Of messages whose place is not known: whether an earlier copy was told. */
  const told = bits(ledger.rows);
  for (const [partition, end] of log.ends.entries()) {
    for (let offset = 0; offset < end; offset++) {
      const place = log.placeOf(partition, offset);
      const row = log.rows[place]!;
      if (row >= UNKNOWN_RECORD) continue;
      const waited = facts.waitedTicks(place);
      if (waited === null) continue;
      const isUnplaced = ledger.outcome[row] === OUTCOME.unplaced && !told.has(row);
      if (isUnplaced) told.set(row);
      if (isUnplaced || isAcknowledgedAt(ledger, row, partition, offset))
        tell(partition, offset, ledger.settledAt[row]!, waited);
    }
  }
}
