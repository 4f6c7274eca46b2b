/**
 * What readers of committed messages were handed: messages of transactions that the client did not commit, and messages that they got
 * before it asked for the commit. The readers are members with isolation read_committed, or transactions that read. A read counts once
 * for each message, wherever the log has the message now.
 */
import type { Ledger } from "../../history/ledger.js";
import { RECORD } from "../../history/log-entries.js";
import { NO_ROW } from "../../history/read-records.js";
import type { StoredReads } from "../../history/reads.js";
import { type Bits, bits } from "../bits.js";
import { type ReadSink, tellBlock, toEach } from "../consumers/read-sink.js";
import { NEVER_ASKED, type TransactionTable } from "./transaction-table.js";

/** Times have a resolution of one tick, so each may be half a tick off. What is nearer is in doubt. */
const DOUBT_TICKS = 1;
const EXAMPLES_MAX = 1_000;

/** The first read of a message of a transaction: by a consumer, or by a transaction. */
export type ReadExample = { readonly row: number; readonly ticks: number } & (
  | { readonly offset: number }
  | { readonly transaction: number }
);

export class CommittedReads implements Partial<ReadSink> {
  /** By row: of a transaction that the client aborted or abandoned. */
  readonly refused: Bits;
  /** By row: handed over before the commit was asked for. */
  readonly early: Bits;
  /** By transaction. */
  readonly refusedExamples = new Map<number, ReadExample>();
  readonly earlyExamples = new Map<number, ReadExample>();
  /** A member read a message before its producer sent it: their clocks differ. */
  isClockOff = false;
  /** By partition: when the last batch was handed over. */
  readonly #handedTicks: Float64Array;

  constructor(
    readonly table: TransactionTable,
    readonly ledger: Ledger,
    readonly isOfCopies: (partition: number) => boolean,
  ) {
    this.refused = bits(ledger.rows);
    this.early = bits(ledger.rows);
    this.#handedTicks = new Float64Array(ledger.partitions).fill(Number.POSITIVE_INFINITY);
  }

  member(): void {
    this.#handedTicks.fill(Number.POSITIVE_INFINITY);
  }

  handed(partition: number, _first: number, _last: number, ticks: number): void {
    this.#handedTicks[partition] = ticks;
  }

  read(partition: number, offset: number, kind: number, row: number, readTicks: number): void {
    if (row === NO_ROW || kind !== RECORD.message || this.isOfCopies(partition)) return;
    // The record of a read is of the end of its processing.
    const ticks = Math.min(this.#handedTicks[partition]!, readTicks);
    if (ticks + DOUBT_TICKS < this.ledger.sentAt[row]!) this.isClockOff = true;
    this.#take({ row, ticks, offset });
  }

  /** The same of a transaction: its clock is that of all producers. */
  readBy(transaction: number, row: number, ticks: number): void {
    this.#take({ row, ticks, transaction });
  }

  #take(read: ReadExample): void {
    const { table } = this;
    const { row, ticks } = read;
    const transaction = table.ofRow(row);
    if (transaction < 0) return;
    if (table.isRefused(transaction)) {
      this.refused.set(row);
      keep(this.refusedExamples, transaction, read);
    }
    const asked = table.askedTicks[transaction]!;
    if (asked === NEVER_ASKED || ticks + DOUBT_TICKS >= asked) return;
    this.early.set(row);
    keep(this.earlyExamples, transaction, read);
  }
}

function keep(examples: Map<number, ReadExample>, transaction: number, read: ReadExample): void {
  if (examples.size < EXAMPLES_MAX && !examples.has(transaction)) examples.set(transaction, read);
}

/** Null: no transaction read anything. */
export function readsOfTransactions(table: TransactionTable, ledger: Ledger): CommittedReads | null {
  if (!table.hasReads) return null;
  const found = new CommittedReads(table, ledger, () => false);
  table.eachRead((transaction, row, ticks) => found.readBy(transaction, row, ticks));
  return found;
}

/** Null: no group reads committed messages only. Rejects as the file does. */
export async function committedReads(
  reads: StoredReads,
  table: TransactionTable,
  ledger: Ledger,
  isOfCopies: (partition: number) => boolean,
): Promise<CommittedReads | null> {
  const { groups, members } = reads.header;
  const committed = new Set(
    groups.flatMap(({ group, isolation }) => (isolation === "read_committed" ? [group] : [])),
  );
  if (committed.size === 0) return null;
  const found = new CommittedReads(table, ledger, isOfCopies);
  const [ofCommitted, ofOthers] = [toEach([found]), toEach([])];
  let member = -1;
  for await (const block of reads.blocks()) {
    const sink = committed.has(members[block.member]!.group) ? ofCommitted : ofOthers;
    if (block.member !== member) sink.member(block.member);
    member = block.member;
    tellBlock(block, sink);
  }
  return found;
}
