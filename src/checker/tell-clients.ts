/** What consumers read and what became of transactions, in a result: both follow from the log at the end. */
import type { Ledger } from "../history/ledger.js";
import type { StoredLog } from "../history/log-file.js";
import type { KnownReads } from "../history/open-reads.js";
import type { Result } from "../rundir/result.js";
import { copyPartitions } from "../topic-partitions.js";
import { type FinalLog, readFinalLog } from "./consumers/final-log.js";
import { tellReads } from "./consumers/tell-consumers.js";
import type { ProxyTrace } from "./proxy-doubts.js";
import { tellTransactions } from "./transactions/tell-transactions.js";

/** `transactions`: path of transactions.ndjson, which need not exist. Rejects only with an error of the log. */
export async function tellClients(
  { transactions, ...reads }: KnownReads & { readonly transactions: string },
  log: Pick<StoredLog, "read" | "identity">,
  ledger: Ledger,
  proxy: ProxyTrace | null,
  result: Result,
): Promise<void> {
  let final: Promise<FinalLog> | null = null;
  const finalLog = () => {
    final ??= readFinalLog(log, ledger.rows, copyPartitions(log.identity.topics));
    return final;
  };
  await tellReads(reads, log, ledger, result, finalLog);
  await tellTransactions(transactions, reads, log, finalLog, ledger, proxy, result);
}
