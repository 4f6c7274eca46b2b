/**
 * A copier that copies a topic, simulated: processes that read, copy and commit, aborts, restarts and rebalances. By itself it copies each message
 * exactly once. A `Plan` makes it wrong in one way or several, and the simulation says which messages it made wrong.
 */
import { createLedger, type Ledger } from "../../history/ledger.js";
import type { BatchOrigin, LogIdentity } from "../../history/log-entries.js";
import type { LogFooter, StoredLog } from "../../history/log-file.js";
import { MemoryLog } from "../../history/memory-log.test-support.js";
import { messageWriter } from "../../history/message.js";
import { NO_ROW, READ_KIND, UNKNOWN_OFFSET } from "../../history/read-records.js";
import type { StoredMember, StoredReads } from "../../history/reads.js";
import { seededRandom } from "../../random.js";

const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;
const ROWS = 60;
const PARTITIONS = 2;
const PLAIN: BatchOrigin = { leaderEpoch: 0, producerId: -1, isTransactional: false, marker: null };

interface ReadEvent {
  readonly kind: keyof typeof READ_KIND;
  readonly partition: number;
  readonly offset: number;
  readonly arg: number;
  readonly member: number;
  readonly ticks: number;
  readonly detail: number;
}

export interface Plan {
  readonly isMissing?: boolean;
  readonly isTwice?: boolean;
  readonly isInvented?: boolean;
  readonly isUncopied?: boolean;
  /** Transactions that are aborted, and copied again. */
  readonly aborts?: boolean;
  /** Processes are killed, and others take their place. */
  readonly restarts?: boolean;
  /** Partitions move to another process, between two transactions or while one is open. */
  readonly rebalances?: boolean;
  /** Messages that `from` has twice, with two copies. */
  readonly duplicates?: boolean;
}

interface Record {
  readonly kind: "message" | "commit" | "abort";
  readonly row: number;
  /** Of its transaction. */
  readonly producerId: number;
}

export interface SimulatedCopier {
  readonly reads: StoredReads;
  readonly log: Pick<StoredLog, "read" | "identity">;
  readonly ledger: Ledger;
  /** Rows, in order. */
  readonly expected: { missing: number[]; twice: number[]; invented: number[]; uncopied: number[] };
}

const TOPICS: LogIdentity["topics"] = [
  { name: "orders", partitions: PARTITIONS },
  { name: "invoices", partitions: PARTITIONS, isCopy: true },
];

export function simulateCopier(plan: Plan, seed: number): SimulatedCopier {
  const random = seededRandom(seed);
  const chance = (share: number) => random() < share;
  const expected: SimulatedCopier["expected"] = { missing: [], twice: [], invented: [], uncopied: [] };
  const ledger = createLedger({
    ...{ nonce: NONCE, partitions: 2 * PARTITIONS, startedAtMs: 0 },
    producers: [{ messages: ROWS, acks: "all" }],
  });
  const from: number[][] = Array.from({ length: PARTITIONS }, () => []);
  const to: Record[][] = Array.from({ length: PARTITIONS }, () => []);
  const lost: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    const log = from[Math.floor(random() * PARTITIONS)]!;
    // The log lost it after it was copied.
    if (plan.isInvented && chance(0.05)) lost.push(row);
    else {
      log.push(row);
      if (plan.duplicates && chance(0.05)) log.push(row);
    }
  }
  const events: ReadEvent[] = [];
  let [member, ticks, transaction] = [0, 10, 0];
  /** Of each process: whether it was killed. */
  const isKilled = [false];
  const tell = (kind: keyof typeof READ_KIND, partition: number, offset: number, arg = 0) =>
    events.push({ kind, partition, offset, arg, member, ticks: ticks++, detail: 0 });
  /** The partition goes to another process, which begins at the committed offset. */
  const move = (partition: number, offset: number) => {
    const others = [...isKilled.keys(), isKilled.length].filter((one) => one !== member && !isKilled[one]);
    member = others[Math.floor(random() * others.length)]!;
    isKilled[member] = false;
    tell("assigned", partition, offset);
  };
  const restart = (partition: number, offset: number) => {
    isKilled[member] = true;
    move(partition, offset);
  };
  const rebalance = (partition: number, offset: number) => {
    tell("revoked", partition, 0);
    move(partition, offset);
  };
  for (const [partition, rows] of from.entries()) {
    const copies = to[partition]!;
    tell("assigned", partition, UNKNOWN_OFFSET);
    const last = plan.isUncopied ? Math.floor(rows.length * random()) : rows.length;
    for (let next = 0; next < last; ) {
      const end = Math.min(last, next + 1 + Math.floor(random() * 10));
      const batch = rows.slice(next, end);
      tell("handed", partition, next, end - 1);
      for (const [i, row] of batch.entries()) tell("read", partition, next + i, row);
      const producerId = 1_000 + transaction++;
      const write = (some: readonly number[], kind: "commit" | "abort") => {
        if (some.length === 0) return;
        for (const row of some) copies.push({ kind: "message", row, producerId });
        copies.push({ kind, row: -1, producerId });
      };
      if (plan.aborts && chance(0.3)) {
        write(batch, "abort");
        if (plan.restarts && chance(0.4)) restart(partition, next);
        else if (plan.rebalances && chance(0.4)) rebalance(partition, next);
        continue;
      }
      const kept = batch.filter((row) => {
        const isCopied = !(plan.isMissing && rows.indexOf(row) === rows.lastIndexOf(row) && chance(0.1));
        if (!isCopied) expected.missing.push(row);
        return isCopied;
      });
      write(kept, "commit");
      if (plan.isTwice) {
        const again = [...new Set(kept)].filter(
          (row) => rows.indexOf(row) === rows.lastIndexOf(row) && chance(0.1),
        );
        expected.twice.push(...again);
        write(again, "commit");
      }
      tell("committed", partition, end);
      next = end;
      if (plan.rebalances && chance(0.2)) rebalance(partition, next);
    }
    expected.uncopied.push(...new Set(rows.slice(last)));
  }
  const [first] = to;
  for (const row of lost) {
    const producerId = 1_000 + transaction++;
    first!.push({ kind: "message", row, producerId }, { kind: "commit", row: -1, producerId });
    expected.invented.push(row);
  }
  // A message that was copied in part is not counted as one that was not copied at all.
  expected.uncopied = expected.uncopied.filter(
    (row) => !from.some((rows, p) => rows.lastIndexOf(row) >= 0 && isCopiedBelow(to[p]!, rows, row)),
  );
  return { reads: readsOf(isKilled, events), log: logOf(from, to), ledger, expected };
}

