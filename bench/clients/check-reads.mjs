/** Checks the reads of a stored run, as `chaos check` does. Resolves to how long it took, and to the memory at its peak. */
import { join } from "node:path";
import { checkReads } from "../../dist/checker/consumers/check-reads.js";
import { readLedger } from "../../dist/history/ledger-file.js";
import { openLog } from "../../dist/history/log-file.js";
import { openReads } from "../../dist/history/reads.js";

export default async function check({ directory, count }) {
  const startedMs = performance.now();
  const { ledger } = await readLedger(join(directory, "ledger.bin"));
  const log = await openLog(join(directory, "log.bin"));
  const { groups } = await checkReads(await openReads(join(directory, "reads.bin")), log, ledger, null);
  const tookMs = performance.now() - startedMs;
  const { reads, found } = groups[0];
  if (reads !== count || found.skipped + found.reprocessed + found.pollSkip + found.jumped > 0)
    throw new Error(`clean reads were found to be ${JSON.stringify(groups)}`);
  // maxRSS is in kilobytes.
  return { tookMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
