/** What the clients saw of each transaction, in columns of numbers. A transaction is an index: they are in the order of their rows. */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "../../history/ledger.js";
import type { ClientTransaction } from "../../history/transaction-file.js";
import { TRANSACTION_OUTCOMES, type TransactionOutcome } from "../../rundir/transactions.js";

/** In `askedTicks`: the client was never asked to commit. */
export const NEVER_ASKED = -1;

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
  readonly #outcome: Uint8Array;
  readonly #error: Uint16Array;
  readonly #errors: (string | null)[] = [null];
  #latest = 0;

  /** @throws RangeError where the transactions are not of the producers of the ledger */
  constructor(transactions: readonly ClientTransaction[], ledger: Pick<Ledger, "rowsOf" | "outcome">) {
    const { rowsOf } = ledger;
    const all = [...transactions].sort((a, b) => a.producer - b.producer || a.first - b.first);
    this.count = all.length;
    this.producer = new Uint32Array(all.length);
    this.number = new Uint32Array(all.length);
    this.firstRow = new Uint32Array(all.length);
    this.endRow = new Uint32Array(all.length);
    this.askedTicks = new Float64Array(all.length);
    this.endedTicks = new Float64Array(all.length);
    this.#outcome = new Uint8Array(all.length);
    this.#error = new Uint16Array(all.length);
    const errors = new Map<string | null, number>([[null, 0]]);
    for (const [index, { producer, first, messages, askedMs, endedMs, outcome, error }] of all.entries()) {
      const row = rowsOf.rowOf(producer, first);
      const isLastKnown = messages === 0 || rowsOf.rowOf(producer, first + messages - 1) >= 0;
      const isOverlap = index > 0 && row < this.endRow[index - 1]!;
      if (row < 0 || !isLastKnown || isOverlap)
        throw new RangeError(
          `messages ${first}–${first + messages - 1} of producer ${producer} are no transaction of the run`,
        );
      this.producer[index] = producer;
      this.number[index] =
        index > 0 && this.producer[index - 1] === producer ? this.number[index - 1]! + 1 : 0;
      this.firstRow[index] = row;
      this.endRow[index] = row + messages;
      this.askedTicks[index] = askedMs === null ? NEVER_ASKED : askedMs * TICKS_PER_MS;
      this.endedTicks[index] = endedMs * TICKS_PER_MS;
      this.#outcome[index] = TRANSACTION_OUTCOMES.indexOf(outcome);
      const known = errors.get(error) ?? this.#errors.push(error) - 1;
      errors.set(error, known);
      this.#error[index] = known;
    }
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