/** Whether each record of the message has a copy. */
function isCopiedBelow(copies: readonly Record[], rows: readonly number[], row: number): boolean {
  const committed = new Set(
    copies.flatMap(({ kind, producerId }) => (kind === "commit" ? [producerId] : [])),
  );
  const times = copies.filter((one) => one.row === row && committed.has(one.producerId)).length;
  return times >= rows.filter((one) => one === row).length;
}

function logOf(from: readonly number[][], to: readonly Record[][]): SimulatedCopier["log"] {
  const identity: LogIdentity = {
    ...{ topics: TOPICS, nonce: NONCE, schemaId: null },
    producers: [{ messages: ROWS, sizeBytes: SIZE_BYTES }],
  };
  const log = new MemoryLog(identity);
  const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: SIZE_BYTES });
  for (const [partition, rows] of from.entries()) {
    log.begin(partition);
    log.batch(PLAIN);
    for (const [offset, row] of rows.entries()) log.record(offset, writer.write(row, 1), 0, SIZE_BYTES);
    log.end(rows.length);
  }
  for (const [partition, records] of to.entries()) {
    log.begin(PARTITIONS + partition);
    for (const [offset, { kind, row, producerId }] of records.entries()) {
      log.batch({ ...PLAIN, producerId, isTransactional: true, marker: kind === "message" ? null : kind });
      if (kind === "message") log.record(offset, writer.write(row, 1), 0, SIZE_BYTES);
      else log.control(offset, offset);
    }
    log.end(records.length);
  }
  return {
    identity,
    async read(sink): Promise<LogFooter> {
      log.read(sink);
      return { topicConfigs: [null, null], transactions: log.transactions };
    },
  };
}

/** `isKilled`: by process. */
function readsOf(isKilled: readonly boolean[], events: readonly ReadEvent[]): StoredReads {
  const words = isKilled.map(() => [] as number[]);
  for (const { member, kind, detail, partition, ticks, offset, arg } of events)
    words[member]!.push(
      READ_KIND[kind] + detail * 2 ** 8 + partition * 2 ** 16,
      ...[ticks, offset, arg < 0 ? NO_ROW : arg],
    );
  const blocks = words.map((some, member) => ({ member, words: Uint32Array.from(some) }));
  const indexes = (first: number) => Array.from({ length: PARTITIONS }, (_, number) => first + number);
  return {
    header: {
      ...{ nonce: NONCE, topic: "orders", partitions: 2 * PARTITIONS, rows: ROWS, unfinished: [] },
      groups: [
        {
          ...{ group: "billing", mode: "subscribe", commit: "after", isolation: "read_committed" },
          ...{ offsetReset: "earliest", partitions: indexes(0) },
          copies: { partitions: indexes(PARTITIONS), transactions: true },
        },
      ],
      members: isKilled.map(
        (wasKilled, instance): StoredMember => ({
          ...{ group: "billing", instance, incarnation: 0, role: "member", startedMs: 0, endedMs: 1_000 },
          ...{ end: wasKilled ? "killed" : "closed", records: words[instance]!.length / 4 },
        }),
      ),
    },
    async *blocks() {
      yield* blocks;
    },
  };
}
