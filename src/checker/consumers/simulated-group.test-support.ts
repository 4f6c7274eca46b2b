/**
 * A consumer group that reads a log, simulated: members that poll, process and commit, rebalances, kills, and a final client at
 * the end. By itself the group is correct. A `Plan` makes it wrong in one way or several, and the simulation counts what it
 * did wrong. What follows from the records and the log at the end is counted by `expectedOf`, in the plainest way.
 */
import { createLedger, type Ledger } from "../../history/ledger.js";
import type { BatchOrigin } from "../../history/log-entries.js";
import type { LogFooter, StoredLog } from "../../history/log-file.js";
import { MemoryLog } from "../../history/memory-log.test-support.js";
import { messageWriter } from "../../history/message.js";
import { NO_ROW, READ_KIND, RESET_TO, UNKNOWN_OFFSET } from "../../history/read-records.js";
import type { GroupOfReads, StoredMember, StoredReads } from "../../history/reads.js";
import { seededRandom } from "../../random.js";

export const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;
export const ROWS = 200;
const STEPS = 60;

export interface Plan {
  readonly commit: GroupOfReads["commit"];
  readonly isolation?: GroupOfReads["isolation"];
  /** Kills where nothing is read twice or left out, or anywhere. */
  readonly kills?: "none" | "clean" | "anywhere";
  /** Cuts of the log: of messages that nobody read, or of any. */
  readonly truncations?: "none" | "unread" | "any";
  readonly gaps?: boolean;
  readonly stepsBack?: boolean;
  /** Resets that the client tells, to the beginning and to the end. */
  readonly resets?: boolean;
  /** A new assignment begins before or behind the committed offset. */
  readonly jumps?: "none" | "back" | "ahead";
  /** The final client gets nothing of some partitions. */
  readonly isStuck?: boolean;
  /** A member waits so long, in ticks, before it reads on. */
  readonly pauseTicks?: number;
  /** Commits that the broker has though no member got the answer. */
  readonly unheardCommits?: boolean;
}

export interface Entry {
  /** `deleted`: retention deleted it, so it is below the start of the log. `compacted`: compaction removed it. */
  readonly kind: "message" | "control" | "aborted" | "abort" | "deleted" | "compacted";
  readonly row: number;
}

interface Event {
  readonly kind: keyof typeof READ_KIND;
  readonly detail: number;
  readonly partition: number;
  readonly ticks: number;
  readonly offset: number;
  readonly arg: number;
}

interface Member {
  readonly index: number;
  readonly instance: number;
  readonly role: "member" | "final";
  readonly events: Event[];
  readonly startedTicks: number;
  endedTicks: number;
  end: StoredMember["end"] | null;
}

interface Tenure {
  readonly member: Member;
  position: number;
  hasBeenHanded: boolean;
  /** It began before or behind the committed offset. */
  isElsewhere: boolean;
  /** Since a reset: where it was before. */
  movedFrom: number | null;
}

