/** Producers of one run that differ: in the number of their messages, and in acks. */
import { expect, test } from "vitest";
import { createLedger } from "../history/ledger.js";
import { MemoryLog } from "../history/memory-log.test-support.js";
import { messageWriter } from "../history/message.js";
import { noWritesOf } from "./availability.js";
import { checkLog } from "./histories.test-support.js";
import { unsafeStretches } from "./unsafe-stretches.js";

const NONCE = 0xc0ffee00;
const SIZES = [24, 40, 32];
const PRODUCERS = [
  { messages: 3, acks: "all" },
  { messages: 5, acks: 0 },
  { messages: 2, acks: 1 },
] as const;

const emptyLedger = () => createLedger({ nonce: NONCE, producers: PRODUCERS, partitions: 1, startedAtMs: 0 });

test("what is lost, doubled, out of order, damaged or changed is named as the right message", async () => {
  const ledger = emptyLedger();
  const values = PRODUCERS.map(({ messages }, i) => ({ messages, sizeBytes: SIZES[i]! }));
  const log = new MemoryLog({
    topics: [{ name: "test1", partitions: 1 }],
    nonce: NONCE,
    producers: values,
    schemaId: null,
  });
  const writers = SIZES.map((sizeBytes, producer) => messageWriter({ nonce: NONCE, producer, sizeBytes }));
  let end = 0;
  log.begin(0);
  const store = (producer: number, sequence: number, change = (value: Buffer): Buffer => value) => {
    const value = change(Buffer.from(writers[producer]!.write(sequence, 1)));
    log.record(end, value, 0, value.length);
    return end++;
  };
  const acknowledge = (producer: number, sequence: number, offset: number) => {
    ledger.sent(producer, sequence, 1);
    ledger.acknowledged(producer, sequence, 0, offset, 2);
  };
  acknowledge(0, 0, store(0, 0));
  acknowledge(2, 1, store(2, 1));
  acknowledge(2, 0, store(2, 0));
  for (const sequence of [0, 1, 2]) acknowledge(1, sequence, store(1, sequence));
  store(1, 2);
  ledger.sent(1, 3, 1);
  ledger.acknowledged(1, 3, 0, -1, 2);
  acknowledge(
    0,
    1,
    store(0, 1, (value) => Buffer.concat([value, Buffer.from("more")])),
  );
  acknowledge(0, 2, end + 5);
  log.end(end);

  const { counts, lostRanges, anomalies } = await checkLog(ledger, log);
  expect(counts).toMatchObject({ lost: 2, duplicated: 1, reordered: 1, corrupted: 1 });
  expect(lostRanges.map(({ producer, firstSequence }) => [producer, firstSequence])).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(anomalies.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
    expect.stringMatching(/^duplicated: producer 1, message 2/),
    expect.stringMatching(/^reordered: producer 2, message 0/),
    expect.stringMatching(/^corrupted/),
  ]);
});

test("messages that no broker answers hide no time without writes, and make none", () => {
  const ledger = emptyLedger();
  for (const [sequence, atMs] of [0, 2_000, 4_000, 6_000, 8_000].entries()) {
    ledger.sent(1, sequence, atMs);
    ledger.acknowledged(1, sequence, 0, -1, atMs);
  }
  expect(noWritesOf(ledger, 9_000)).toMatchObject({ longestMs: 0, from: null });
  ledger.sent(0, 0, 1_000);
  ledger.acknowledged(0, 0, 0, 0, 7_500);
  expect(noWritesOf(ledger, 9_000)).toMatchObject({ longestMs: 6_500 });
});

test("a message with acks=0 is not in an unsafe stretch, and ends none", () => {
  const ledger = emptyLedger();
  for (const [sequence, atMs] of [100, 300].entries()) {
    ledger.sent(2, sequence, atMs);
    ledger.acknowledged(2, sequence, 0, sequence, atMs);
  }
  ledger.sent(1, 0, 200);
  ledger.acknowledged(1, 0, 0, -1, 200);
  const isLost = (row: number) => row >= 8;
  expect(unsafeStretches(ledger, isLost)).toEqual([{ partition: 0, fromMs: 100, toMs: 300, messages: 2 }]);
});
