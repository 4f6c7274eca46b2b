import { describe, expect, test } from "vitest";
import { COMPRESSIONS, compress, decompress, repairLz4Header } from "./compression.js";
import { ProtocolError } from "./protocol-error.js";

const samples: [string, Buffer][] = [
  ["nothing", Buffer.alloc(0)],
  ["one byte", Buffer.from("x")],
  ["text", Buffer.from("the quick brown fox ".repeat(50))],
  ["300 kB of few patterns", Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) >> 9))],
  [
    "64 kB of noise",
    Buffer.from(Array.from({ length: 65_536 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24)),
  ],
];

describe.each(COMPRESSIONS)("%s", (compression) => {
  test.each(samples)("gives back %s", async (_, bytes) => {
    const compressed = await compress(compression, bytes);
    expect(decompress(compression, compressed).equals(bytes)).toBe(true);
  });
});

describe.each(COMPRESSIONS.slice(1))("%s", (compression) => {
  test("refuses to unfold more than allowed", async () => {
    const compressed = await compress(compression, Buffer.alloc(1_000_000));
    expect(() => decompress(compression, compressed, 999_999)).toThrow("more than 999999 bytes");
    expect(decompress(compression, compressed, 1_000_000)).toHaveLength(1_000_000);
  });

  test("says so when the data are no such data", () => {
    expect(() => decompress(compression, Buffer.from("certainly not compressed"))).toThrow(ProtocolError);
  });

  test("refuses data that were cut off", async () => {
    const compressed = await compress(compression, Buffer.from("the quick brown fox ".repeat(50)));
    expect(() => decompress(compression, compressed.subarray(0, compressed.length - 8))).toThrow(
      ProtocolError,
    );
  });
});

test("snappy is read without snappy-java's framing too", () => {
  // "hello hello hello" as one raw block: its length, a literal of six bytes, and a copy of eleven from six back.
  const raw = Buffer.from("11" + "14" + "68656c6c6f20" + "1d06", "hex");
  expect(decompress("snappy", raw).toString()).toBe("hello hello hello");
});

test("an lz4 frame whose header checksum covers the magic is repaired", async () => {
  const frame = await compress("lz4", Buffer.from("message"));
  const broken = Buffer.from(frame);
  broken[6] = (broken[6] as number) ^ 0xff;
  expect(() => decompress("lz4", broken)).toThrow(ProtocolError);
  expect(repairLz4Header(broken).equals(frame)).toBe(true);
});
