/** Our producers and their ledger: `count` messages at full speed. Resolves to what came of it. */
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { createLedger } from "../../dist/history/ledger.js";
import { keepLedger } from "../../dist/history/ledger-file.js";
import { Workload } from "../../dist/workload/producers.js";
import { scenarioOf } from "../support/scenario.mjs";

/** `ledgerPath` null: the ledger is not kept. */
export default async function produce({ cluster, topic, count, ledgerPath }) {
  const epochMs = performance.now();
  const ledger = createLedger({
    nonce: 1,
    producers: [{ messages: count, acks: "all" }],
    partitions: 1,
    startedAtMs: performance.timeOrigin + epochMs,
  });
  const workload = await Workload.connect({
    scenario: scenarioOf({ topic, count }),
    bootstrap: bootstrapOf(cluster),
    ledger,
    schemaId: null,
    nowMs: () => performance.now() - epochMs,
    signal: new AbortController().signal,
    listener: { log: () => {}, sent: () => Number.POSITIVE_INFINITY, report: () => {}, failover: () => {} },
  });
  const startedMs = performance.now();
  await workload.run();
  const elapsedMs = performance.now() - startedMs;
  await workload[Symbol.asyncDispose]();

  const { acknowledged, contradictions } = ledger.totals;
  if (acknowledged !== count || contradictions > 0) {
    throw new Error(`${acknowledged} of ${count} acknowledged, ${contradictions} contradictions`);
  }
  if (ledgerPath !== null) await keepLedger(ledgerPath, ledger)[Symbol.asyncDispose]();
  return { perSecond: (count * 1000) / elapsedMs, bytesPerMessage: bytesOf(ledger) / count };
}

/** Of all its columns and tables. */
function bytesOf(ledger) {
  return Object.values(ledger)
    .filter(ArrayBuffer.isView)
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
}