/** A gap or a move that was planted: messages from `from` up to `to` are at stake, if the log still has `row` at `to`. */
interface Planted {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

export interface SimulatedRun {
  readonly plan: Plan;
  readonly reads: StoredReads;
  readonly log: Pick<StoredLog, "read">;
  readonly ledger: Ledger;
  readonly entries: readonly (readonly Entry[])[];
  readonly members: readonly Member[];
  readonly gaps: readonly Planted[];
  readonly moves: readonly Planted[];
  readonly stepsBack: number;
  readonly jumps: number;
}

export function simulate(seed: number, plan: Plan): SimulatedRun {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const chance = (share: number) => random() < share;
  const partitions = 1 + upTo(2);
  const isCommittedOnly = (plan.isolation ?? "read_committed") === "read_committed";
  const entries: Entry[][] = Array.from({ length: partitions }, () => []);
  const committed = new Array<number>(partitions).fill(-1);
  const handedEnd = new Array<number>(partitions).fill(0);
  const members: Member[] = [];
  const tenures = new Array<Tenure | null>(partitions).fill(null);
  const gaps: Planted[] = [];
  const moves: Planted[] = [];
  let [row, now, stepsBack, jumps] = [0, 0, 0, 0];
  /** Partitions of which a commit was not heard, or a member was killed: where the next one begins is not sure to a reader. */
  const unsure = new Set<number>();
  const ledger = createLedger({
    ...{ nonce: NONCE, producers: [{ messages: ROWS, acks: "all" }], partitions },
    startedAtMs: Date.UTC(2026, 0, 1),
  });
  const tick = () => {
    now += 1 + upTo(20);
  };

  const isReadable = ({ kind }: Entry) => kind === "message" || (kind === "aborted" && !isCommittedOnly);
  const readableFrom = (partition: number, position: number) =>
    entries[partition]!.flatMap((entry, offset) => (offset >= position && isReadable(entry) ? [offset] : []));

  function append(): void {
    const partition = upTo(partitions - 1);
    const log = entries[partition]!;
    tick();
    const kind = random();
    if (kind < 0.05) {
      log.push({ kind: "control", row: -1 });
    } else if (kind < 0.1 && row + 3 <= ROWS) {
      for (let i = 0; i < 2; i++) {
        ledger.sent(0, row, now / 10);
        ledger.failed(0, row, partition, "ERR", now / 10);
        log.push({ kind: "aborted", row: row++ });
      }
      log.push({ kind: "abort", row: -1 });
    } else if (row < ROWS) {
      ledger.sent(0, row, now / 10);
      ledger.acknowledged(0, row, partition, log.length, (now + 5) / 10);
      log.push({ kind: "message", row: row++ });
    }
  }

  function tell(
    member: Member,
    kind: Event["kind"],
    partition: number,
    offset: number,
    { arg = 0, detail = 0 } = {},
  ): void {
    tick();
    member.events.push({ kind, detail, partition, ticks: now, offset, arg });
  }

  function start(instance: number, role: Member["role"] = "member"): Member {
    tick();
    const member: Member = {
      ...{ index: members.length, instance, role, events: [], startedTicks: now, endedTicks: now, end: null },
    };
    members.push(member);
    return member;
  }

  function stop(member: Member, end: StoredMember["end"]): void {
    tick();
    member.endedTicks = now;
    member.end = end;
    for (const [partition, tenure] of tenures.entries()) {
      if (tenure?.member !== member) continue;
      tenures[partition] = null;
      if (end === "killed") unsure.add(partition);
    }
  }

  function commit(member: Member, partition: number, offset: number): void {
    if (plan.commit === "never") return;
    committed[partition] = offset;
    if (plan.unheardCommits && chance(0.3)) unsure.add(partition);
    else {
      tell(member, "committed", partition, offset);
      unsure.delete(partition);
    }
  }

  const live = () => members.filter(({ end, role }) => end === null && role === "member");

  function rebalance(): void {
    for (const [partition, tenure] of tenures.entries()) {
      if (tenure === null) continue;
      if (plan.commit !== "before") commit(tenure.member, partition, tenure.position);
      const isLost = chance(0.1);
      tell(tenure.member, "revoked", partition, 0, { detail: isLost ? 1 : 0 });
      if (isLost) unsure.add(partition);
      tenures[partition] = null;
    }
    const all = live();
    if (all.length === 0) return;
    for (let partition = 0; partition < partitions; partition++)
      assign(all[upTo(all.length - 1)]!, partition);
  }

  function assign(member: Member, partition: number): void {
    let position = Math.max(0, committed[partition]!);
    const last = committed[partition]!;
    if (member.role === "member" && last > 0 && !unsure.has(partition) && chance(0.5)) {
      const rest = readableFrom(partition, last);
      if (plan.jumps === "back") {
        position = upTo(last - 1);
        if (readableFrom(partition, position)[0]! >= last) position = last;
      } else if (plan.jumps === "ahead" && rest.length > 2) position = rest[1 + upTo(rest.length - 2)]!;
    }
    const isElsewhere = position !== Math.max(0, last);
    const isSaid = position !== last || last < 0 ? position !== Math.max(0, last) : chance(0.5);
    tell(member, "assigned", partition, isSaid ? position : UNKNOWN_OFFSET);
    tenures[partition] = { member, position, hasBeenHanded: false, movedFrom: null, isElsewhere };
  }

  /** Returns false where there is nothing to read. `reads`: how many of the batch are processed before the member is killed. */
  function poll(partition: number, killAfter: "handed" | "some" | "all" | null = null): boolean {
    const tenure = tenures[partition];
    if (tenure == null) return false;
    const { member } = tenure;
    let rest = readableFrom(partition, tenure.position);
    if (tenure.hasBeenHanded && plan.resets && chance(0.1)) {
      const isBack = chance(0.5);
      const to = isBack ? 0 : entries[partition]!.length;
      tell(member, "reset", partition, chance(0.5) ? to : UNKNOWN_OFFSET, {
        detail: isBack ? RESET_TO.beginning : RESET_TO.end,
      });
      tenure.movedFrom ??= tenure.position;
      tenure.position = to;
      rest = readableFrom(partition, to);
    }
    const mayPlant = tenure.movedFrom === null && killAfter === null;
    let gap: number | null = null;
    if (plan.gaps && mayPlant && tenure.hasBeenHanded && rest.length > 4 && chance(0.2)) {
      gap = tenure.position;
      rest = rest.slice(1 + upTo(2));
    } else if (plan.stepsBack && mayPlant && tenure.hasBeenHanded && chance(0.1)) {
      const back = entries[partition]!.flatMap((entry, offset) =>
        offset < tenure.position && isReadable(entry) ? [offset] : [],
      );
      if (back.length > 0) {
        rest = readableFrom(partition, back.at(-1 - upTo(Math.min(3, back.length - 1)))!);
        stepsBack++;
      }
    }
    if (rest.length === 0) return false;
    const batch = rest.slice(0, 1 + upTo(7));
    const [first, last] = [batch[0]!, batch.at(-1)!];
    tell(member, "handed", partition, first, { arg: last });
    handedEnd[partition] = Math.max(handedEnd[partition]!, last + 1);
    if (tenure.isElsewhere) jumps++;
    tenure.isElsewhere = false;
    if (gap !== null) gaps.push({ partition, from: gap, to: first, row: entries[partition]![first]!.row });
    const { movedFrom } = tenure;
    tenure.movedFrom = null;
    tenure.hasBeenHanded = true;
    if (plan.commit === "before") commit(member, partition, last + 1);
    const done = killAfter === "handed" ? 0 : killAfter === "some" ? upTo(batch.length - 1) : batch.length;
    // A move ahead shows only when the message behind it is read.
    if (movedFrom !== null && (first < movedFrom || (first > movedFrom && done > 0)))
      moves.push({ partition, from: movedFrom, to: first, row: entries[partition]![first]!.row });
    for (const offset of batch.slice(0, done)) {
      const { row } = entries[partition]![offset]!;
      tell(member, "read", partition, offset, { arg: row });
    }
    if (killAfter !== null) {
      stop(member, "killed");
      return true;
    }
    // Auto-commit commits a batch when the next one was asked for.
    const position = tenure.position;
    tenure.position = last + 1;
    if (plan.commit === "after") commit(member, partition, last + 1);
    else if (plan.commit === "auto" && chance(0.3)) commit(member, partition, position);
    return true;
  }

  /** A kill after which nothing is read twice and nothing left out, where the plan asks for that. */
  function kill(): void {
    const partition = upTo(partitions - 1);
    const tenure = tenures[partition];
    if (tenure == null) return;
    const isClean = plan.kills === "clean";
    if (!isClean) {
      const points = ["handed", "some", "all", null] as const;
      if (!poll(partition, points[upTo(3)]!)) stop(tenure.member, "killed");
      return;
    }
    const owned = tenures.flatMap((one, of) => (one?.member === tenure.member ? [{ of, one }] : []));
    const isDone = owned.every(({ of, one }) => one.position <= Math.max(0, committed[of]!));
    if (!isDone) return;
    if (plan.commit === "before") {
      if (!poll(partition, "all")) stop(tenure.member, "killed");
    } else if (!poll(partition, "handed")) stop(tenure.member, "killed");
  }

  function truncate(): void {
    const partition = upTo(partitions - 1);
    const log = entries[partition]!;
    const read = Math.max(handedEnd[partition]!, committed[partition]!, tenures[partition]?.position ?? 0);
    const lowest = plan.truncations === "unread" ? read : 0;
    if (log.length <= lowest) return;
    const end = Math.max(lowest, log.length - 1 - upTo(8));
    // A transaction goes as a whole, so that none stays open.
    if (log[end - 1]?.kind !== "aborted") log.length = end;
  }

  const instances = 1 + upTo(2);
  for (let instance = 0; instance < instances; instance++) start(instance);
  for (let i = 0; i < 20; i++) append();
  rebalance();
  for (let step = 0; step < STEPS; step++) {
    for (let i = upTo(2); i > 0; i--) append();
    if (chance(0.06)) rebalance();
    if (plan.truncations !== undefined && plan.truncations !== "none" && chance(0.05)) truncate();
    if (plan.kills !== undefined && plan.kills !== "none" && chance(0.08)) kill();
    for (const { instance } of members.filter(({ end, role }) => end === "killed" && role === "member")) {
      if (live().some((one) => one.instance === instance) || !chance(0.3)) continue;
      start(instance);
      rebalance();
    }
    if (plan.pauseTicks !== undefined && step === STEPS / 2) now += plan.pauseTicks;
    poll(upTo(partitions - 1));
  }
  if (live().length === 0) start(0);
  rebalance();
  if (!plan.isStuck) for (let partition = 0; partition < partitions; partition++) while (poll(partition));
  for (const [partition, tenure] of tenures.entries()) {
    if (tenure !== null && plan.commit !== "before") commit(tenure.member, partition, tenure.position);
  }
  for (const member of live()) stop(member, "closed");
  const final = start(0, "final");
  for (let partition = 0; partition < partitions; partition++) assign(final, partition);
  const unfinished = [];
  for (let partition = 0; partition < partitions; partition++) {
    if (plan.isStuck && chance(0.5)) {
      const at = tenures[partition]!.position;
      unfinished.push({ group: "billing", partition, at, end: entries[partition]!.length });
      continue;
    }
    while (poll(partition));
    commit(final, partition, Math.max(tenures[partition]!.position, committed[partition]!));
  }
  if (plan.isStuck) now += 100_000;
  stop(final, "closed");
  return {
    ...{ plan, entries, members, gaps, moves, stepsBack, jumps, ledger },
    log: logOf(entries),
    reads: readsOf(plan, partitions, members, unfinished),
  };
}

const PLAIN: BatchOrigin = { leaderEpoch: 0, producerId: -1, isTransactional: false, marker: null };
const OF_TRANSACTION: BatchOrigin = { leaderEpoch: 0, producerId: 7, isTransactional: true, marker: null };

export function logOf(entries: readonly (readonly Entry[])[]): Pick<StoredLog, "read"> {
  const log = new MemoryLog({
    ...{ topics: [{ name: "test1", partitions: entries.length }], nonce: NONCE, schemaId: null },
    producers: [{ messages: ROWS, sizeBytes: SIZE_BYTES }],
  });
  const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: SIZE_BYTES });
  for (const [partition, records] of entries.entries()) {
    log.begin(partition);
    for (const [offset, { kind, row }] of records.entries()) {
      if (kind === "deleted") log.deleted(offset, offset);
      if (kind === "deleted" || kind === "compacted") continue;
      log.batch(
        kind === "aborted"
          ? OF_TRANSACTION
          : kind === "abort"
            ? { ...OF_TRANSACTION, marker: "abort" }
            : PLAIN,
      );
      if (row < 0) log.control(offset, offset);
      else log.record(offset, writer.write(row, 1), 0, SIZE_BYTES);
    }
    log.end(records.length);
  }
  return {
    async read(sink): Promise<LogFooter> {
      log.read(sink);
      return { topicConfigs: [null], transactions: log.transactions };
    },
  };
}

