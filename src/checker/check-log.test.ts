import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityFor } from "../history/equal.test-support.js";
import type { BatchOrigin } from "../history/log-entries.js";
import { LogWriter, openLog } from "../history/log-file.js";
import { checkLog } from "./check-log.js";
import { cleanHistory, feed, ledgerOf, SIZE_BYTES } from "./histories.test-support.js";

const MESSAGES = 6;
const ORDINARY: BatchOrigin = { leaderEpoch: 0, producerId: -1, isTransactional: false, marker: null };
const transactional = (producerId: number): BatchOrigin => ({
  ...ORDINARY,
  producerId,
  isTransactional: true,
});
const ends = (producerId: number, marker: "commit" | "abort"): BatchOrigin => ({
  ...transactional(producerId),
  marker,
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-check-log-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Copies of messages from one origin; a control batch is no message. */
type Entry = readonly [origin: BatchOrigin, ...sequences: number[]];

/** `failed`: the messages from this one on failed. */
async function check(entries: readonly Entry[], failed: { readonly from: number } = { from: MESSAGES }) {
  const history = cleanHistory({ producers: 1, messages: MESSAGES, partitions: 1, acks: 1 });
  for (const message of history.ledger) if (message.sequence >= failed.from) message.outcome = "failed";
  const ledger = ledgerOf(history);
  const path = join(directory, "log.bin");
  await using log = await LogWriter.create(path, identityFor(ledger, { topic: "t", sizeBytes: SIZE_BYTES }));
  log.begin(0);
  let offset = 0;
  for (const [origin, ...sequences] of entries) {
    log.batch(origin);
    if (origin.marker !== null) feed(log, offset++, { kind: "control" });
    for (const sequence of sequences) feed(log, offset++, { kind: "copy", producer: 0, sequence });
  }
  log.end(offset);
  await log.finish({ topicConfigs: [{ "cleanup.policy": "delete" }] });
  return checkLog(await openLog(path), ledger);
}

const all: Entry = [ORDINARY, 0, 1, 2, 3, 4, 5];

test("records of an aborted transaction are no messages: neither copies nor what was acknowledged", async () => {
  const aborted: Entry[] = [[transactional(7), 0, 1, 2], [ends(7, "abort")]];
  const twice = await check([all, ...aborted]);
  expect(twice.counts).toMatchObject({ lost: 0, duplicated: 0, logMessages: MESSAGES });
  expect(twice.inconclusive).toEqual([]);
  const committed = await check([all, [transactional(7), 0, 1, 2], [ends(7, "commit")]]);
  expect(committed.counts).toMatchObject({ lost: 0, duplicated: 3 });
  const lost = await check([[transactional(7), 0, 1, 2], [ends(7, "abort")], [ORDINARY, 3, 4, 5]]);
  expect(lost.counts).toMatchObject({ lost: 3, logMessages: 3 });
});

test("the transactions of two producers lie between each other, and each ends by itself", async () => {
  const { counts } = await check([
    all,
    [transactional(7), 0],
    [transactional(8), 1],
    [transactional(7), 2],
    [ends(7, "abort")],
    [transactional(8), 3],
    [ends(8, "commit")],
    [transactional(7), 4],
    [ends(7, "commit")],
  ]);
  expect(counts).toMatchObject({ lost: 0, duplicated: 3 });
});

test("a transaction without an end hides no loss where none of its messages was acknowledged", async () => {
  const neverAcknowledged = { from: 3 };
  const { counts, inconclusive, observed } = await check(
    [[ORDINARY, 0, 1, 2], [transactional(7), 3, 4], [transactional(8), 5], [ends(8, "commit")]],
    neverAcknowledged,
  );
  expect(inconclusive).toEqual([]);
  expect(counts).toMatchObject({ lost: 0, logMessages: 4, duplicated: 0 });
  // Readers get message 5, which failed, and neither 3 nor 4.
  expect(observed.failedButStored).toBe(1);
});

test("with an acknowledged message in one of two transactions without an end, that one leaves a doubt", async () => {
  const { counts, inconclusive } = await check(
    [
      [ORDINARY, 0, 1],
      [transactional(7), 2],
      [transactional(8), 3],
    ],
    { from: 3 },
  );
  expect(inconclusive).toEqual([
    "1 transaction in the log did not end, so it is not known whether consumers get its records",
  ]);
  expect(counts).toMatchObject({ lost: 0, logMessages: 3 });
});

test("of a transaction that has no end in the log it is not known whether it stands", async () => {
  const { inconclusive } = await check([all, [transactional(7), 0]]);
  expect(inconclusive).toEqual([
    "1 transaction in the log did not end, so it is not known whether consumers get its records",
  ]);
});
