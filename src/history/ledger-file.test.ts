import { mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alike } from "../alike.js";
import { InfrastructureError } from "../errors.js";
import { type EqualShape, equalLedger } from "./equal.test-support.js";
import { createLedger, type Ledger, latencyMs, OUTCOME, UNKNOWN_PARTITION } from "./ledger.js";
import { keepLedger, readLedger } from "./ledger-file.js";

const SEED = 4;
const NEVER_MS = 2 ** 30;
const SHAPE: EqualShape = {
  nonce: 0xfedcba98,
  producers: 3,
  messages: 5_000,
  partitions: 1,
  acks: "all",
  startedAtMs: 1_700_000_000_000.25,
};

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "ledger-"));
  path = join(directory, "ledger.bin");
});
afterEach(() => rm(directory, { recursive: true }));

function expectSame(actual: Ledger, expected: Ledger): void {
  for (const column of ["outcome", "offset", "sentAt", "settledAt", "partition"] as const) {
    expect(actual[column]).toEqual(expected[column]);
  }
  const { nonce, producers, partitions, startedAtMs, totals, errorNames, contradictions } = expected;
  expect(actual).toMatchObject({ nonce, producers, partitions, startedAtMs, totals });
  expect(actual.errorNames).toEqual(errorNames);
  expect(actual.contradictions).toEqual(contradictions);
  expect(latencyMs(actual)).toEqual(latencyMs(expected));
}

test("a ledger reads back as it was, whenever it was flushed on the way", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(
        fc.oneof(
          { weight: 30, arbitrary: fc.tuple(fc.nat(2), fc.nat(4999), fc.nat(4)) },
          { weight: 1, arbitrary: fc.constant("flush" as const) },
        ),
        { maxLength: 400 },
      ),
      async (partitions, steps) => {
        const ledger = equalLedger({ ...SHAPE, partitions });
        {
          await using keeper = keepLedger(path, ledger, NEVER_MS);
          for (const step of steps) {
            if (step === "flush") {
              await keeper.flush();
              continue;
            }
            const [producer, sequence, what] = step;
            ledger.sent(producer, sequence, sequence);
            if (what === 1)
              ledger.failed(
                producer,
                sequence,
                (sequence % (partitions + 1)) - 1,
                `ERR_${sequence % 5}`,
                sequence + 1,
              );
            if (what > 1)
              ledger.acknowledged(producer, sequence, sequence % partitions, sequence, sequence * 2);
          }
        }
        const stored = await readLedger(path);
        expect(stored.complete).toBe(true);
        expectSame(stored.ledger, ledger);
      },
    ),
    { seed: SEED, numRuns: 12 },
  );
});

test("in a file of chaos 0.1 the partitions of failed messages mean nothing", async () => {
  const ledger = equalLedger({ ...SHAPE, partitions: 2 });
  {
    await using _ = keepLedger(path, ledger, NEVER_MS);
    for (let sequence = 0; sequence < 3; sequence++) ledger.sent(0, sequence, 1);
    ledger.failed(0, 0, 1, "ERR", 2);
    ledger.failed(0, 1, -1, "ERR", 2);
    ledger.acknowledged(0, 2, 1, 7, 2);
  }
  const partitions = async () => [...(await readLedger(path)).ledger.partition!.subarray(0, 3)];
  expect(await partitions()).toEqual([1, UNKNOWN_PARTITION, 1]);
  const bytes = await readFile(path);
  const end = 16 + bytes.readUInt32LE(12);
  const { unknownPartition, ...header } = JSON.parse(bytes.toString("utf8", 16, end));
  expect(unknownPartition).toBe(UNKNOWN_PARTITION);
  const json = JSON.stringify(header);
  bytes.writeUInt32LE(json.length, 12);
  bytes.write(json, 16);
  bytes.writeUInt32LE(0, 65_532);
  await writeFile(path, bytes);
  expect(await partitions()).toEqual([UNKNOWN_PARTITION, UNKNOWN_PARTITION, 1]);
});

