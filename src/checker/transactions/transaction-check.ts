/** A check of transactions: it counts what is certain, and says why there may be more. */
import type { TransactionCheckName } from "../../rundir/transactions.js";
import type { TransactionFacts } from "./transaction-facts.js";

/** One of those that were found. */
export interface Found {
  /** −1: no transaction alone. */
  readonly transaction: number;
  readonly messages: number;
  /** Rows of the messages that it is about, where it is about some of the transaction only. */
  readonly rows?: { readonly first: number; readonly last: number };
  /** Where it is, if not where the messages are. */
  readonly place?: { readonly partition: number; readonly first: number; readonly last: number };
  /** Sentences of what is wrong. */
  readonly text: string;
}

export interface Findings {
  /** Of those that are certain. */
  readonly count: number;
  /** Why there may be some, or more, a clause. Undefined: there are not. */
  readonly because?: string | undefined;
  /** The first of them, FINDINGS_MAX at most. */
  readonly found: readonly Found[];
}

export interface TransactionCheck<Name extends TransactionCheckName = TransactionCheckName> {
  readonly name: Name;
  find(facts: TransactionFacts): Findings;
}

export const FINDINGS_MAX = 20;
/** Why a check of reads is not known, where transactions should have read. */
export const NOTHING_READ = "no transaction read a message";

/** Counts messages, and keeps the first transactions that have some. */
export class FoundMessages {
  messages = 0;
  readonly found: Found[] = [];

  /** `rows`: of the messages. Nothing where there is none. */
  add(transaction: number, rows: readonly number[], text: () => string): void {
    if (rows.length === 0) return;
    this.messages += rows.length;
    if (this.found.length === FINDINGS_MAX) return;
    const [first, last] = [rows[0]!, rows.at(-1)!];
    this.found.push({ transaction, messages: rows.length, rows: { first, last }, text: text() });
  }
}
