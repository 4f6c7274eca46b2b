/** Checks the reads and the transactions of a stored run, as `chaos check` does. Resolves to the time, and to the memory at its peak. */
import { join } from "node:path";
import { tellClients } from "../../dist/checker/tell-clients.js";
import { readLedger } from "../../dist/history/ledger-file.js";
import { openLog } from "../../dist/history/log-file.js";
import { openReads } from "../../dist/history/reads.js";

export default async function check({ directory, count, every }) {
  const startedMs = performance.now();
  const { ledger } = await readLedger(join(directory, "ledger.bin"));
  const log = await openLog(join(directory, "log.bin"));
  const reads = await openReads(join(directory, "reads.bin"));
  const result = { faults: [], settings: null, producers: { instances: 1 } };
  const transactions = join(directory, "transactions.ndjson");
  await tellClients({ reads, readsUnknown: null, transactions }, log, ledger, null, result);
  const tookMs = performance.now() - startedMs;
  const { committed, aborted, found } = result.transactions;
  // No producer has transfers, so there is no balance to check.
  const isClean = Object.entries(found).every(([check, one]) => one === 0 || check === "balance");
  if (committed + aborted !== count / every || !isClean)
    throw new Error(`clean transactions were found to be ${JSON.stringify(result.transactions)}`);
  // maxRSS is in kilobytes.
  return { tookMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
