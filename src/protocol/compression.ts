/**
 * The compressions of record batches.
 *
 * Decompression is synchronous, loads its library when it is first needed, and never yields more than a given number
 * of bytes: a few kilobytes can otherwise unfold into gigabytes. zstd is read with fzstd, which streams (Kafka's zstd
 * frames do not say how large their content is), and written with a WebAssembly build of the reference library, which
 * has to be loaded asynchronously; that is why compression returns a promise.
 *
 * Source: CompressionType.java; SnappyOutputStream of snappy-java; Lz4BlockInputStream.java; the LZ4 frame format.
 */

import { createRequire } from "node:module";
import { gunzipSync, gzipSync } from "node:zlib";
import { ProtocolError } from "./protocol-error.js";

export const COMPRESSIONS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** At the index of its id in a batch's attributes. */
export type Compression = (typeof COMPRESSIONS)[number];

export const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

const require = createRequire(import.meta.url);

/**
 * @param bytesMax the most that the result may hold
 * @throws ProtocolError when the bytes are damaged or hold more than that
 */
export function decompress(
  compression: Compression,
  bytes: Buffer,
  bytesMax: number = DECOMPRESSED_BYTES_MAX,
): Buffer {
  try {
    switch (compression) {
      case "none":
        return bytes;
      case "gzip":
        return gunzip(bytes, bytesMax);
      case "snappy":
        return unsnappy(bytes, bytesMax);
      case "lz4":
        return unlz4(bytes, bytesMax);
      case "zstd":
        return unzstd(bytes, bytesMax);
    }
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    throw new ProtocolError(
      `the ${compression} data are damaged: ${(cause as Error).message}`,
      undefined,
      "",
      {
        cause,
      },
    );
  }
}

/** A promise only for zstd. */
export function compress(compression: Compression, bytes: Buffer): Buffer | Promise<Buffer> {
  switch (compression) {
    case "none":
      return bytes;
    case "gzip":
      return gzipSync(bytes);
    case "snappy":
      return snappyFramed(bytes);
    case "lz4":
      return lz4().compressFrameSync(bytes);
    case "zstd":
      return zstd(bytes);
  }
}

function tooLarge(compression: Compression, bytesMax: number): ProtocolError {
  return new ProtocolError(`the ${compression} data unfold to more than ${bytesMax} bytes`);
}

// gzip

function gunzip(bytes: Buffer, bytesMax: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, bytesMax) });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? tooLarge("gzip", bytesMax)
      : error;
  }
}

// snappy: the Java client frames it as snappy-java does (a header, then blocks behind their sizes); others do not.

const SNAPPY_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const SNAPPY_HEADER = Buffer.concat([SNAPPY_MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);
const SNAPPY_BLOCK_BYTES = 32 * 1024;

function snappy(): typeof import("snappy") {
  return require("snappy");
}

function unsnappy(bytes: Buffer, bytesMax: number): Buffer {
  const framed = bytes.subarray(0, SNAPPY_MAGIC.length).equals(SNAPPY_MAGIC);
  const blocks = framed ? snappyBlocks(bytes) : [bytes];
  const size = blocks.reduce((sum, block) => sum + snappyContentBytes(block), 0);
  if (size > bytesMax) throw tooLarge("snappy", bytesMax);
  const contents = blocks.map((block) => snappy().uncompressSync(block, { asBuffer: true }) as Buffer);
  return contents.length === 1 ? (contents[0] as Buffer) : Buffer.concat(contents);
}

function snappyBlocks(framed: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  let offset = SNAPPY_HEADER.length;
  while (offset < framed.length) {
    const size = offset + 4 <= framed.length ? framed.readInt32BE(offset) : -1;
    const end = offset + 4 + size;
    if (size < 0 || end > framed.length) {
      throw new ProtocolError("the snappy data are damaged: a block does not end within them", offset);
    }
    blocks.push(framed.subarray(offset + 4, end));
    offset = end;
  }
  return blocks;
}

/** A block begins with a varint that says how large its content is. */
function snappyContentBytes(block: Buffer): number {
  let size = 0;
  for (let i = 0; i < 5; i++) {
    const byte = block[i] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) break;
  }
  return size;
}

