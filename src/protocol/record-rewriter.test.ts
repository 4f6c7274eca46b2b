import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPRESSIONS } from "./compression.js";
import { countRecords, oneRecordBatches, rewriteRecords, type ValueEditor } from "./record-rewriter.js";
import { type BatchInput, type RecordInput, writeBatch } from "./record-writer.js";
import { RecordCursor, readBatches } from "./records.js";

const SEED = 20240301;
const T0 = 1_700_000_000_000;

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const nullable = (maxLength: number) => fc.option(bytes(maxLength), { nil: null });
/** Sizes around those at which a varint of a length takes another byte. */
const value = fc.option(
  fc.oneof(
    bytes(40),
    fc.integer({ min: 55, max: 70 }).map((size) => Buffer.alloc(size, 0x61)),
    fc.integer({ min: 8180, max: 8200 }).map((size) => Buffer.alloc(size, 0x62)),
  ),
  { nil: null },
);
const record: fc.Arbitrary<RecordInput> = fc.record({
  key: nullable(70),
  value,
  timestamp: fc.integer({ min: T0, max: T0 + 100_000 }),
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 10 }), value: nullable(80) }), { maxLength: 3 }),
});
const batch: fc.Arbitrary<BatchInput> = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 12 }),
  baseOffset: fc.integer({ min: 0, max: 2 ** 40 }),
  leaderEpoch: fc.integer({ min: -1, max: 100 }),
  compression: fc.constantFrom(...COMPRESSIONS),
  timestampType: fc.constantFrom("create" as const, "append" as const),
  isTransactional: fc.boolean(),
  producerId: fc.integer({ min: -1, max: 2 ** 40 }),
  producerEpoch: fc.integer({ min: -1, max: 100 }),
  baseSequence: fc.integer({ min: -1, max: 2 ** 30 }),
});

/** Everything that a reader can know of the records, checksums verified. */
function readAll(records: Buffer) {
  const cursor = new RecordCursor();
  return readBatches(records).batches.map((read) => {
    const { buffer: _buffer, start: _start, end: _end, bodyStart: _bodyStart, ...header } = read;
    const contents: {
      offset: number;
      timestamp: number;
      key: string | null;
      value: string | null;
      headers: string;
    }[] = [];
    cursor.open(read);
    while (cursor.next()) {
      contents.push({
        offset: cursor.offset,
        timestamp: cursor.timestamp,
        key: cursor.key?.toString("hex") ?? null,
        value: cursor.value?.toString("hex") ?? null,
        headers: JSON.stringify(cursor.headers()),
      });
    }
    return { header, contents };
  });
}

/** Appends `suffix` to the values that `picks` says, in turn. */
function appendTo(picks: readonly boolean[], suffix: Buffer): ValueEditor {
  let next = 0;
  return {
    newSize: (_bytes, start, end) => (picks[next++ % picks.length] ? end - start + suffix.length : -1),
    write(source, start, end, into, at) {
      source.copy(into, at, start, end);
      suffix.copy(into, at + end - start);
    },
  };
}

