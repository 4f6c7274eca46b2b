/** What producers with transactions saw of them, as a result has it. */

/**
 * How a transaction ended, by all that its client knows.
 *
 *     committed   the commit was confirmed
 *     aborted     the abort was confirmed, or the next client with the same transactional.id has ended the transaction.
 *                 Either no commit was asked for, or it was refused for certain
 *     unknown     a commit was asked for, and neither a confirmation nor a certain refusal came
 *     abandoned   no commit was asked for, and the abort was not confirmed
 */
export const TRANSACTION_OUTCOMES = ["committed", "aborted", "unknown", "abandoned"] as const;
export type TransactionOutcome = (typeof TRANSACTION_OUTCOMES)[number];

/** Counts of transactions, where nothing else is said. */
export interface TransactionsResult extends Record<TransactionOutcome, number> {
  /** Of the aborted ones: those that the scenario asks the producers to abort, and the messages in them. */
  abortedAsPlanned: { transactions: number; messages: number };
}

export function noTransactions(): TransactionsResult {
  const counts = { committed: 0, aborted: 0, unknown: 0, abandoned: 0 };
  return { ...counts, abortedAsPlanned: { transactions: 0, messages: 0 } };
}

/** Adds one to the counts. `error`: null where none ended it. */
export function countTransaction(
  counts: TransactionsResult,
  { outcome, error, messages }: { outcome: TransactionOutcome; error: string | null; messages: number },
): void {
  counts[outcome]++;
  if (outcome !== "aborted" || error !== null) return;
  counts.abortedAsPlanned.transactions++;
  counts.abortedAsPlanned.messages += messages;
}