test("a whole ledger in which any byte is changed, or that something follows, is refused", async () => {
  const messages = 8;
  const ledger = equalLedger({ ...SHAPE, producers: 1, messages, partitions: 2 });
  {
    await using _ = keepLedger(path, ledger, NEVER_MS);
    for (let sequence = 0; sequence < messages; sequence++) {
      ledger.sent(0, sequence, sequence);
      ledger.acknowledged(0, sequence, 0, sequence, sequence + 1);
    }
  }
  const whole = await readFile(path);
  const headerEnd = 16 + whole.readUInt32LE(12);
  const places = Array.from(whole.keys()).filter((at) => at < headerEnd || at >= 65_532 || at % 8_191 === 0);
  for (const at of places) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1 << (at % 8);
    await writeFile(path, changed);
    await expect(readLedger(path), `byte ${at}`).rejects.toThrow(InfrastructureError);
  }
  await writeFile(path, Buffer.concat([whole, Buffer.alloc(9)]));
  await expect(readLedger(path)).rejects.toThrow(/does not match its checksum/);
  await writeFile(path, whole);
  expectSame((await readLedger(path)).ledger, ledger);
});

test("before its end a run leaves what was flushed, marked as not complete", async () => {
  const ledger = equalLedger(SHAPE);
  await using keeper = keepLedger(path, ledger, NEVER_MS);
  ledger.sent(2, 4999, 1);
  ledger.acknowledged(2, 4999, 0, 123, 2);
  await keeper.flush();
  ledger.sent(0, 0, 3);
  const { ledger: stored, complete } = await readLedger(path);
  expect(complete).toBe(false);
  expect(stored.totals).toMatchObject({ sent: 1, acknowledged: 1 });
  expect(stored.outcome[0]).toBe(OUTCOME.unsent);
  expect(stored.offset[14_999]).toBe(123);
});

