/**
 * `lag`: the longest time, in milliseconds, that an acknowledged message waited until a member of the group read it for the
 * first time. The clock of a message starts with its acknowledgement, and not before the first member of the group started.
 * Messages that were read and removed afterwards count as well. Messages that the log has twice wait at the place of their acknowledgement, so that a late copy counts for nothing.
 *
 * The facts know each time to 0.1 %. The messages that may have waited longest are read once more, for the exact time.
 */
import { OUTCOME, TICKS_PER_MS } from "../../../history/ledger.js";
import { isAcknowledgedAt } from "../../acknowledged-at.js";
import { type Bits, bits } from "../../bits.js";
import type { ConsumerCheck, Found, Watch } from "../consumer-check.js";
import { secondsOf } from "../evidence.js";
import { UNKNOWN_RECORD } from "../final-log.js";
import type { GroupFacts } from "../group-facts.js";

/** The facts may be wrong by this share of a time. */
const ERROR_SHARE = 0.001;
/** Below so many ticks the facts are exact. */
const EXACT_TICKS = 2_048;
const CANDIDATES_MAX = 100_000;

export const lag: ConsumerCheck<"lag"> = { name: "lag", watch: watchLag };

interface Candidate {
  readonly partition: number;
  readonly offset: number;
  readonly ackedTicks: number;
  readTicks: number;
}

function watchLag(facts: GroupFacts): Watch {
  const startedTicks = startTicks(facts);
  const dueTicks = (ackedTicks: number) => Math.max(ackedTicks, startedTicks);
  const candidates = new Map<number, Candidate>();
  let isCandidate: Bits | null = null;

  return {
    again() {
      let longest = -1;
      let longestWait = 0;
      eachRead(facts, (_partition, _offset, acked, waited) => {
        longest = Math.max(longest, acked + waited - dueTicks(acked));
        longestWait = Math.max(longestWait, waited);
      });
      const error = longestWait < EXACT_TICKS ? 0 : longestWait * ERROR_SHARE;
      const least = longest - 2 * error;
      eachRead(facts, (partition, offset, ackedTicks, waited) => {
        const readTicks = ackedTicks + waited;
        if (readTicks - dueTicks(ackedTicks) < least || candidates.size === CANDIDATES_MAX) return;
        candidates.set(facts.log.placeOf(partition, offset), { partition, offset, ackedTicks, readTicks });
      });
      if (error === 0) return null;
      const marks = bits(facts.log.rows.length);
      for (const [place, candidate] of candidates) {
        marks.set(place);
        candidate.readTicks = Number.POSITIVE_INFINITY;
      }
      isCandidate = marks;
      return {
        read(partition, offset, kind, row, ticks) {
          const place = facts.log.placeOf(partition, offset);
          if (place < 0 || !isCandidate!.has(place)) return;
          const candidate = candidates.get(place)!;
          if (ticks < candidate.readTicks && facts.isOf(place, kind, row)) candidate.readTicks = ticks;
        },
      };
    },
    found(): Found {
      let longest = -1;
      let at: Candidate | null = null;
      for (const candidate of candidates.values()) {
        const waited = Math.max(0, candidate.readTicks - dueTicks(candidate.ackedTicks));
        if (waited <= longest) continue;
        longest = waited;
        at = candidate;
      }
      if (at === null) return { count: null, because: "the group read no acknowledged message", spans: [] };
      const { partition, offset, ackedTicks, readTicks } = at;
      const detail = `It was acknowledged at ${secondsOf(ackedTicks)}, and first read at ${secondsOf(readTicks)}.`;
      const span = { partition, first: offset, last: offset, messages: 1, member: -1, ticks: -1, detail };
      return { count: longest / TICKS_PER_MS, spans: [span] };
    },
  };
}

/**
 * From `healedMs`, after the run's start, until the group had read every message that was acknowledged before, as far as it read
 * them at all; to 0.1 % of the time that the last one waited. Null: it read none of them.
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
      const row = facts.rowAt(place);
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
