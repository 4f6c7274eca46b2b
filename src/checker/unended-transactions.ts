/**
 * Transactions without an end in a log: consumers of committed messages get none of their records for now. A message
 * whose commit was confirmed and that is in one of them is neither there for readers nor lost. In the others no message was
 * acknowledged, so nothing is lost with them.
 */
import { type Ledger, OUTCOME } from "../history/ledger.js";
import { type BatchOrigin, RECORD } from "../history/log-entries.js";
import type { StoredLog } from "../history/log-file.js";
import type { AbortedTransaction } from "../history/transactions.js";
import { DEAF } from "./check-kind.js";

export interface UnendedTransactions {
  /** Those without a message that was acknowledged. They have no end: it is infinite. */
  readonly harmless: readonly AbortedTransaction[];
  /** How many others there are. */
  readonly doubtful: number;
}

/** @throws LogFileError when the log is not whole */
export async function unendedTransactions(
  log: Pick<StoredLog, "read">,
  { outcome }: Ledger,
): Promise<UnendedTransactions> {
  const harmless: AbortedTransaction[] = [];
  let doubtful = 0;
  let partition = -1;
  let origin: BatchOrigin | null = null;
  /** Of the partition that is read, by producer id. */
  const begun = new Map<number, { readonly first: number; isDoubtful: boolean }>();
  const isSettledAsStored = (row: number) =>
    outcome[row] === OUTCOME.acknowledged || outcome[row] === OUTCOME.unplaced;
  await log.read({
    ...DEAF,
    begin(next) {
      partition = next;
      begun.clear();
    },
    batch(next) {
      origin = next;
    },
    records(offset, count, kind, row) {
      if (!origin?.isTransactional) return;
      const { producerId } = origin;
      const transaction = begun.get(producerId) ?? { first: offset, isDoubtful: false };
      begun.set(producerId, transaction);
      // What is no message of this run is none that it could lose. What is damaged could be any.
      if (kind === RECORD.damaged) transaction.isDoubtful = true;
      for (let i = 0; i < count && row >= 0; i++) transaction.isDoubtful ||= isSettledAsStored(row + i);
    },
    control() {
      if (origin?.marker) begun.delete(origin.producerId);
    },
    end() {
      for (const [producerId, { first, isDoubtful }] of begun) {
        if (isDoubtful) doubtful++;
        else harmless.push({ partition, producerId, first, end: Number.POSITIVE_INFINITY });
      }
    },
  });
  return { harmless, doubtful };
}