test("rows that change while a flush is writing are never half there", async () => {
  const ledger = equalLedger({ ...SHAPE, producers: 1, messages: 300_000 });
  await using keeper = keepLedger(path, ledger, NEVER_MS);
  let sequence = 0;
  const report = () => {
    for (const end = Math.min(sequence + 2_000, ledger.rows); sequence < end; sequence++) {
      ledger.sent(0, sequence, 1);
      ledger.acknowledged(0, sequence, 0, sequence + 1, 2);
    }
  };
  while (sequence < ledger.rows) {
    let writing = true;
    const flushed = keeper.flush().finally(() => {
      writing = false;
    });
    while (writing) {
      report();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await flushed;
    const { ledger: stored } = await readLedger(path);
    for (let row = 0; row < stored.rows; row++) {
      if (stored.outcome[row] === OUTCOME.acknowledged && stored.offset[row] !== row + 1) {
        expect.fail(`row ${row} was acknowledged at ${row + 1}, stored is ${stored.offset[row]}`);
      }
    }
  }
});

test("a file that is no ledger, or not a whole one, is refused with a sentence", async () => {
  {
    await using keeper = keepLedger(path, equalLedger(SHAPE), NEVER_MS);
    await keeper.flush();
  }
  const whole = await readFile(path);
  const refused = async () => expect(readLedger(path)).rejects.toThrow(InfrastructureError);
  for (const length of [0, 10, 40, 65_536, whole.length - 1]) {
    await writeFile(path, whole);
    await truncate(path, length);
    await refused();
  }
  await writeFile(path, Buffer.concat([Buffer.from("chaosLGR"), Buffer.alloc(100, 0xff)]));
  await refused();
  await writeFile(path, "{}");
  await refused();
  await expect(readLedger(join(directory, "absent"))).rejects.toThrow(InfrastructureError);
});

test("a place that can't be written is told by whoever flushes", async () => {
  const keeper = keepLedger(join(directory, "absent", "ledger.bin"), equalLedger(SHAPE), NEVER_MS);
  await expect(keeper.flush()).rejects.toThrow(InfrastructureError);
  await expect(keeper[Symbol.asyncDispose]()).rejects.toThrow(InfrastructureError);
});

test("a ledger that is read while the run writes it has the time and the offset of every message that it calls acknowledged", async () => {
  const ledger = equalLedger({ ...SHAPE, producers: 1, messages: 100 });
  await using keeper = keepLedger(path, ledger, NEVER_MS);
  await keeper.flush();
  const handle = await open(path, "r");
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { read } = prototype;
  let reads = 0;
  prototype.read = async function (this: typeof handle, ...given: Parameters<typeof read>) {
    const answer = await read.apply(this, given);
    // The header is read, and one column: now the run goes on.
    if (++reads === 2) {
      for (let sequence = 0; sequence < 100; sequence++) {
        ledger.sent(0, sequence, 1_000);
        ledger.acknowledged(0, sequence, 0, sequence, 2_000);
      }
      await keeper.flush();
    }
    return answer;
  } as typeof read;
  try {
    const { ledger: found } = await readLedger(path);
    expect(reads).toBeGreaterThan(2);
    const torn = [...found.outcome.keys()].filter(
      (row) =>
        found.outcome[row]! >= OUTCOME.acknowledged && (found.sentAt[row] === 0 || found.offset[row] !== row),
    );
    expect(torn).toEqual([]);
  } finally {
    prototype.read = read;
  }
});

test("producers may have different numbers of messages, and different acks", async () => {
  const ledger = createLedger({
    ...{ nonce: 7, partitions: 1, startedAtMs: 0 },
    producers: [
      { messages: 3, acks: 0 },
      { messages: 1, acks: "all" },
      { messages: 2, acks: 1 },
    ],
  });
  {
    await using _ = keepLedger(path, ledger, NEVER_MS);
    for (const [producer, { messages }] of ledger.producers.entries()) {
      for (let sequence = 0; sequence < messages; sequence++) {
        ledger.sent(producer, sequence, 1);
        ledger.acknowledged(producer, sequence, 0, 10 * producer + sequence, 2);
      }
    }
    ledger.sent(1, 1, 3);
  }
  const { ledger: stored, complete } = await readLedger(path);
  expect(complete).toBe(true);
  expectSame(stored, ledger);
  expect([...stored.outcome]).toEqual([
    ...[OUTCOME.unplaced, OUTCOME.unplaced, OUTCOME.unplaced],
    ...[OUTCOME.acknowledged, OUTCOME.acknowledged, OUTCOME.acknowledged],
  ]);
  expect([...stored.offset.subarray(3)]).toEqual([10, 20, 21]);
  expect(stored.contradictions).toEqual(["producer 1, message 1: sent, but there is no such message"]);
});

test("a file of version 1 is read: it says of its producers how many there are, and what all of them do", async () => {
  const deflated = [
    "7dA/b9NAHAbgS9iY+QQ3e0hTEqWeqBhYACEGlqqD5VwhamxH9lkIVfmGfCQGZMKfUtSZ5Xmk093v9Eqn9+pPVTe8fvV+FkIYZiHc",
    "xbZr6xTLs/XF4mKxXhTx0HfbsU79EMtlEZs0DNXHdBoOVZ93ede1QyzPiljVt6fDkKs+p+1lfjPNi8WiiHW3H5spd3UX26pJsYzd",
    "zc2Qcixi/nKY5vF8GYtY5ViuV6vz9bH4nRxSmy8fS66WfyVz3k8vPxJeb+6FuzHXXZPuRTd/kpvnx+sipr7v+rdVMxW+up5qtLmv",
    "trv6Z+t/7l52Y5tj+aNxc9innGKZ+zEVcWxv2+5z++7Xn51qro4BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgf/vw9cW3aZ+FEOYhhCchhKcP1rMHaz6fz78D",
  ].join("");
  await writeFile(path, inflateRawSync(Buffer.from(deflated, "base64")));
  const { ledger, complete } = await readLedger(path);
  expect(complete).toBe(true);
  expect(ledger).toMatchObject({ producers: alike(2, { messages: 2, acks: 1 }), startedAtMs: 1_000 });
  expect([...ledger.offset]).toEqual([0, 1, 2, 3]);
});
