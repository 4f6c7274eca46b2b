/**
 * A ledger of `count` messages, all acknowledged, a log.bin with all of them, and a check that has seen it. The log is one
 * batch, written over again and again, so that what is measured is theirs. Needs --expose-gc.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLog } from "../../dist/checker/check-log.js";
import { createLedger } from "../../dist/history/ledger.js";
import { LogWriter, openLog } from "../../dist/history/log-file.js";
import { identityOf, syntheticLog } from "../support/synthetic-log.mjs";

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
  const directory = await mkdtemp(join(tmpdir(), "chaos-bench-"));
  const path = join(directory, "log.bin");
  const log = await LogWriter.create(path, identityOf({ nonce: NONCE, count }));
  log.begin(0);
  for (const cursor of await syntheticLog({ nonce: NONCE, count })) {
    while (cursor.next()) log.record(cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
    await log.flush();
  }
  log.end(count);
  await log.finish({ topicConfig: null });
  await log[Symbol.asyncDispose]();
  const { counts } = await checkLog(await openLog(path), ledger);
  await rm(directory, { recursive: true });
  if (counts.logMessages !== count || counts.lost > 0) throw new Error("the synthetic log is not clean");
  globalThis.gc();
  // maxRSS is in kilobytes.
  return { rssBytes: process.memoryUsage().rss, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
