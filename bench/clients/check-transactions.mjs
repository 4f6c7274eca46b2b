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
  const result = { faults: [], settings: null };
  const transactions = join(directory, "transactions.ndjson");
  await tellClients({ reads, readsUnknown: null, transactions }, log, ledger, null, result);
  const tookMs = performance.now() - startedMs;
  const { committed, aborted, found } = result.transactions;
  const isClean = Object.values(found).every((one) => one === 0);
  if (committed + aborted !== count / every || !isClean)
    throw new Error(`clean transactions were found to be ${JSON.stringify(result.transactions)}`);
  // maxRSS is in kilobytes.
  return { tookMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
