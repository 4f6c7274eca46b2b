/** What a check of the transactions finds, in a result: when the run ends, and when it is checked again. */
import { existsSync } from "node:fs";
import { InfrastructureError } from "../../errors.js";
import type { Ledger } from "../../history/ledger.js";
import { LogFileError, type StoredLog } from "../../history/log-file.js";
import type { KnownReads } from "../../history/open-reads.js";
import { transactionsIn } from "../../history/transaction-file.js";
import type { Result } from "../../rundir/result.js";
import { noTransactions, producersWithTransfers, uncheckedTransactions } from "../../rundir/transactions.js";
import { copyPartitions } from "../../topic-partitions.js";
import type { FinalLog } from "../consumers/final-log.js";
import { labelsOf } from "../consumers/tell-consumers.js";
import type { ProxyTrace } from "../proxy-doubts.js";
import { checkTransactions } from "./check-transactions.js";

/**
 * `path`: of transactions.ndjson. Transactions that cannot be read, or are of another run, are told as not known, and why. A run
 * without any has nothing to tell. Rejects only with an error of the log.
 */
export async function tellTransactions(
  path: string,
  reads: KnownReads,
  log: Pick<StoredLog, "identity">,
  finalLog: () => Promise<FinalLog>,
  ledger: Ledger,
  proxy: ProxyTrace | null,
  result: Result,
): Promise<void> {
  const told = result.transactions;
  const unknown = (because: string) => uncheckedTransactions(told ?? noTransactions(), because);
  if (!existsSync(path)) {
    if (told !== undefined) result.transactions = unknown("there is no transactions.ndjson");
    return;
  }
  try {
    const transactions = transactionsIn(path);
    const copies = copyPartitions(log.identity.topics);
    const checked = { transactions, final: await finalLog(), ledger, proxy, label: labelsOf(result) };
    const isOfCopies = (partition: number) => copies.has(partition);
    const transferring = producersWithTransfers(result);
    const hasTransfers = (producer: number) => transferring.has(producer);
    result.transactions = await checkTransactions({ ...reads, ...checked, isOfCopies, hasTransfers });
  } catch (error) {
    if (error instanceof LogFileError) throw error;
    if (!(error instanceof InfrastructureError || error instanceof RangeError)) throw error;
    result.transactions = unknown(error.message);
  }
}
