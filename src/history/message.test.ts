import fc from "fast-check";
import { expect, test } from "vitest";
import { MESSAGE_BYTES_MIN, SCHEMA_MESSAGE_BYTES_MIN } from "../scenario/schema/limits.js";
import {
  MESSAGE_HEADER_BYTES,
  messageHolds,
  messageNonce,
  messageProducer,
  messageSentAtMs,
  messageSequence,
  messageWriter,
  SCHEMA_HEADER_BYTES,
  schemaIdOf,
} from "./message.js";

const SEED = 4;
const u32 = fc.integer({ min: 0, max: 0xffffffff });

test("what was written is read back from wherever it lies", () => {
  fc.assert(
    fc.property(
      fc.record({ nonce: u32, producer: u32, sequence: u32, sentAtMs: fc.double({ noNaN: true }) }),
      fc.integer({ min: MESSAGE_HEADER_BYTES, max: 200 }),
      fc.integer({ min: 0, max: 9 }),
      ({ nonce, producer, sequence, sentAtMs }, sizeBytes, start) => {
        const value = messageWriter({ nonce, producer, sizeBytes }).write(sequence, sentAtMs);
        const bytes = Buffer.concat([Buffer.alloc(start, 0xee), value, Buffer.alloc(3, 0xee)]);
        expect(value).toHaveLength(sizeBytes);
        expect(messageHolds(bytes, start, start + sizeBytes)).toBe(true);
        expect(messageNonce(bytes, start)).toBe(nonce);
        expect(messageProducer(bytes, start)).toBe(producer);
        expect(messageSequence(bytes, start)).toBe(sequence);
        expect(messageSentAtMs(bytes, start)).toBe(sentAtMs);
      },
    ),
    { seed: SEED },
  );
});

test("a change in any single byte is noticed, and so is a value that was cut short or grew", () => {
  const value = messageWriter({ nonce: 7, producer: 1, sizeBytes: 60 }).write(12, 1_700_000_000_000.5);
  for (let at = 0; at < value.length; at++) {
    for (const flip of [1, 0x80, 0xff]) {
      const damaged = Buffer.from(value);
      damaged[at]! ^= flip;
      expect(messageHolds(damaged, 0, damaged.length)).toBe(false);
    }
  }
  for (let end = 0; end < value.length; end++) expect(messageHolds(value, 0, end)).toBe(false);
  expect(messageHolds(Buffer.concat([value, Buffer.alloc(1)]), 0, value.length + 1)).toBe(false);
});

test("scenarios know how small a message can be", () => {
  expect(MESSAGE_BYTES_MIN).toBe(MESSAGE_HEADER_BYTES);
  expect(SCHEMA_MESSAGE_BYTES_MIN).toBe(MESSAGE_HEADER_BYTES + SCHEMA_HEADER_BYTES);
});

test("a message behind the id of a schema is the same message", () => {
  const message = messageWriter({ nonce: 7, producer: 1, sizeBytes: 60 }).write(12, 1.5);
  const value = messageWriter({ nonce: 7, producer: 1, sizeBytes: 65, schemaId: 999 }).write(12, 1.5);
  expect(value.subarray(0, SCHEMA_HEADER_BYTES)).toEqual(Buffer.from([0, 0, 0, 999 >> 8, 999 & 0xff]));
  expect(value.subarray(SCHEMA_HEADER_BYTES)).toEqual(message);
  expect(schemaIdOf(value, 0, value.length)).toBe(999);
  expect(schemaIdOf(value, 0, SCHEMA_HEADER_BYTES - 1)).toBe(-1);
  expect(schemaIdOf(Buffer.from([1, 0, 0, 0, 1, 0]), 0, 6)).toBe(-1);
  expect(() => messageWriter({ nonce: 7, producer: 1, sizeBytes: 28, schemaId: 1 })).toThrow(RangeError);
});

test("zeros, and an absent value, are no message", () => {
  for (let length = 0; length < 200; length++)
    expect(messageHolds(Buffer.alloc(length), 0, length)).toBe(false);
  expect(messageHolds(Buffer.alloc(50), -1, -1)).toBe(false);
});

test("a writer uses one buffer, and refuses a size without room for the header", () => {
  const writer = messageWriter({ nonce: 1, producer: 0, sizeBytes: MESSAGE_HEADER_BYTES });
  expect(writer.write(0, 0)).toBe(writer.write(1, 0));
  for (const sizeBytes of [23, 0, Number.NaN]) {
    expect(() => messageWriter({ nonce: 1, producer: 0, sizeBytes })).toThrow(RangeError);
  }
});
