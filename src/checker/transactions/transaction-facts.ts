/**
 * What became of each message of each transaction at the end of a run, as all checks need it. A message of a transaction is
 *
 *   there     readers of committed messages get a record of it, or will as soon as an earlier transaction ends
 *   gone      they get none: its records are of an aborted transaction, or the whole log was read and has none
 *   open      its record is of a transaction that did not end
 *   hidden    the log may have it where it was not read, or where records are damaged
 *
 * Of open and hidden messages it is not known whether readers get them. A transaction of which the proxy changed or copied a
 * message is doubtful, and no check says anything of it.
 */
import type { Ledger } from "../../history/ledger.js";
import { type Bits, bits } from "../bits.js";
import { type FinalLog, UNKNOWN_RECORD } from "../consumers/final-log.js";
import { count } from "../count.js";
import type { ProxyTrace } from "../proxy-doubts.js";
import type { CommittedReads } from "./committed-reads.js";
import { mayHide } from "./may-hide.js";
import { TransactionTable } from "./transaction-table.js";

/** What is not known of a kind of transactions. */
export interface Doubts {
  /** Transactions with open messages, and with hidden ones. */
  readonly open: number;
  readonly hidden: number;
  readonly doubtful: number;
}

export interface FactsOf {
  readonly table: TransactionTable;
  readonly ledger: Ledger;
  readonly final: FinalLog;
  /** Null: there was none. */
  readonly proxy: ProxyTrace | null;
  /** Null: no group reads committed messages only, or `readsUnknown` says why its reads are not known. */
  readonly reads: CommittedReads | null;
  readonly readsUnknown: string | null;
  /** By producer: its messages are transfers, and its transactions read. */
  readonly hasTransfers: (producer: number) => boolean;
  /** Null: no transaction read anything. */
  readonly readsOfTransactions: CommittedReads | null;
  /** Partitions with copies of messages: no message of a producer is there. */
  readonly isOfCopies: (partition: number) => boolean;
  /** A partition, for people. */
  readonly label: (partition: number) => string;
}

export class TransactionFacts {
  /** By transaction: messages that were sent, and what became of them. */
  readonly sent: Uint32Array;
  readonly there: Uint32Array;
  readonly gone: Uint32Array;
  readonly openOf: Uint32Array;
  readonly hiddenOf: Uint32Array;
  readonly isDoubtful: Bits;
  /** By row. */
  readonly isThere: Bits;

  readonly #isOpen: Bits | null;

  constructor(readonly run: FactsOf) {
    const { table, ledger, final } = run;
    const { count } = table;
    this.sent = new Uint32Array(count);
    this.there = new Uint32Array(count);
    this.gone = new Uint32Array(count);
    this.openOf = new Uint32Array(count);
    this.hiddenOf = new Uint32Array(count);
    this.isDoubtful = bits(count);
    this.isThere = bits(ledger.rows);
    const isOpen = final.open === null ? null : bits(ledger.rows);
    this.#isOpen = isOpen;
    this.eachRecord((_partition, _offset, row, place) => {
      if (final.open?.has(place)) isOpen!.set(row);
      else if (!final.aborted?.has(place)) this.isThere.set(row);
    });
    for (let transaction = 0; transaction < count; transaction++) {
      const end = table.endRow[transaction]!;
      for (let row = table.firstRow[transaction]!; row < end; row++) {
        if (!TransactionTable.isSent(ledger, row)) continue;
        this.sent[transaction]!++;
        const count = this.isThere.has(row)
          ? this.there
          : isOpen?.has(row)
            ? this.openOf
            : this.mayBeThere(row)
              ? this.hiddenOf
              : this.gone;
        count[transaction]!++;
      }
    }
    this.#markDoubtful();
  }

  /** A record of the message is of a transaction that did not end. */
  isOpen(row: number): boolean {
    return this.#isOpen?.has(row) ?? false;
  }

  /** Of a message that readers do not get now: they may later, or where the log was not read. */
  mayBeThere(row: number): boolean {
    const { final, ledger } = this.run;
    return this.isOpen(row) || (!final.kept.has(row) && mayHide(final, ledger, row));
  }

