/** What a run tells of its transactions: each in transactions.ndjson, counts in the result, and unplanned ends in the timeline. */
import { type ClientTransaction, TransactionWriter } from "../history/transaction-file.js";
import { countTransaction, noTransactions, type TransactionsResult } from "../rundir/transactions.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Journal } from "./journal.js";

/** In the timeline: transactions.ndjson has all of them. */
const EVENTS_MAX = 2_000;

export class TransactionBook implements Disposable {
  readonly #writer: TransactionWriter | null = null;
  readonly #journal: Journal;
  readonly #counts: TransactionsResult = noTransactions();
  #events = 0;
  #shown = 0;
  #seen = 0;

  /** `path`: of transactions.ndjson, which is made where a group of producers has transactions. */
  constructor({ producers }: Pick<Scenario, "producers">, path: string, journal: Journal) {
    this.#journal = journal;
    if (!producers.some(({ transactions }) => transactions !== undefined)) return;
    journal.result.transactions = this.#counts;
    this.#writer = new TransactionWriter(path, (error) =>
      journal.guard(() => {
        throw error;
      }),
    );
  }

  /** Messages that failed because the scenario asks for their abort: these are no errors. */
  get messagesAbortedAsPlanned(): number {
    return this.#counts.abortedAsPlanned.messages;
  }

  /** `isReplaced`: another client takes the place of the one that had it. */
  add(transaction: ClientTransaction, isReplaced: boolean): void {
    this.#writer?.add(transaction);
    countTransaction(this.#counts, transaction);
    this.#seen++;
    const { producer, first, messages, outcome, error } = transaction;
    if (outcome === "committed" || error === null || ++this.#events > EVENTS_MAX) return;
    this.#journal.happened({
      ...{ event: "transaction", producer, first, messages, outcome, error },
      ...(isReplaced && { newClient: true }),
    });
  }

  /** Shows the counts, if they are others than before. */
  show(): void {
    if (this.#seen === this.#shown) return;
    this.#shown = this.#seen;
    this.#journal.show({ event: "transactions", counts: structuredClone(this.#counts) });
  }

  [Symbol.dispose](): void {
    this.#writer?.[Symbol.dispose]();
  }
}
