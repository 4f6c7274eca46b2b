/** What a check of the transactions finds, in a result: when the run ends, and when it is checked again. */
import type { Ledger } from "../../history/ledger.js";
import type { StoredLog } from "../../history/log-file.js";
import type { KnownReads } from "../../history/open-reads.js";
import { openTransactions } from "../../history/open-transactions.js";
import { ReadsFileError } from "../../history/reads.js";
import type { Result } from "../../rundir/result.js";
import { noTransactions, uncheckedTransactions } from "../../rundir/transactions.js";
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
  log: Pick<StoredLog, "read">,
  finalLog: () => Promise<FinalLog>,
  ledger: Ledger,
  proxy: ProxyTrace | null,
  result: Result,
): Promise<void> {
  const { transactions, unknown } = await openTransactions(path);
  const told = result.transactions;
  const why = unknown ?? (transactions === null ? "there is no transactions.ndjson" : null);
  if (transactions === null) {
    if (told !== undefined || unknown !== null)
      result.transactions = uncheckedTransactions(told ?? noTransactions(), why!);
    return;
  }
  try {
    const label = labelsOf(result);
    const final = await finalLog();
    result.transactions = await checkTransactions({
      ...reads,
      ...{ transactions, log, final, ledger, proxy, label },
    });
  } catch (error) {
    if (!(error instanceof ReadsFileError || error instanceof RangeError)) throw error;
    result.transactions = uncheckedTransactions(told ?? noTransactions(), error.message);
  }
}
