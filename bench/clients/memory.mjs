/**
 * A ledger of `count` messages, all acknowledged, a log.bin with all of them, and a check that has seen it. The log is one
 * batch, written over again and again, so that what is measured is theirs. Needs --expose-gc.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLog } from "../../dist/checker/check-log.js";
import { openLog } from "../../dist/history/log-file.js";
import { acknowledgedLedger, storeSyntheticLog } from "../support/synthetic-log.mjs";

export default async function fill({ count }) {
  const ledger = acknowledgedLedger(count);
  const directory = await mkdtemp(join(tmpdir(), "chaos-bench-"));
  const path = join(directory, "log.bin");
  await storeSyntheticLog(path, count);
  const { counts } = await checkLog(await openLog(path), ledger);
  await rm(directory, { recursive: true });
  if (counts.logMessages !== count || counts.lost > 0) throw new Error("the synthetic log is not clean");
  globalThis.gc();
  // maxRSS is in kilobytes.
  return { rssBytes: process.memoryUsage().rss, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
