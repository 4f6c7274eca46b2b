/** The transaction of one message: how it ended for its client, the transfer, and which transactions read the message. */
import type { Ledger } from "../../history/ledger.js";
import { transactionsIn } from "../../history/transaction-file.js";
import { amountOf } from "../../history/transfers.js";
import type { TransactionOutcome } from "../../rundir/transactions.js";

const READERS_KEPT = 5;

export interface TransactionOfMessage {
  /** Its number among those of its producer, from 0. */
  readonly number: number;
  readonly firstSequence: number;
  readonly messages: number;
  readonly outcome: TransactionOutcome;
  readonly error: string | null;
  /** Milliseconds since the start of the run. Null: the client was never asked to commit it. */
  readonly askedMs: number | null;
  readonly endedMs: number;
  /** Null: the message moves nothing. `takes`: from its account; the other message adds the same to another one. */
  readonly transfer: {
    readonly amount: number;
    readonly takes: boolean;
    readonly otherSequence: number;
  } | null;
}

export interface ReadByTransactions {
  /** The first of them, in the order in which they ended. */
  readonly readers: readonly { readonly producer: number; readonly number: number; readonly atMs: number }[];
  readonly count: number;
}

/** `own` null: no transaction with the message ended. Rejects as the file does. */
export async function transactionOf(
  path: string,
  { nonce, producers }: Pick<Ledger, "nonce" | "producers">,
  producer: number,
  sequence: number,
  hasTransfers: boolean,
): Promise<{ readonly own: TransactionOfMessage | null; readonly read: ReadByTransactions }> {
  const ended = producers.map(() => 0);
  const readers: { producer: number; number: number; atMs: number }[] = [];
  let own: TransactionOfMessage | null = null;
  let count = 0;
  for await (const some of transactionsIn(path)) {
    for (const { read, ...one } of some) {
      const number = ended[one.producer]!++;
      if (read?.runs.some(([of, first, last]) => of === producer && first <= sequence && sequence <= last)) {
        count++;
        if (readers.length < READERS_KEPT) readers.push({ producer: one.producer, number, atMs: read.atMs });
      }
      const index = sequence - one.first;
      if (one.producer !== producer || index < 0 || index >= one.messages) continue;
      const takes = index % 2 === 0;
      const otherSequence = takes ? sequence + 1 : sequence - 1;
      const isTransfer = hasTransfers && otherSequence < one.first + one.messages;
      const amount = amountOf(nonce, producer, Math.min(sequence, otherSequence));
      const { first: firstSequence, messages, outcome, error, askedMs, endedMs } = one;
      own = {
        ...{ number, firstSequence, messages, outcome, error, askedMs, endedMs },
        transfer: isTransfer ? { amount, takes, otherSequence } : null,
      };
    }
  }
  return { own, read: { readers, count } };
}