function readsOf(
  plan: Plan,
  partitions: number,
  members: readonly Member[],
  unfinished: StoredReads["header"]["unfinished"],
): StoredReads {
  const group: GroupOfReads = {
    ...{ group: "billing", mode: "subscribe", commit: plan.commit, offsetReset: "earliest" },
    isolation: plan.isolation ?? "read_committed",
  };
  return {
    header: {
      ...{ nonce: NONCE, topic: "test1", partitions, rows: ROWS, groups: [group], unfinished },
      members: members.map(({ instance, index, role, events, startedTicks, endedTicks, end }) => ({
        ...{ group: "billing", instance, role, records: events.length, end: end ?? "running" },
        incarnation: members.filter((one) => one.index < index && one.instance === instance).length,
        startedMs: startedTicks / 10,
        endedMs: endedTicks / 10,
      })),
    },
    async *blocks() {
      for (const { index, events } of members) {
        const words = events.flatMap(({ kind, detail, partition, ticks, offset, arg }) => [
          READ_KIND[kind] + detail * 2 ** 8 + partition * 2 ** 16,
          ...[ticks, offset, arg < 0 ? NO_ROW : arg],
        ]);
        yield { member: index, words: Uint32Array.from(words) };
      }
    },
  };
}

/** What a run shows, counted one message at a time. */
export function expectedOf({ plan, entries, members, ledger, gaps, moves, ...planted }: SimulatedRun) {
  const isCommittedOnly = (plan.isolation ?? "read_committed") === "read_committed";
  const isReadable = (entry: Entry | undefined) =>
    entry?.kind === "message" || (entry?.kind === "aborted" && !isCommittedOnly);
  const all = members.flatMap(({ events }) => events).sort((a, b) => a.ticks - b.ticks);
  const readAt = all.filter(({ kind }) => kind === "read");
  const rowsRead = new Set(readAt.map(({ arg }) => arg));
  const kept = new Set(entries.flatMap((log) => log.map(({ row }) => row)));
  const times = new Map<string, number>();
  const divergent = new Set<string>();
  const firstRead = new Map<string, number>();
  for (const { partition, offset, arg, ticks } of readAt) {
    const key = `${partition}/${offset}`;
    if (entries[partition]![offset]?.row === arg) {
      times.set(key, (times.get(key) ?? 0) + 1);
      if (!firstRead.has(key)) firstRead.set(key, ticks);
    } else if (offset >= entries[partition]!.length || entries[partition]![offset]!.row >= 0)
      divergent.add(key);
  }
  let [skipped, unseen, lagTicks] = [0, 0, 0];
  for (const [partition, log] of entries.entries()) {
    const committed =
      all.findLast((one) => one.kind === "committed" && one.partition === partition)?.offset ?? 0;
    for (const [offset, entry] of log.entries()) {
      const first = firstRead.get(`${partition}/${offset}`);
      const isAcknowledged = entry.kind === "message" && ledger.offset[entry.row] === offset;
      if (first !== undefined && isAcknowledged)
        lagTicks = Math.max(lagTicks, first - ledger.settledAt[entry.row]!);
      if (!isReadable(entry) || rowsRead.has(entry.row)) continue;
      if (offset < committed) skipped++;
      else if (entry.kind === "message") unseen++;
    }
  }
  const between = (partition: number, from: number, to: number) =>
    entries[partition]!.filter((entry, offset) => offset >= from && offset < to && isReadable(entry)).length;
  return {
    ...{ skipped, unseen, lagTicks, divergentReads: divergent.size },
    reprocessed: [...times.values()].filter((one) => one > 1).length,
    pollSkip: gaps
      .filter(({ partition, to, row }) => entries[partition]![to]?.row === row)
      .reduce((sum, { partition, from, to }) => sum + between(partition, from, to), 0),
    nonmonotonicPoll: planted.stepsBack,
    jumped:
      planted.jumps +
      moves.filter(
        ({ partition, from, to, row }) =>
          to < from || (entries[partition]![to]?.row === row && between(partition, from, to) > 0),
      ).length,
    readButLost: [...rowsRead].filter((row) => !kept.has(row)).length,
  };
}
