/** What a check of the transactions finds, in a result: when the run ends, and when it is checked again. */
import { existsSync } from "node:fs";
import { InfrastructureError } from "../../errors.js";
import type { Ledger } from "../../history/ledger.js";
import { LogFileError, type StoredLog } from "../../history/log-file.js";
import type { KnownReads } from "../../history/open-reads.js";
import { type ClientTransaction, transactionsIn } from "../../history/transaction-file.js";
import type { Result } from "../../rundir/result.js";
import {
  isPlannedAbort,
  noTransactions,
  producersWithTransfers,
  uncheckedTransactions,
} from "../../rundir/transactions.js";
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
  log: Pick<StoredLog, "read" | "identity">,
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
    const planned = new Uint32Array(ledger.producers.length);
    const transactions = countingPlanned(transactionsIn(path), planned);
    const copies = copyPartitions(log.identity.topics);
    const checked = { transactions, log, final: await finalLog(), ledger, proxy, label: labelsOf(result) };
    const isOfCopies = (partition: number) => copies.has(partition);
    const transferring = producersWithTransfers(result);
    const hasTransfers = (producer: number) => transferring.has(producer);
    result.transactions = await checkTransactions({ ...reads, ...checked, isOfCopies, hasTransfers });
    tellPlannedAborts(planned, result);
  } catch (error) {
    if (error instanceof LogFileError) throw error;
    if (!(error instanceof InfrastructureError || error instanceof RangeError)) throw error;
    result.transactions = unknown(error.message);
  }
}

/** `messages`: by producer, of the transactions that the scenario asks it to abort. Others are not of the run. */
async function* countingPlanned(
  transactions: AsyncIterable<readonly ClientTransaction[]>,
  messages: Uint32Array,
): AsyncGenerator<readonly ClientTransaction[]> {
  for await (const some of transactions) {
    for (const one of some) if (isPlannedAbort(one)) messages[one.producer]! += one.messages;
    yield some;
  }
}

/** Of each group of producers. */
function tellPlannedAborts(messages: Uint32Array, result: Result): void {
  let first = 0;
  for (const group of result.groups ?? []) {
    const ofGroup = messages.subarray(first, first + group.instances);
    if (group.transactions !== undefined) group.abortedAsPlanned = ofGroup.reduce((sum, one) => sum + one, 0);
    first += group.instances;
  }
}