function snappyFramed(bytes: Buffer): Buffer {
  const parts: Buffer[] = [SNAPPY_HEADER];
  for (let start = 0; start < bytes.length; start += SNAPPY_BLOCK_BYTES) {
    const block = snappy().compressSync(bytes.subarray(start, start + SNAPPY_BLOCK_BYTES));
    const size = Buffer.allocUnsafe(4);
    size.writeInt32BE(block.length);
    parts.push(size, block);
  }
  return Buffer.concat(parts);
}

// lz4: frames. Their blocks are bounded by the size class in the header, which bounds what they can unfold to.

const LZ4_MAGIC = 0x184d2204;

function lz4(): typeof import("lz4-napi") {
  return require("lz4-napi");
}

function unlz4(bytes: Buffer, bytesMax: number): Buffer {
  const blockBytesMax = lz4BlockBytesMax(bytes);
  if ((lz4BlockCount(bytes) - 1) * blockBytesMax > bytesMax) throw tooLarge("lz4", bytesMax);
  const content = lz4().decompressFrameSync(bytes);
  if (content.length > bytesMax) throw tooLarge("lz4", bytesMax);
  return content;
}

function lz4BlockBytesMax(frame: Buffer): number {
  if (frame.length < 7 || frame.readUInt32LE(0) !== LZ4_MAGIC)
    throw new ProtocolError("this is no lz4 frame");
  const sizeClass = ((frame[5] as number) >> 4) & 0x07;
  if (sizeClass < 4) throw new ProtocolError(`an lz4 frame with the unknown block size ${sizeClass}`);
  return 1 << (8 + 2 * sizeClass);
}

function lz4BlockCount(frame: Buffer): number {
  const checksumBytes = (frame[4] as number) & 0x10 ? 4 : 0;
  let offset = 4 + lz4DescriptorBytes(frame) + 1;
  let count = 0;
  while (offset + 4 <= frame.length) {
    const size = frame.readUInt32LE(offset) & 0x7fffffff;
    if (size === 0) break;
    offset += 4 + size + checksumBytes;
    count++;
  }
  return count;
}

/** Flags, block size, and the optional content size and dictionary id. */
function lz4DescriptorBytes(frame: Buffer): number {
  const flags = frame[4] as number;
  return 2 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
}

/**
 * The same frame with a right header checksum. Clients of the v0 message format computed it over the magic as well
 * (KAFKA-3160), and every other lz4 library refuses such a frame.
 */
export function repairLz4Header(frame: Buffer): Buffer {
  if (frame.length < 7) return frame;
  const end = 4 + lz4DescriptorBytes(frame);
  const repaired = Buffer.from(frame);
  repaired[end] = (xxh32Short(frame.subarray(4, end)) >>> 8) & 0xff;
  return repaired;
}

/** xxHash32 with seed 0 of fewer than 16 bytes, which is all that a frame descriptor has. */
function xxh32Short(bytes: Uint8Array): number {
  const [prime1, prime2, prime3, prime4, prime5] = [
    0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1,
  ];
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let hash = (prime5 + bytes.length) | 0;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    hash = Math.imul(rotate((hash + Math.imul(view.getUint32(i, true), prime3)) | 0, 17), prime4);
  }
  for (; i < bytes.length; i++) {
    hash = Math.imul(rotate((hash + Math.imul(bytes[i] as number, prime5)) | 0, 11), prime1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

// zstd

async function zstd(bytes: Buffer): Promise<Buffer> {
  const { Zstd } = await import("@hpcc-js/wasm-zstd");
  return Buffer.from((await Zstd.load()).compress(bytes));
}

function unzstd(bytes: Buffer, bytesMax: number): Buffer {
  const { Decompress } = require("fzstd") as typeof import("fzstd");
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.length;
    if (size > bytesMax) throw tooLarge("zstd", bytesMax);
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  return Buffer.concat(chunks, size);
}
