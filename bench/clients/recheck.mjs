/** Checks a run of `count` messages again from its ledger.bin and log.bin, as `chaos check` does. Resolves to how fast. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLog } from "../../dist/checker/check-log.js";
import { keepLedger, readLedger } from "../../dist/history/ledger-file.js";
import { openLog } from "../../dist/history/log-file.js";
import { acknowledgedLedger, storeSyntheticLog } from "../support/synthetic-log.mjs";

export default async function recheck({ count }) {
  const directory = await mkdtemp(join(tmpdir(), "chaos-bench-"));
  const [ledgerPath, logPath] = [join(directory, "ledger.bin"), join(directory, "log.bin")];
  try {
    await keepLedger(ledgerPath, acknowledgedLedger(count))[Symbol.asyncDispose]();
    await storeSyntheticLog(logPath, count);
    const startedMs = performance.now();
    const { ledger } = await readLedger(ledgerPath);
    const { counts } = await checkLog(await openLog(logPath), ledger);
    const elapsedMs = performance.now() - startedMs;
    if (counts.logMessages !== count || counts.lost > 0) throw new Error("the synthetic log is not clean");
    return { perSecond: (count * 1000) / elapsedMs };
  } finally {
    await rm(directory, { recursive: true });
  }
}
