import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPRESSIONS, type Compression } from "./compression.js";
import { ProtocolError } from "./protocol-error.js";
import { type BatchInput, type RecordInput, writeBatch } from "./record-writer.js";
import { type RecordBatch, RecordCursor, readBatches } from "./records.js";

const SEED = 20240301;
const T0 = 1_700_000_000_000;

/** Three records as Kafka 3.9.1's own MemoryRecordsBuilder wrote them, in every format and compression. */
const WRITTEN_BY_KAFKA: [magic: number, compression: Compression, hex: string][] = [
  [
    0,
    "none",
    "00000000000000640000002b449676130000000000026b300000001b76616c7565203020202020202020202020202020" +
      "20202020202020000000000000006500000029695cf4f50000ffffffff0000001b76616c756520312020202020202020" +
      "2020202020202020202020200000000000000066000000108b23e3da0000000000026b32ffffffff",
  ],
  [
    1,
    "none",
    "000000000000006400000033277209b201000000018bcfe56800000000026b300000001b76616c756520302020202020" +
      "202020202020202020202020202020000000000000006500000031572e29a901000000018bcfe56801ffffffff000000" +
      "1b76616c756520312020202020202020202020202020202020202020000000000000006600000018f585012201000000" +
      "018bcfe56802000000026b32ffffffff",
  ],
  [
    2,
    "none",
    "00000000000000640000008b00000003028fedb36b0000000000020000018bcfe568000000018bcfe568020000000000" +
      "00000500010000000a000000034c000000046b303676616c756520302020202020202020202020202020202020202020" +
      "020268014a000202013676616c756520312020202020202020202020202020202020202020020268020118000404046b" +
      "32010202680202",
  ],
  [
    0,
    "gzip",
    "00000000000000660000005f03bb5b390001ffffffff000000511f8b08000000000000ff636000831420d6769956260c" +
      "e631651b0049e9b2c49cd2540503052c00a28b211588353363be7c6560f80f04084d867834a501b140b7f2e35b50bb8c" +
      "405a014073aca088000000",
  ],
  [
    1,
    "gzip",
    "00000000000000660000006fcfe2b8b401010000018bcfe56802ffffffff000000591f8b08000000000000ff63608003" +
      "63f522ce4d8c400663f7f9a7192011a66c0320295d9698539aaa60a0800540b582741986eb69ae846b67fc0f0408cd86" +
      "78343301b1c4d7564625b86626b0dd462023006179463da0000000",
  ],
  [
    2,
    "gzip",
    "0000000000000064000000710000000302f3d971970001000000020000018bcfe568000000018bcfe568020000000000" +
      "00000500010000000a000000031f8b08000000000000fff361606060c936302b4bcc294d553050c00298983218bd1898" +
      "9818a18a0c712862629460606161c9366204719800100985c65a000000",
  ],
  [
    0,
    "snappy",
    "00000000000000660000007a5a2bd52c0002ffffffff0000006c82534e41505059000000000100000001000000588801" +
      "0000090120640000002b44967613050f38026b300000001b76616c75652030204a010005274000006500000029695cf4" +
      "f50000ffffffff193500314a340011355066000000108b23e3da0000000000026b32ffffffff",
  ],
  [
    1,
    "snappy",
    "00000000000000660000008c56eba53401020000018bcfe56802ffffffff0000007682534e4150505900000000010000" +
      "000100000062a001000019013433277209b201000000018bcfe568011838026b300000001b76616c75652030204a0100" +
      "012601321c00000031572e29a90109053f1001ffffffff193d00314a3c00113d200200000018f5850122153d28020000" +
      "00026b32ffffffff",
  ],
  [
    2,
    "snappy",
    "00000000000000640000007d0000000302379fadf30002000000020000018bcfe568000000018bcfe568020000000000" +
      "00000500010000000a0000000382534e41505059000000000100000001000000385a3c4c000000046b303676616c7565" +
      "2030204a010020020268014a000202010d2500314a2400012538020118000404046b32010202680202",
  ],
  [
    0,
    "lz4",
    "0000000000000066000000799c024a9f0003ffffffff0000006b04224d1860401a5c0000001200010091640000002b44" +
      "9676130f00ff00026b300000001b76616c7565203020010000012700f60200006500000029695cf4f50000ffffffff35" +
      "001f3134000010203200c100000066000000108b23e3da0e0070026b32ffffffff00000000",
  ],
  [
    1,
    "lz4",
    "00000000000000660000008ac8b2191a01030000018bcfe56802ffffffff0000007404224d1860408265000000160001" +
      "00e033277209b201000000018bcfe5681800ff00026b300000001b76616c756520302001000000260000320085000000" +
      "31572e29a93f005601ffffffff3d001f313c000011203b00b500000200000018f58501223d00b002000000026b32ffff" +
      "ffff00000000",
  ],
  [
    2,
    "lz4",
    "00000000000000640000007b0000000302d0cf83e50003000000020000018bcfe568000000018bcfe568020000000000" +
      "00000500010000000a0000000304224d186040823b000000ff014c000000046b303676616c7565203020010000930202" +
      "68014a0002020125001f31240000f00420020268020118000404046b3201020268020200000000",
  ],
  [
    2,
    "zstd",
    "0000000000000064000000710000000302e8725b1d0004000000020000018bcfe568000000018bcfe568020000000000" +
      "00000500010000000a0000000328b52ffd0058a4010094024c000000046b303676616c7565203020020268014a000202" +
      "0131020118000404046b320102026802020300a00aa4dc23014b010000",
  ],
];

