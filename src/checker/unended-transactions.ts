/**
 * Transactions without an end in a log: consumers of committed messages get none of their records for now. A message
 * whose commit was confirmed and that is in one of them is neither there for readers nor lost. In the others no message was
 * acknowledged, so nothing is lost with them.
 */
import { type Ledger, OUTCOME } from "../history/ledger.js";
import { RECORD } from "../history/log-entries.js";
import type { StoredLog } from "../history/log-file.js";
import { type AbortedTransaction, BegunTransactions } from "../history/transactions.js";
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
  const begun = new BegunTransactions();
  /** Of those that have begun, by producer id: what they may hide is not lost for certain. */
  const inDoubt = new Set<number>();
  const isSettledAsStored = (row: number) =>
    outcome[row] === OUTCOME.acknowledged || outcome[row] === OUTCOME.unplaced;
  await log.read({
    ...DEAF,
    begin(next) {
      partition = next;
      begun.begin();
      inDoubt.clear();
    },
    batch: (origin) => begun.batch(origin),
    records(offset, count, kind, row) {
      const producerId = begun.record(offset);
      if (producerId === null || inDoubt.has(producerId)) return;
      // What is no message of this run is none that it could lose. What is damaged could be any.
      if (kind === RECORD.damaged) inDoubt.add(producerId);
      for (let i = 0; i < count && row >= 0; i++) if (isSettledAsStored(row + i)) inDoubt.add(producerId);
    },
    control() {
      const ended = begun.control();
      if (ended !== null) inDoubt.delete(ended.producerId);
    },
    end() {
      for (const [producerId, first] of begun.first) {
        if (inDoubt.has(producerId)) doubtful++;
        else harmless.push({ partition, producerId, first, end: Number.POSITIVE_INFINITY });
      }
    },
  });
  return { harmless, doubtful };
}
