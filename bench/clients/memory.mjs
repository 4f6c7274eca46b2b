/**
 * A ledger of `count` messages, all acknowledged, and a check that has seen all of them. The log is one batch, written
 * over again and again, so that what is measured is theirs. Needs --expose-gc.
 */
import { startCheck } from "../../dist/checker/check.js";
import { createLedger } from "../../dist/workload/ledger.js";
import { syntheticLog } from "../support/synthetic-log.mjs";

const NONCE = 1;

export default async function fill({ count }) {
  const ledger = createLedger({
    nonce: NONCE,
    producers: 1,
    messages: count,
    partitions: 1,
    acks: "all",
    startedAtMs: 0,
  });
  for (let sequence = 0; sequence < count; sequence++) {
    ledger.sent(0, sequence, sequence / 1000);
    ledger.acknowledged(0, sequence, 0, sequence, sequence / 1000 + 1);
  }
  const check = startCheck(ledger);
  for (const cursor of await syntheticLog({ nonce: NONCE, count })) {
    while (cursor.next()) check.record(0, cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
  }
  const { counts } = check.finish([count]);
  if (counts.logMessages !== count || counts.lost > 0) throw new Error("the synthetic log is not clean");
  globalThis.gc();
  // maxRSS is in kilobytes.
  return { rssBytes: process.memoryUsage().rss, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
