import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alike } from "../alike.js";
import { LogDecoder, LogEncoder } from "./log-codec.js";
import { type BatchOrigin, type LogIdentity, type LogSink, RECORD, type RecordKind } from "./log-entries.js";
import { LogFileError, LogWriter, openLog } from "./log-file.js";
import { messageWriter } from "./message.js";

const SEED = 4;
const SIZE_BYTES = 100;
const identity: LogIdentity = {
  ...{ topics: [{ name: "test1", partitions: 2 }], nonce: 0xc0ffee00, schemaId: null },
  producers: alike(3, { messages: 1000, sizeBytes: SIZE_BYTES }),
};
const ROWS = 3_000;
const ORIGIN: BatchOrigin = { leaderEpoch: 0, producerId: -1, isTransactional: false, marker: null };

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-log-file-"));
  path = join(directory, "log.bin");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** All that a sink is told, as data; a record or control batch with where it comes from. */
function listener(): LogSink & Teller & { readonly told: unknown[] } {
  const told: unknown[] = [];
  let origin: BatchOrigin | null = null;
  return {
    told,
    begin: (partition) => void told.push(["begin", partition]),
    batch: (next) => {
      origin = next;
    },
    records(offset, count, kind, row, schemaId) {
      for (let i = 0; i < count; i++) this.record(offset + i, kind, row < 0 ? -1 : row + i, schemaId);
    },
    record: (...record) => void told.push(["record", ...record, origin]),
    broken: (...span) => void told.push(["broken", ...span]),
    control: (...span) => void told.push(["control", ...span, origin]),
    deleted: (...span) => void told.push(["deleted", ...span]),
    end: (endOffset) => void told.push(["end", endOffset]),
  };
}

/** What is told one record at a time. */
type Teller = Omit<LogSink, "records"> & Pick<LogEncoder, "record">;

type Entry =
  | { readonly what: "batch"; readonly origin: BatchOrigin }
  | { readonly what: "records"; readonly kind: RecordKind; readonly row: number; readonly count: number }
  | { readonly what: "broken" | "control" | "deleted"; readonly count: number }
  | { readonly what: "jump"; readonly by: number }
  | { readonly what: "schema"; readonly id: number }
  | { readonly what: "take" };

const origin = fc.record(
  {
    leaderEpoch: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.integer()),
    producerId: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.maxSafeInteger()),
    isTransactional: fc.boolean(),
    marker: fc.constantFrom(null, "commit" as const, "abort" as const),
    producerEpoch: fc.integer({ min: -1, max: 32_767 }),
    coordinatorEpoch: fc.nat(2 ** 31 - 1),
  },
  { requiredKeys: ["leaderEpoch", "producerId", "isTransactional", "marker"] },
);
const count = fc.integer({ min: 1, max: 5 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ what: fc.constant("batch" as const), origin }),
  fc.record({
    what: fc.constant("records" as const),
    kind: fc.constantFrom(...Object.values(RECORD)),
    row: fc.integer({ min: -1, max: ROWS - 5 }),
    count,
  }),
  fc.record({ what: fc.constantFrom("broken" as const, "control" as const, "deleted" as const), count }),
  fc.record({
    what: fc.constant("jump" as const),
    by: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.nat(2 ** 40)),
  }),
  fc.record({
    what: fc.constant("schema" as const),
    id: fc.oneof(fc.integer({ min: -1, max: 2 }), fc.nat(2 ** 32 - 1)),
  }),
  fc.record({ what: fc.constant("take" as const) }),
);

/** Tells the same to an encoder and to a listener; `take` ends a piece. */
function tell(partitions: readonly (readonly Entry[])[], sinks: readonly Teller[], take: () => void): void {
  const all = (say: (sink: Teller) => void) => sinks.forEach(say);
  all((sink) => sink.batch(ORIGIN));
  let schemaId = -1;
  for (const [partition, entries] of partitions.entries()) {
    all((sink) => sink.begin(partition));
    let next = 0;
    for (const one of entries) {
      if (one.what === "batch") all((sink) => sink.batch(one.origin));
      else if (one.what === "jump") next = Math.max(0, next + one.by);
      else if (one.what === "schema") schemaId = one.id;
      else if (one.what === "take") take();
      else if (one.what === "records") {
        for (let i = 0; i < one.count; i++) {
          const named = one.row < 0 && one.kind !== RECORD.damaged ? 0 : one.row;
          const row = one.kind === RECORD.foreign || named < 0 ? -1 : named + i;
          const offset = next++;
          all((sink) => sink.record(offset, one.kind, row, schemaId));
        }
      } else {
        const first = next;
        next += one.count;
        all((sink) => sink[one.what](first, first + one.count - 1));
      }
    }
    all((sink) => sink.end(next));
  }
}

