/**
 * CRC-32C (Castagnoli, RFC 3720 B.4), the checksum of record batches v2 and of our own message values.
 * Slicing-by-8: eight table look-ups for eight bytes break the byte-to-byte dependency of the plain table method.
 * Whole batches go to the processor's own instruction by way of a native library, where it has been built for this
 * platform; for a few hundred bytes the way there costs more than it saves.
 */

import { createRequire } from "node:module";

const NATIVE_BYTES_MIN = 512;

/** Null where there is none; undefined until one is needed, because loading it takes half as long as starting Node. */
let native: ((bytes: Uint8Array, seed: number) => number) | null | undefined;

function loadNative(): typeof native {
  try {
    return (createRequire(import.meta.url)("@node-rs/crc32") as typeof import("@node-rs/crc32")).crc32c;
  } catch {
    return null;
  }
}

const POLYNOMIAL = 0x82f63b78;

const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const previous = tables[(slice - 1) * 256 + byte] as number;
      tables[slice * 256 + byte] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
    }
  }
  return tables;
}

/** CRC-32C of `bytes[start, end)` as an unsigned 32-bit number; `seed` continues an earlier checksum. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  if (end - start >= NATIVE_BYTES_MIN) {
    if (native === undefined) native = loadNative();
    if (native) return native(bytes.subarray(start, end), seed);
  }
  const t = TABLES as unknown as number[];
  const b = bytes as unknown as number[];
  let crc = ~seed;
  let i = start;
  for (const last = end - 7; i < last; i += 8) {
    crc ^= b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);
    crc =
      t[0x700 | (crc & 0xff)]! ^
      t[0x600 | ((crc >>> 8) & 0xff)]! ^
      t[0x500 | ((crc >>> 16) & 0xff)]! ^
      t[0x400 | (crc >>> 24)]! ^
      t[0x300 | b[i + 4]!]! ^
      t[0x200 | b[i + 5]!]! ^
      t[0x100 | b[i + 6]!]! ^
      t[b[i + 7]!]!;
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ t[(crc ^ b[i]!) & 0xff]!;
  return ~crc >>> 0;
}
