/**
 * `jumped`: how often a member read on elsewhere than it had to.
 *
 *   begins    at a new assignment: before the offset that a broker had confirmed to the group before, or behind it
 *   moves     its client said that it reset its position, and the next message is another one than the next in turn
 *
 * A commit may have been stored though no member got the answer. It commits no message that no member was handed. So a
 * beginning behind the committed offset is a jump only if messages lie between that no member had been handed before, and
 * every member that had the partition before ended in order, or a commit was confirmed after its end. Auto-commit commits
 * messages that the client has taken and not yet handed over, so there a commit after the end has to be confirmed.
 * A client that reset its position may have committed the new one.
 * A beginning before the committed offset is no jump where a member went back after that commit, or another one still had the
 * partition and had been handed less: its own commit may be a lower one.
 * A member begins with the first message that it is handed. Where its client said that it would begin may be out of date by
 * then: another member may have committed in between.
 * Messages count as left out once the message behind them was read, and proves to be the one that the log has there.
 * Without a committed offset `offsetReset` says where a member begins: at the beginning, or anywhere with `latest`.
 */
import { type ConsumerCheck, type Found, SPANS_MAX, type Span } from "../consumer-check.js";
import { acknowledgedIn, overtakenIn } from "../deleted-unread.js";
import type { GroupFacts, Tenure } from "../group-facts.js";

export const jumped: ConsumerCheck<"jumped"> = {
  name: "jumped",
  watch: (facts) => ({
    found(): Found {
      const begun = [...jumpsAtBeginnings(facts), ...jumpsOverDeleted(facts)];
      const { times, spans } = facts.moves.byReset;
      return { count: begun.length + times, spans: [...begun, ...spans].slice(0, SPANS_MAX) };
    },
  }),
};

/** The start of the log moved past the member. */
function jumpsOverDeleted(facts: GroupFacts): Span[] {
  return overtakenIn(facts).flatMap((one) => {
    const { partition, first, end, member, ticks, isBeginning, isStranded } = one;
    const messages = acknowledgedIn(facts, one);
    if (messages === 0) return [];
    const where = isBeginning ? "the committed offset" : "the next offset in turn,";
    const then = isStranded ? "and got no message afterwards" : `and read on at ${end}`;
    const detail = `The start of the log moved past ${where} ${first}. The client reset its position, ${then}.`;
    return [{ partition, first, last: end - 1, messages, member, ticks, detail }];
  });
}

function jumpsAtBeginnings(facts: GroupFacts): Span[] {
  const byPartition: Tenure[][] = Array.from({ length: facts.log.partitions }, () => []);
  for (const tenure of facts.tenures) byPartition[tenure.partition]!.push(tenure);
  const commits = commitsByPartition(facts);
  return byPartition.flatMap((tenures, partition) => {
    tenures.sort((a, b) => a.fromTicks - b.fromTicks);
    return tenures.flatMap((tenure) => jumpOf(facts, tenure, tenures, commits[partition]!) ?? []);
  });
}

interface Commit {
  readonly ticks: number;
  readonly offset: number;
  readonly member: number;
}

function commitsByPartition({ commits, log }: GroupFacts): Commit[][] {
  const lists: Commit[][] = Array.from({ length: log.partitions }, () => []);
  for (let row = 0; row < commits.length; row++)
    lists[commits.at(row, 0)]!.push({
      ticks: commits.at(row, 1),
      offset: commits.at(row, 2),
      member: commits.at(row, 3),
    });
  for (const list of lists) list.sort((a, b) => a.ticks - b.ticks);
  return lists;
}

function jumpOf(
  { log, isCommittedOnly, group }: GroupFacts,
  tenure: Tenure,
  all: readonly Tenure[],
  commits: readonly Commit[],
): Span | null {
  const { partition, member, fromTicks, firstHanded: position, firstHandedTicks, isReset } = tenure;
  if (position < 0) return null;
  const before = commits[lastBefore(commits, fromTicks)];
  const untilRead = commits[lastBefore(commits, firstHandedTicks + 1)] ?? before;
  if (before === undefined && group.offsetReset === "latest") return null;
  const committed = before?.offset ?? log.starts[partition]!;
  const span = (first: number, end: number, text: string): Span => {
    const messages = log.messagesBetween(partition, first, end, isCommittedOnly);
    const had =
      before === undefined ? "Nothing was committed before." : `Offset ${committed} was committed before.`;
    const how = isReset ? " The client reset its position." : "";
    const detail = `${had}${how} The member began ${text} at ${position}.`;
    return { partition, first, last: end - 1, messages, member, ticks: firstHandedTicks, detail };
  };
  const earlier = all.filter((one) => one !== tenure && one.fromTicks <= fromTicks);
  if (before !== undefined && position < committed) {
    const isExplained = earlier.some(
      (one) =>
        one.wentBackTicks > before.ticks ||
        (one.member !== before.member &&
          one.untilTicks > before.ticks &&
          isWithin(one.handedEnd, committed)) ||
        (one.fromTicks > before.ticks && isWithin(one.said ?? one.firstHanded, committed)),
    );
    return isExplained && !isReset ? null : span(position, committed, "before it,");
  }
  const handedEnd = Math.max(0, ...earlier.map((one) => one.handedEnd));
  const isExplained =
    !isReset &&
    group.commit !== "never" &&
    earlier.some((one) => {
      const isOrderly = group.commit !== "auto" && one.endedBy === "revoked" && one.untilTicks <= fromTicks;
      if (one.resetTicks > (before?.ticks ?? -1)) return true;
      return !isOrderly && !(before !== undefined && before.ticks > one.untilTicks);
    });
  const known = Math.max(committed, untilRead?.offset ?? 0, isReset ? 0 : handedEnd);
  if (isExplained || position <= known || !tenure.isFirstReadSame) return null;
  if (log.messagesBetween(partition, known, position, isCommittedOnly) === 0) return null;
  return span(known, position, before === undefined ? "later," : "behind it,");
}

function isWithin(position: number, end: number): boolean {
  return position >= 0 && position < end;
}

/** The index of the last commit before `ticks`; −1: there is none. */
function lastBefore(commits: readonly Commit[], ticks: number): number {
  let low = 0;
  let high = commits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (commits[middle]!.ticks < ticks) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