  /** Tells each intact record of a message, in the order of the log. */
  eachRecord(tell: (partition: number, offset: number, row: number, place: number) => void): void {
    for (let partition = 0; partition < this.run.final.partitions; partition++) {
      this.#eachRecordIn(partition, (offset, row, place) => tell(partition, offset, row, place));
    }
  }

  /** The same of one partition, of those that readers of committed messages get, with the transaction. −1: it is in none. */
  eachReadableIn(partition: number, tell: (offset: number, row: number, transaction: number) => void): void {
    const { final, table } = this.run;
    this.#eachRecordIn(partition, (offset, row, place) => {
      if (final.open?.has(place) || final.aborted?.has(place)) return;
      tell(offset, row, table.ofRow(row));
    });
  }

  /** The same, of messages in transactions. Nothing of doubtful ones. */
  eachCommittedIn(partition: number, tell: (offset: number, row: number, transaction: number) => void): void {
    this.eachReadableIn(partition, (offset, row, transaction) => {
      if (transaction >= 0 && !this.isDoubtful.has(transaction)) tell(offset, row, transaction);
    });
  }

  /** The message that readers of committed messages get at an offset; null: none, or it is not known. */
  readableAt(partition: number, offset: number): number | null {
    const { final } = this.run;
    const place = final.placeOf(partition, offset);
    const row = place < 0 ? UNKNOWN_RECORD : final.rows[place]!;
    return row >= UNKNOWN_RECORD || final.open?.has(place) || final.aborted?.has(place) ? null : row;
  }

  /** Of the transactions that `isMeant` names. */
  doubtsAbout(isMeant: (transaction: number) => boolean): Doubts {
    const doubts = { open: 0, hidden: 0, doubtful: 0 };
    for (let transaction = 0; transaction < this.run.table.count; transaction++) {
      if (!isMeant(transaction)) continue;
      if (this.isDoubtful.has(transaction)) doubts.doubtful++;
      else if (this.hiddenOf[transaction]! > 0) doubts.hidden++;
      else if (this.openOf[transaction]! > 0) doubts.open++;
    }
    return doubts;
  }

  /** Some producer has transfers. */
  get isSomeTransfer(): boolean {
    const { ledger, hasTransfers } = this.run;
    return ledger.producers.some((_, producer) => hasTransfers(producer));
  }

  /** Why a check may not see all, a clause; undefined: it sees all. */
  because({ open, hidden, doubtful }: Doubts): string | undefined {
    const { proxy } = this.run;
    if (proxy !== null && !proxy.isComplete) return "the journal of the proxy could not be read to its end";
    const { copies, changes } = proxy?.planted.unplaced ?? { copies: 0, changes: 0 };
    if (copies + changes > 0)
      return `the proxy copied or changed ${count(copies + changes, "message")}, and its journal does not say where they are`;
    if (doubtful > 0) return `the proxy copied or changed messages of ${count(doubtful, "transaction")}`;
    if (hidden > 0)
      return `the part of the log that could not be read may have messages of ${count(hidden, "transaction")}`;
    if (open > 0) return `the log has no end of ${count(open, "transaction")}`;
    return undefined;
  }

  #eachRecordIn(partition: number, tell: (offset: number, row: number, place: number) => void): void {
    const { final, isOfCopies } = this.run;
    if (isOfCopies(partition)) return;
    const end = final.ends[partition]!;
    const base = final.placeOf(partition, 0);
    for (let offset = final.starts[partition]!; offset < end; offset++) {
      const row = final.rows[base + offset]!;
      if (row < UNKNOWN_RECORD) tell(offset, row, base + offset);
    }
  }

  #markDoubtful(): void {
    const { proxy, table, final } = this.run;
    const doubt = (row: number) => {
      const transaction = row < UNKNOWN_RECORD ? table.ofRow(row) : -1;
      if (transaction >= 0) this.isDoubtful.set(transaction);
    };
    for (const row of final.whole.changedRows) doubt(row);
    for (const ranges of proxy === null ? [] : [proxy.planted.copies, proxy.planted.changes]) {
      for (const [partition, some] of ranges) {
        for (const { first, last } of some) {
          for (let offset = first; offset <= last; offset++) {
            const place = final.placeOf(partition, offset);
            if (place < 0) break;
            doubt(final.rows[place]!);
          }
        }
      }
    }
  }
}