test("whatever is told of a log comes back as it was told", () => {
  fc.assert(
    fc.property(fc.array(fc.array(entry), { minLength: 2, maxLength: 2 }), (partitions) => {
      const encoder = new LogEncoder();
      const expected = listener();
      const pieces: Buffer[] = [];
      tell(partitions, [encoder, expected], () => pieces.push(...encoder.take()));
      pieces.push(...encoder.take());
      const found = listener();
      const decoder = new LogDecoder(identity, found);
      for (const piece of pieces) decoder.read(piece);
      decoder.finish();
      expect(found.told).toEqual(expected.told);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("more origins than are numbered at a time come back as they were told", () => {
  const encoder = new LogEncoder();
  const expected = listener();
  const origins = Array.from({ length: 10_000 }, (_, i) => ({ ...ORIGIN, producerId: i % 6_000 }));
  const entries = origins.flatMap((origin, i): Entry[] => [
    { what: "batch", origin },
    { what: "records", kind: RECORD.message, row: i % ROWS, count: 1 },
  ]);
  tell([entries, []], [encoder, expected], () => {});
  const found = listener();
  const decoder = new LogDecoder(identity, found);
  for (const piece of encoder.take()) decoder.read(piece);
  expect(found.told).toEqual(expected.told);
});

describe("an ordinary log takes at most 8 bytes a record", () => {
  const messages = 1_000_000;
  const run = {
    ...identity,
    producers: alike(10, { messages, sizeBytes: SIZE_BYTES }),
    topics: [{ name: "test1", partitions: 1 }],
  };

  /** Batches of `size` messages, of one producer after another. */
  function bytesPerRecord(size: number, producerIdOf: (producer: number) => number): number {
    const encoder = new LogEncoder();
    encoder.begin(0);
    let offset = 0;
    let bytes = 0;
    for (let sequence = 0; sequence < 20_000; sequence += size) {
      for (let producer = 0; producer < run.producers.length; producer++) {
        encoder.batch({ ...ORIGIN, leaderEpoch: 7, producerId: producerIdOf(producer) });
        for (let i = 0; i < size; i++) {
          encoder.record(offset++, RECORD.message, producer * messages + sequence + i, -1);
        }
      }
    }
    for (const piece of encoder.take()) bytes += piece.length;
    return bytes / offset;
  }

  test("of one producer at a time: a few for each batch", () => {
    expect(bytesPerRecord(100, () => -1)).toBeLessThan(0.1);
  });

  test("of ten producers that send every message alone", () => {
    expect(bytesPerRecord(1, () => -1)).toBeLessThan(8);
  });

  test("of ten idempotent producers that send every message alone", () => {
    expect(bytesPerRecord(1, (producer) => 1_000 + producer)).toBeLessThan(4);
  });
});

/** A small log of every kind of entry, in its file. */
async function writeSmallLog(): Promise<void> {
  await using log = await LogWriter.create(path, identity);
  const write = messageWriter({ nonce: identity.nonce, producer: 0, sizeBytes: SIZE_BYTES }).write;
  log.begin(0);
  log.deleted(0, 1);
  log.batch({ ...ORIGIN, leaderEpoch: 3, producerId: 5 });
  for (let sequence = 0; sequence < 3; sequence++) {
    log.record(2 + sequence, Buffer.from(write(sequence, 1)), 0, SIZE_BYTES);
  }
  await log.flush();
  log.broken(5, 6);
  log.end(7);
  log.begin(1);
  log.batch({ ...ORIGIN, isTransactional: true, marker: "abort" });
  log.control(0, 0);
  log.end(1);
  await log.finish({ topicConfigs: [{ "cleanup.policy": "delete", "message.format": null }] });
}

async function readBack() {
  const { told, ...sink } = listener();
  const log = await openLog(path);
  return { identity: log.identity, footer: await log.read(sink), told };
}

test("a log in its file says whose it is, what was read, and what the topic's properties were", async () => {
  await writeSmallLog();
  const origin = { ...ORIGIN, leaderEpoch: 3, producerId: 5 };
  expect(await readBack()).toEqual({
    identity,
    footer: {
      topicConfigs: [{ "cleanup.policy": "delete", "message.format": null }],
      transactions: { aborted: [], open: 0 },
    },
    told: [
      ["begin", 0],
      ["deleted", 0, 1],
      ["record", 2, RECORD.message, 0, -1, origin],
      ["record", 3, RECORD.message, 1, -1, origin],
      ["record", 4, RECORD.message, 2, -1, origin],
      ["broken", 5, 6],
      ["end", 7],
      ["begin", 1],
      ["control", 0, 0, { ...ORIGIN, isTransactional: true, marker: "abort" }],
      ["end", 1],
    ],
  });
});

test("a log that is cut off at any byte is not whole", async () => {
  await writeSmallLog();
  const whole = readFileSync(path);
  for (let bytes = 0; bytes < whole.length; bytes++) {
    writeFileSync(path, whole.subarray(0, bytes));
    const error: unknown = await readBack().catch((thrown: unknown) => thrown);
    expect(error, `${bytes} bytes`).toBeInstanceOf(LogFileError);
    expect((error as Error).message).toContain("is not whole");
  }
});

test("a log with any byte changed is no log to judge", async () => {
  await writeSmallLog();
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0x10;
    writeFileSync(path, damaged);
    await expect(readBack(), `byte ${at}`).rejects.toThrow(LogFileError);
  }
});

test("a log with a block left out, and one with bytes behind its end, is damaged", async () => {
  await writeSmallLog();
  const whole = readFileSync(path);
  const starts: number[] = [];
  for (let at = 12; at < whole.length; at += 8 + whole.readUInt32LE(at)) starts.push(at);
  for (const [i, at] of starts.slice(0, -1).entries()) {
    writeFileSync(path, Buffer.concat([whole.subarray(0, at), whole.subarray(starts[i + 1])]));
    await expect(readBack()).rejects.toThrow("is damaged");
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.from("more")]));
  await expect(readBack()).rejects.toThrow("4 bytes follow its end");
});

test("a log of a newer chaos is named as such, and a file that is no log too", async () => {
  await writeSmallLog();
  const newer = readFileSync(path);
  newer.writeUInt32LE(4, 8);
  writeFileSync(path, newer);
  await expect(openLog(path)).rejects.toThrow("was written by a newer chaos");
  writeFileSync(path, "chaosLGR and more");
  await expect(openLog(path)).rejects.toThrow("it is no log of a run");
  rmSync(path);
  await expect(openLog(path)).rejects.toThrow("cannot be read");
});

test("a disk that takes no more ends the writing with what to do", async () => {
  const created = LogWriter.create("/dev/full", identity);
  await expect(created).rejects.toThrow(LogFileError);
  await expect(created).rejects.toMatchObject({ remedy: expect.stringContaining("make room on that disk") });
});

test("what was read is in the file before the log is read to its end", async () => {
  await using log = await LogWriter.create(path, identity);
  log.begin(0);
  const before = statSync(path).size;
  log.broken(0, 9);
  await log.flush();
  expect(statSync(path).size).toBeGreaterThan(before);
  await expect(readBack()).rejects.toThrow("is not whole");
});

test("entries that name a message beyond the run, or a partition that it does not have, are refused", async () => {
  const write = async (fill: (encoder: LogEncoder) => void) => {
    const encoder = new LogEncoder();
    fill(encoder);
    const decoder = new LogDecoder(identity, listener());
    for (const piece of encoder.take()) decoder.read(piece);
    decoder.finish();
  };
  await expect(
    write((encoder) => {
      encoder.begin(0);
      encoder.record(0, RECORD.message, ROWS, -1);
    }),
  ).rejects.toThrow("names message 3000 of 3000");
  await expect(write((encoder) => encoder.begin(2))).rejects.toThrow("partition 2 begins");
  await expect(write((encoder) => encoder.record(0, RECORD.foreign, -1, -1))).rejects.toThrow(
    "belongs to no partition",
  );
  await expect(
    write((encoder) => {
      encoder.begin(0);
      encoder.end(0);
    }),
  ).rejects.toThrow("partition 1 of 2 has no end");
});

test("a file of version 1 is read: its producers have the same numbers of messages, of one size", async () => {
  const deflated = [
    "LY7BCkFBGIV/EjtiIzudspvFJSmTFQsp5QFkMeYOd4qZ28xYoPsAyhMoa3kKLyR5BIWzO32dviMTYf10Ns4RUUJEp2vrTEcEm2oJ",
    "jgAGY41U4O1eP+pHvYghdTbeSeU8eIdhq7wXa/UrqXBBB22NB28zeH1Qw334wi6Dl4naikkMbnabTVYjouqt/MqVqFKkb94Pahbq",
    "hQER3Z+XRv7/ZGTNSq9/M4bghPFC/jVHiKV1QcXg8wWDTZUBj7LsAw==",
  ].join("");
  const path = join(directory, "old.bin");
  writeFileSync(path, inflateRawSync(Buffer.from(deflated, "base64")));
  const old = await openLog(path);
  expect(old.identity).toEqual({
    ...{ topics: [{ name: "t", partitions: 1 }], nonce: 0x01020304, schemaId: null },
    producers: alike(2, { messages: 2, sizeBytes: 24 }),
  });
  const rows: number[] = [];
  const ignore = () => {};
  await old.read({
    ...{ begin: ignore, batch: ignore, broken: ignore, control: ignore, deleted: ignore, end: ignore },
    records: (_, count, __, row) => rows.push(...Array.from({ length: count }, (_, i) => row + i)),
  });
  expect(rows).toEqual([0, 1, 2, 3]);
});