const COMMIT_MARKER_OF_KAFKA =
  "00000000000000370000004200000003020f093cfe0030000000000000018bcfe568000000018bcfe568000000000000" +
  "0000050001ffffffff000000012000000008000000010c00000000000900";

interface ReadRecord {
  offset: number;
  timestamp: number;
  key: string | null;
  value: string | null;
  headers: { key: string; value: Buffer | null }[];
}

function readAll(batches: RecordBatch[]): ReadRecord[] {
  const cursor = new RecordCursor();
  const records: ReadRecord[] = [];
  for (const batch of batches) {
    cursor.open(batch);
    while (cursor.next()) {
      records.push({
        offset: cursor.offset,
        timestamp: cursor.timestamp,
        key: cursor.key?.toString() ?? null,
        value: cursor.value?.toString() ?? null,
        headers: cursor.headers(),
      });
    }
  }
  return records;
}

function simpleBatch(input: Partial<BatchInput> = {}): Promise<Buffer> {
  return writeBatch({
    records: ["a", "b", "c"].map((value, i) => ({ value: Buffer.from(value), timestamp: T0 + i })),
    ...input,
  });
}

describe("what Kafka itself wrote is read", () => {
  test.each(WRITTEN_BY_KAFKA)("format v%i, compression %s", (magic, compression, hex) => {
    const { batches, partialBytes } = readBatches(Buffer.from(hex, "hex"));
    expect(partialBytes).toBe(0);
    expect(batches[0]).toMatchObject({ magic, compression, timestampType: "create", isControl: false });
    expect(readAll(batches)).toEqual(
      [0, 1, 2].map((i) => ({
        offset: 100 + i,
        timestamp: magic === 0 ? -1 : T0 + i,
        key: i === 1 ? null : `k${i}`,
        value: i === 2 ? null : `value ${i}${" ".repeat(20)}`,
        headers: magic < 2 ? [] : [{ key: "h", value: i === 0 ? null : Buffer.from([i]) }],
      })),
    );
  });

  test("a transaction marker is a control batch", () => {
    const { batches } = readBatches(Buffer.from(COMMIT_MARKER_OF_KAFKA, "hex"));
    expect(batches).toMatchObject([
      {
        isControl: true,
        isTransactional: true,
        baseOffset: 55,
        producerId: 5,
        producerEpoch: 1,
        leaderEpoch: 3,
      },
    ]);
    expect(readAll(batches)).toMatchObject([{ offset: 55, key: "\0\0\0\u0001" }]);
  });
});

