/**
 * What retention, or a request of a client, deleted before any member of a group read it: acknowledged messages below the start
 * of the log. The log does not tell any more whether it had them, so such a message is neither skipped nor unseen, and the
 * count of that check is not known.
 *
 * A member is overtaken when the start of the log moves past its position: its client resets the position, and reads on at the
 * start. The messages between were deleted, so the group did not skip them.
 */
import { OUTCOME } from "../../history/ledger.js";
import type { GroupFacts } from "./group-facts.js";

/** From `first` up to, not including, `end`. */
export interface Overtaken {
  readonly partition: number;
  readonly first: number;
  readonly end: number;
  readonly member: number;
  readonly ticks: number;
  /** Where the member began, rather than where it was. */
  readonly isBeginning: boolean;
  /** It was handed nothing afterwards, and `end` is the start of the log at the end of the run. */
  readonly isStranded: boolean;
}

export interface DeletedUnread {
  /** Below the committed offset, and no member was overtaken there: skipped, or deleted before. */
  readonly behind: Unread;
  /** The rest. */
  readonly ahead: Unread;
}

export interface Unread {
  readonly messages: number;
  /** The first partition that has some, and its lowest and highest offset; −1: none. */
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/** With `latest`, messages before the first position of the group do not count. */
export function deletedUnread(facts: GroupFacts): DeletedUnread {
  const behind = { messages: 0, partition: -1, first: -1, last: -1 };
  const ahead = { ...behind };
  const { ledger, log } = facts;
  if (log.starts.every((start) => start === 0)) return { behind, ahead };
  const committed = facts.lastCommitted();
  const overtaken = overtakenIn(facts);
  const begun = facts.group.offsetReset === "latest" ? facts.lowestPositions() : null;
  for (let row = 0; row < ledger.rows; row++) {
    if (ledger.outcome[row] !== OUTCOME.acknowledged || facts.rowsRead.has(row)) continue;
    const partition = ledger.partition?.[row] ?? 0;
    const offset = ledger.offset[row]!;
    const due = begun === null ? 0 : begun[partition];
    if (offset >= log.starts[partition]! || due == null || offset < due) continue;
    const isOvertaken = overtaken.some(
      (one) => one.partition === partition && offset >= one.first && offset < one.end,
    );
    const kind = isOvertaken || offset >= (committed[partition] ?? 0) ? ahead : behind;
    kind.messages++;
    if (kind.partition < 0) Object.assign(kind, { partition, first: offset, last: offset });
    if (kind.partition !== partition) continue;
    kind.first = Math.min(kind.first, offset);
    kind.last = Math.max(kind.last, offset);
  }
  return { behind, ahead };
}

/** Each time that the start of the log moved past a member. */
export function overtakenIn({ log, tenures, commits, moves }: GroupFacts): Overtaken[] {
  const begun = tenures.flatMap((tenure): Overtaken[] => {
    const { partition, member, isReset, isStranded, fromTicks, said, firstHanded, handedEnd } = tenure;
    const start = log.starts[partition]!;
    if (!isReset && !isStranded) return [];
    const isBeginning = firstHanded < 0 || isReset;
    const first = isBeginning ? (said ?? committedBefore(commits, partition, fromTicks)) : handedEnd;
    const end = isStranded ? start : firstHanded;
    if (first < 0 || first >= end || end > start) return [];
    const ticks = isStranded ? tenure.resetTicks : tenure.firstHandedTicks;
    return [{ partition, first, end, member, ticks, isBeginning, isStranded }];
  });
  return [...begun, ...moves.overtaken];
}

/** −1: nothing was. */
function committedBefore(commits: GroupFacts["commits"], partition: number, untilTicks: number): number {
  let [newest, offset] = [-1, -1];
  for (let row = 0; row < commits.length; row++) {
    const ticks = commits.at(row, 1);
    if (commits.at(row, 0) !== partition || ticks > untilTicks || ticks < newest) continue;
    [newest, offset] = [ticks, commits.at(row, 2)];
  }
  return offset;
}

/** `400 acknowledged messages (partition 0, offsets 100–499)` */
export function unreadText(
  { messages, partition, first, last }: Unread,
  label: (partition: number) => string,
) {
  const what = messages === 1 ? "1 acknowledged message" : `${messages} acknowledged messages`;
  const where = first === last ? `offset ${first}` : `offsets ${first}–${last}`;
  return `${what} (${label(partition)}, ${where})`;
}

/** How many acknowledged messages there were between. */
export function acknowledgedIn({ ledger }: GroupFacts, { partition, first, end }: Overtaken): number {
  let messages = 0;
  for (let row = 0; row < ledger.rows; row++) {
    const offset = ledger.offset[row]!;
    if (ledger.outcome[row] !== OUTCOME.acknowledged || (ledger.partition?.[row] ?? 0) !== partition)
      continue;
    if (offset >= first && offset < end) messages++;
  }
  return messages;
}
