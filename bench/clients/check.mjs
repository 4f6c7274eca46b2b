/** Reads a whole log back, into log.bin, and holds it against its ledger, as a run does. Resolves to how fast. */
import { dirname, join } from "node:path";
import { checkLog } from "../../dist/checker/check-log.js";
import { brokersOf } from "../../dist/cluster/topology.js";
import { readLedger } from "../../dist/history/ledger-file.js";
import { LogWriter, openLog } from "../../dist/history/log-file.js";
import { readLog } from "../../dist/reader/read-log.js";
import { MESSAGE_BYTES } from "../support/scenario.mjs";

export default async function check({ cluster, topic, ledgerPath }) {
  const { ledger } = await readLedger(ledgerPath);
  const startedMs = performance.now();
  const path = join(dirname(ledgerPath), "log.bin");
  const log = await LogWriter.create(path, {
    ...{ topic, nonce: ledger.nonce, partitions: ledger.partitions, schemaId: null },
    producers: ledger.producers.map(({ messages }) => ({ messages, sizeBytes: MESSAGE_BYTES })),
  });
  await readLog(brokersOf(cluster), log, new AbortController().signal);
  await log[Symbol.asyncDispose]();
  const { counts, inconclusive } = await checkLog(await openLog(path), ledger);
  const elapsedMs = performance.now() - startedMs;
  if (counts.logMessages !== ledger.rows || counts.lost > 0 || inconclusive.length > 0) {
    throw new Error(`a clean log was found to be ${JSON.stringify({ counts, inconclusive })}`);
  }
  return { perSecond: (counts.logMessages * 1000) / elapsedMs };
}