describe("records rewritten", () => {
  test("read back with just the values changed, in every compression, and with a right checksum", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 1, maxLength: 3 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
        bytes(300),
        async (inputs, picks, suffix) => {
          const original = Buffer.concat(await Promise.all(inputs.map(writeBatch)));
          const rewritten = await rewriteRecords(original, appendTo(picks, suffix));

          const expected = readAll(original);
          const places: number[] = [];
          let place = 0;
          let asked = 0;
          for (const { contents } of expected) {
            for (const one of contents) {
              if (one.value !== null && picks[asked++ % picks.length]) {
                one.value += suffix.toString("hex");
                places.push(place);
              }
              place++;
            }
          }
          const records = Buffer.concat(rewritten.records);
          expect(readAll(records)).toEqual(expected);
          expect(rewritten.changed).toBe(places.length);
          expect(unfolded(rewritten.places)).toEqual(places);
          expect(countRecords(records)).toBe(place);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("are the very same buffer when no value is changed", async () => {
    const records = await writeBatch({ records: [{ value: Buffer.from("a") }] });
    const rewritten = await rewriteRecords(records, appendTo([false], Buffer.from("x")));
    expect(rewritten).toEqual({ records: [records], changed: 0, places: [] });
    expect(rewritten.records[0]).toBe(records);
  });

  test("lie where they lay, but for what is changed and what is close to it", async () => {
    const value = Buffer.alloc(1_000, "v");
    const records = await writeBatch({ records: Array.from({ length: 200 }, () => ({ value })) });
    const picks = Array.from({ length: 200 }, (_, place) => place === 100 || place === 102);
    const rewritten = await rewriteRecords(records, appendTo(picks, Buffer.from("xyz")));
    const [copied, handedOn] = [false, true].map((isSlice) =>
      rewritten.records
        .filter(({ buffer }) => (buffer === records.buffer) === isSlice)
        .reduce((sum, { length }) => sum + length, 0),
    );
    expect(copied).toBeLessThan(3_200);
    expect(handedOn).toBeGreaterThan(196_000);
    expect(readAll(Buffer.concat(rewritten.records))[0]?.contents.map(({ value }) => value?.length)).toEqual(
      picks.map((isPicked) => (isPicked ? 2_006 : 2_000)),
    );
  });

  test("read back where values of many sizes lie side by side", async () => {
    const sizes = [0, 1, 40_000, 10, 15_000, 17_000, 3, 200_000, 5, 70_000, 1];
    const inputs = sizes.map((size, i) => ({
      key: Buffer.alloc(i === 4 ? 40_000 : 3),
      value: Buffer.alloc(size, i),
    }));
    const records = await writeBatch({ records: inputs });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: sizes.length, maxLength: sizes.length }),
        bytes(20),
        async (picks, suffix) => {
          const rewritten = await rewriteRecords(records, appendTo(picks, suffix));
          const [read] = readAll(Buffer.concat(rewritten.records));
          expect(read?.contents.map(({ value }) => value)).toEqual(
            inputs.map(({ value }, i) => value.toString("hex") + (picks[i] ? suffix.toString("hex") : "")),
          );
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });

  test("take no promise but for zstd", async () => {
    for (const compression of COMPRESSIONS) {
      const records = await writeBatch({ compression, records: [{ value: Buffer.from("a") }] });
      const rewritten = rewriteRecords(records, appendTo([true], Buffer.from("x")));
      expect([compression, rewritten instanceof Promise]).toEqual([compression, compression === "zstd"]);
    }
  });

  test("keep a last batch that is cut off, and batches of control records and of old formats, to the byte", async () => {
    const ordinary = await writeBatch({ records: [{ value: Buffer.from("a") }] });
    const control = await writeBatch({ isControl: true, records: [{ value: Buffer.from("a") }] });
    const old = Buffer.from(
      "0000000000000000000000190f8cc0c10100ffffffffffffffffffffffff0000000361626300",
      "hex",
    );
    old.writeInt32BE(old.length - 12, 8);
    const tail = ordinary.subarray(0, 65);
    const rewritten = await rewriteRecords(
      Buffer.concat([control, old, ordinary, tail]),
      appendTo([true], Buffer.from("xyz")),
    );
    const records = Buffer.concat(rewritten.records);
    expect(records.subarray(0, control.length + old.length)).toEqual(Buffer.concat([control, old]));
    expect(records.subarray(-tail.length)).toEqual(tail);
    expect(records.length).toBe(control.length + old.length + ordinary.length + 3 + tail.length);
    expect(rewritten.places).toEqual([2, 2]);
  });

  test("stay as they are, without an exception, where they do not read as records should", async () => {
    const whole = await writeBatch({
      records: [{ key: Buffer.from("k"), value: Buffer.alloc(30) }, { value: Buffer.alloc(20) }],
    });
    for (let at = 61; at < whole.length; at++) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[at] = byte;
        const { records, changed, places } = await rewriteRecords(
          damaged,
          appendTo([true], Buffer.from("x")),
        );
        if (changed === 0) expect(places).toEqual([]);
        else expect(Buffer.concat(records).length).toBeGreaterThan(whole.length);
      }
    }
    const compressed = await writeBatch({ compression: "gzip", records: [{ value: Buffer.alloc(30) }] });
    compressed[compressed.length - 6] = (compressed.at(-6) as number) ^ 0xff;
    expect(await rewriteRecords(compressed, appendTo([true], Buffer.from("x")))).toMatchObject({
      changed: 0,
    });
  });
});

test("records each in a batch of their own read as they did, and end where their batch did", async () => {
  await fc.assert(
    fc.asyncProperty(batch, async (input) => {
      const records = await writeBatch(input);
      const [before] = readAll(records);
      const singles = oneRecordBatches(records, 0, records.length) ?? [];
      const after = readAll(Buffer.concat(singles.map((single) => single.batch)));
      expect(after.flatMap(({ contents }) => contents)).toEqual(before?.contents);
      expect(after.at(-1)?.header.lastOffset).toBe(before?.header.lastOffset);
      expect(singles.map(({ offset }) => Number(offset))).toEqual(
        before?.contents.map(({ offset }) => offset),
      );
      for (const { header } of after) {
        expect(header).toMatchObject({
          producerId: before?.header.producerId,
          count: 1,
          compression: "none",
        });
      }
    }),
    { seed: SEED, numRuns: 100 },
  );
});

function unfolded(places: readonly number[]): number[] {
  const all: number[] = [];
  for (let i = 0; i < places.length; i += 2) {
    for (let place = places[i] as number; place <= (places[i + 1] as number); place++) all.push(place);
  }
  return all;
}