test("our own writer writes the bytes that Kafka writes", async () => {
  const [, , hex] =
    WRITTEN_BY_KAFKA.find(([magic, compression]) => magic === 2 && compression === "none") ?? [];
  const records = [0, 1, 2].map((i) => ({
    key: i === 1 ? null : Buffer.from(`k${i}`),
    value: i === 2 ? null : Buffer.from(`value ${i}${" ".repeat(20)}`),
    timestamp: T0 + i,
    headers: [{ key: "h", value: i === 0 ? null : Buffer.from([i]) }],
  }));
  const batch = await writeBatch({
    records,
    baseOffset: 100,
    leaderEpoch: 3,
    producerId: 5,
    producerEpoch: 1,
    baseSequence: 10,
  });
  expect(batch.toString("hex")).toBe(hex);
});

describe("batches that we write", () => {
  const bytes = (maxLength: number) =>
    fc.option(fc.uint8Array({ maxLength }).map((array) => Buffer.from(array)));
  const record = fc.record({
    key: bytes(20),
    value: bytes(3000),
    timestamp: fc.integer({ min: 0, max: 2 ** 52 }),
    headers: fc.array(fc.record({ key: fc.string({ unit: "grapheme", maxLength: 10 }), value: bytes(10) }), {
      maxLength: 3,
    }),
  });
  const batch = fc.record({
    records: fc.array(record, { minLength: 1, maxLength: 20 }),
    baseOffset: fc.integer({ min: 0, max: 2 ** 52 }),
    leaderEpoch: fc.nat(),
    compression: fc.constantFrom(...COMPRESSIONS),
    isTransactional: fc.boolean(),
    producerId: fc.integer({ min: -1, max: 2 ** 40 }),
    producerEpoch: fc.integer({ min: -1, max: 0x7fff }),
    baseSequence: fc.integer({ min: -1 }),
  });

  test("are read back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (inputs) => {
        const written = Buffer.concat(await Promise.all(inputs.map(writeBatch)));
        const { batches, partialBytes } = readBatches(written);
        expect(partialBytes).toBe(0);
        for (const [index, { records, ...header }] of inputs.entries()) {
          const read = batches[index] as RecordBatch;
          expect(read).toMatchObject({
            ...header,
            count: records.length,
            lastOffset: header.baseOffset + records.length - 1,
            maxTimestamp: Math.max(...records.map(({ timestamp }) => timestamp)),
          });
          const cursor = new RecordCursor().open(read);
          for (const [i, expected] of records.entries()) {
            expect(cursor.next()).toBe(true);
            const { key, value, timestamp } = cursor;
            expect({ key, value, timestamp, headers: cursor.headers() }).toEqual(expected);
            expect(cursor.offset).toBe(header.baseOffset + i);
          }
          expect(cursor.next()).toBe(false);
          expect(cursor.next()).toBe(false);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  test("may have gaps in their offsets, as after compaction", async () => {
    const records: RecordInput[] = [{ offsetDelta: 1 }, { offsetDelta: 5 }];
    const { batches } = readBatches(await writeBatch({ records, baseOffset: 10 }));
    expect(batches[0]).toMatchObject({ lastOffset: 15, count: 2 });
    expect(readAll(batches).map(({ offset }) => offset)).toEqual([11, 15]);
  });

  test("give every record the batch's time when the broker set it", async () => {
    const { batches } = readBatches(await simpleBatch({ timestampType: "append" }));
    expect(readAll(batches).map(({ timestamp }) => timestamp)).toEqual([T0 + 2, T0 + 2, T0 + 2]);
  });

  test("may be empty, as compaction leaves them", async () => {
    const { batches } = readBatches(await writeBatch({ records: [] }));
    expect(readAll(batches)).toEqual([]);
  });
});

describe("a last batch that was cut off", () => {
  test("is left out and its bytes are counted, wherever the cut is", async () => {
    const [first, second] = [await simpleBatch(), await simpleBatch({ baseOffset: 3 })];
    const both = Buffer.concat([first, second]);
    for (let length = first.length; length < both.length; length++) {
      const { batches, partialBytes } = readBatches(both.subarray(0, length));
      expect(batches).toHaveLength(1);
      expect(partialBytes).toBe(length - first.length);
    }
  });

  test("of v1 is left out too", () => {
    const [, , hex] =
      WRITTEN_BY_KAFKA.find(([magic, compression]) => magic === 1 && compression === "none") ?? [];
    const records = Buffer.from(hex as string, "hex");
    expect(readBatches(records.subarray(0, records.length - 1)).batches).toHaveLength(2);
  });

  test("is not confused with no records at all", () => {
    expect(readBatches(Buffer.alloc(0))).toEqual({ batches: [], partialBytes: 0 });
  });
});

describe("damage", () => {
  test("of any bit behind the checksum is noticed", async () => {
    const batch = await simpleBatch({ baseOffset: 7 });
    for (let at = 17; at < batch.length; at++) {
      const damaged = Buffer.from(batch);
      damaged[at] = (damaged[at] as number) ^ 0x10;
      expect(() => readBatches(damaged)).toThrow(ProtocolError);
    }
    expect(() => readBatches(Buffer.concat([batch.subarray(0, -1), Buffer.from([1])]))).toThrow(
      "the record batch at offset 7 is damaged",
    );
  });

  test("of a v1 message is noticed, unless checksums are not asked for", () => {
    const [, , hex] = WRITTEN_BY_KAFKA.find(([magic]) => magic === 1) ?? [];
    const damaged = Buffer.from(hex as string, "hex");
    damaged[40] = (damaged[40] as number) ^ 1;
    expect(() => readBatches(damaged)).toThrow("the record batch at offset 100 is damaged");
    expect(readAll(readBatches(damaged, { checkCrc: false }).batches)).toHaveLength(3);
  });

  test("behind a right checksum ends in a ProtocolError or in other records, never in anything else", async () => {
    const random = fc.sample(fc.integer({ min: 0, max: 0x7fffffff }), { seed: SEED, numRuns: 5000 });
    let draw = 0;
    const next = (below: number): number => (random[draw++ % random.length] as number) % below;
    const originals = [
      ...WRITTEN_BY_KAFKA.map(([, , hex]) => Buffer.from(hex, "hex")),
      await simpleBatch({ records: [{ headers: [{ key: "h", value: null }] }] }),
    ];
    let refused = 0;
    for (const original of originals) {
      for (let round = 0; round < 300; round++) {
        const damaged = Buffer.from(
          original.subarray(0, round % 4 === 0 ? next(original.length) : original.length),
        );
        for (let hits = next(3); hits >= 0 && damaged.length > 0; hits--) {
          damaged[next(damaged.length)] = [0xff, 0x7f, 0x80, 0, next(256)][next(5)] as number;
        }
        try {
          const { batches } = readBatches(damaged, { checkCrc: false });
          for (const batch of batches) {
            const cursor = new RecordCursor().open(batch, 1_000_000);
            while (cursor.next()) cursor.headers();
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  test("a batch that unfolds to more than allowed is refused", async () => {
    const records = [{ value: Buffer.alloc(100_000) }];
    for (const compression of COMPRESSIONS.slice(1)) {
      const [batch] = readBatches(await writeBatch({ records, compression })).batches;
      expect(() => new RecordCursor().open(batch as RecordBatch, 50_000)).toThrow(
        "unfold to more than 50000 bytes",
      );
    }
  });

  test.each([
    ["an unknown format", 16, 3, "the unknown format 3"],
    ["an unknown compression", 22, 7, "the unknown compression 7"],
  ])("%s is named", async (_, at, value, message) => {
    const batch = await simpleBatch();
    batch[at] = value;
    expect(() => readBatches(batch, { checkCrc: false })).toThrow(message);
  });

  test("a batch smaller than its own header is refused", async () => {
    const batch = await simpleBatch();
    batch.writeInt32BE(-12, 8);
    expect(() => readBatches(batch)).toThrow("smaller than its header");
  });

  test("a count that does not fit the records is refused", async () => {
    for (const count of [2, 4, 0x7fffffff]) {
      const batch = await simpleBatch();
      batch.writeInt32BE(count, 57);
      expect(() => readAll(readBatches(batch, { checkCrc: false }).batches)).toThrow(ProtocolError);
    }
  });
});
