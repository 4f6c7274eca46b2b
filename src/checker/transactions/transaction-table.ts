/** What the clients saw of each transaction, in columns of numbers. A transaction is an index: they are in the order of their rows. */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "../../history/ledger.js";
import type { ClientTransaction } from "../../history/transaction-file.js";
import {
  countTransaction,
  noTransactions,
  TRANSACTION_OUTCOMES,
  type TransactionCounts,
  type TransactionOutcome,
} from "../../rundir/transactions.js";
import { Columns } from "../consumers/columns.js";

/** In `askedTicks`: the client was never asked to commit. */
export const NEVER_ASKED = -1;

/** Some at a time. */
export type Transactions =
  | AsyncIterable<readonly ClientTransaction[]>
  | Iterable<readonly ClientTransaction[]>;

interface Taken {
  /** Producer, first, messages, when the commit was asked for, when it ended, outcome, error, when it had read. */
  readonly rows: Columns;
  /** Index of the transaction in `rows`; producer, and its first and last sequence. */
  readonly reads: Columns;
  readonly errors: readonly (string | null)[];
  readonly counts: TransactionCounts;
}

export class TransactionTable {
  readonly count: number;
  readonly producer: Uint32Array;
  /** Its number among those of its producer, from 0. */
  readonly number: Uint32Array;
  readonly firstRow: Uint32Array;
  /** Behind the last row. */
  readonly endRow: Uint32Array;
  readonly askedTicks: Float64Array;
  readonly endedTicks: Float64Array;
  readonly counts: TransactionCounts;
  readonly #outcome: Uint8Array;
  readonly #error: Uint16Array;
  readonly #errors: readonly (string | null)[];
  /** Transaction, first row, last row. */
  readonly #reads: Columns;
  readonly #readTicks: Float64Array;
  #latest = 0;

  private constructor({ rows, reads, errors, counts }: Taken, { rowsOf }: Pick<Ledger, "rowsOf">) {
    const count = rows.length;
    this.count = count;
    this.counts = counts;
    this.producer = new Uint32Array(count);
    this.number = new Uint32Array(count);
    this.firstRow = new Uint32Array(count);
    this.endRow = new Uint32Array(count);
    this.askedTicks = new Float64Array(count);
    this.endedTicks = new Float64Array(count);
    this.#outcome = new Uint8Array(count);
    this.#error = new Uint16Array(count);
    this.#errors = errors;
    this.#reads = new Columns(3);
    this.#readTicks = new Float64Array(count);
    const indexes = new Uint32Array(count);
    const order = new Uint32Array(count).map((_, index) => index);
    order.sort((a, b) => rows.at(a, 0) - rows.at(b, 0) || rows.at(a, 1) - rows.at(b, 1));
    for (const [index, from] of order.entries()) {
      const [producer, first, messages] = [rows.at(from, 0), rows.at(from, 1), rows.at(from, 2)];
      const row = rowsOf.rowOf(producer, first);
      const isLastKnown = messages === 0 || rowsOf.rowOf(producer, first + messages - 1) >= 0;
      const isOverlap = index > 0 && row < this.endRow[index - 1]!;
      if (row < 0 || !isLastKnown || isOverlap)
        throw new RangeError(
          `messages ${first}–${first + messages - 1} of producer ${producer} are no transaction of the run`,
        );
      const isSame = index > 0 && this.producer[index - 1] === producer;
      this.producer[index] = producer;
      this.number[index] = isSame ? this.number[index - 1]! + 1 : 0;
      this.firstRow[index] = row;
      this.endRow[index] = row + messages;
      this.askedTicks[index] = rows.at(from, 3);
      this.endedTicks[index] = rows.at(from, 4);
      this.#outcome[index] = rows.at(from, 5);
      this.#error[index] = rows.at(from, 6);
      this.#readTicks[index] = rows.at(from, 7);
      indexes[from] = index;
    }
    for (let read = 0; read < reads.length; read++) {
      const [producer, first, last] = [reads.at(read, 1), reads.at(read, 2), reads.at(read, 3)];
      const [firstRow, lastRow] = [rowsOf.rowOf(producer, first), rowsOf.rowOf(producer, last)];
      if (firstRow < 0 || lastRow < firstRow)
        throw new RangeError(
          `messages ${first}–${last} of producer ${producer}, which a transaction read, are not of the run`,
        );
      this.#reads.add(indexes[reads.at(read, 0)]!, firstRow, lastRow);
    }
  }

  /** Rejects as the transactions do, and with a RangeError where they are not of the producers of the ledger. */
  static async of(transactions: Transactions, ledger: Pick<Ledger, "rowsOf">): Promise<TransactionTable> {
    const rows = new Columns(8);
    const reads = new Columns(4);
    const errors: (string | null)[] = [null];
    const counts = noTransactions();
    for await (const some of transactions) {
      for (const transaction of some) {
        countTransaction(counts, transaction);
        const { producer, first, messages, askedMs, endedMs, outcome, error, read } = transaction;
        for (const [writer, from, to] of read?.runs ?? []) reads.add(rows.length, writer, from, to);
        const known = errors.indexOf(error);
        const asked = askedMs === null ? NEVER_ASKED : askedMs * TICKS_PER_MS;
        const number = known >= 0 ? known : errors.push(error) - 1;
        const times = [asked, endedMs * TICKS_PER_MS];
        const readTicks = read === undefined ? Number.NaN : read.atMs * TICKS_PER_MS;
        rows.add(
          producer,
          first,
          messages,
          ...times,
          TRANSACTION_OUTCOMES.indexOf(outcome),
          number,
          readTicks,
        );
      }
    }
    return new TransactionTable({ rows, reads, errors, counts }, ledger);
  }

  outcome(transaction: number): TransactionOutcome {
    return TRANSACTION_OUTCOMES[this.#outcome[transaction]!]!;
  }

  /** The client saw that it did not commit it. */
  isRefused(transaction: number): boolean {
    const outcome = this.outcome(transaction);
    return outcome === "aborted" || outcome === "abandoned";
  }

  error(transaction: number): string | null {
    return this.#errors[this.#error[transaction]!]!;
  }

  get hasReads(): boolean {
    return this.#reads.length > 0;
  }

  /** Tells each message that a transaction read, and when it had it. Messages of one transaction come one after another. */
  eachRead(tell: (transaction: number, row: number, ticks: number) => void): void {
    const reads = this.#reads;
    for (let read = 0; read < reads.length; read++) {
      const transaction = reads.at(read, 0);
      const ticks = this.#readTicks[transaction]!;
      for (let row = reads.at(read, 1); row <= reads.at(read, 2); row++) tell(transaction, row, ticks);
    }
  }

  /** −1: the message is in no transaction that is known. Fast for rows next to each other. */
  ofRow(row: number): number {
    const { firstRow, endRow } = this;
    const latest = this.#latest;
    if (row >= firstRow[latest]! && row < endRow[latest]!) return latest;
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (row < firstRow[middle]!) high = middle - 1;
      else if (row >= endRow[middle]!) low = middle + 1;
      else {
        this.#latest = middle;
        return middle;
      }
    }
    return -1;
  }

  /** Whether the message was handed to the client. */
  static isSent({ outcome }: Pick<Ledger, "outcome">, row: number): boolean {
    return outcome[row] !== OUTCOME.unsent;
  }
}
