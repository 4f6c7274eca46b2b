/** Reads a whole log back and holds it against its ledger, as a run does. Resolves to how fast. */
import { startCheck } from "../../dist/checker/check.js";
import { brokersOf } from "../../dist/cluster/topology.js";
import { readLog } from "../../dist/reader/read-log.js";
import { readLedger } from "../../dist/workload/ledger-file.js";

export default async function check({ cluster, topic, ledgerPath }) {
  const { ledger } = await readLedger(ledgerPath);
  const startedMs = performance.now();
  const { counts, inconclusive } = await readLog(
    brokersOf(cluster),
    { name: topic, partitions: 1 },
    startCheck(ledger),
    new AbortController().signal,
  );
  const elapsedMs = performance.now() - startedMs;
  if (counts.logMessages !== ledger.rows || counts.lost > 0 || inconclusive.length > 0) {
    throw new Error(`a clean log was found to be ${JSON.stringify({ counts, inconclusive })}`);
  }
  return { perSecond: (counts.logMessages * 1000) / elapsedMs };
}
