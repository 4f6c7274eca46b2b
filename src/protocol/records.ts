/**
 * Record batches, read where they lie.
 *
 * What a broker returns for a partition is a run of batches, of which the last may be cut off anywhere: a broker sends
 * file ranges, not batches. {@link readBatches} finds them and checks their checksums; a {@link RecordCursor} walks
 * the records of one batch and shows each as numbers (an offset, and positions in a buffer), so that reading a log of
 * millions of messages allocates per batch and never per message.
 *
 * v2 batch (KIP-98), sizes in bytes:
 *
 *     baseOffset 8 · length 4 · leaderEpoch 4 · magic 1 · crc32c 4 · attributes 2 · lastOffsetDelta 4 ·
 *     baseTimestamp 8 · maxTimestamp 8 · producerId 8 · producerEpoch 2 · baseSequence 4 · count 4 · records
 *
 * v2 record, all numbers varints:
 *
 *     length · attributes (1 byte) · timestampDelta · offsetDelta · keyLength key · valueLength value ·
 *     headerCount (keyLength key · valueLength value)…
 *
 * v0 and v1 have no batches but messages, each with its own CRC-32. A compressed set of them is the value of a wrapper
 * message that has the offset of the last one; inside, v1 counts offsets from 0.
 *
 *     offset 8 · length 4 · crc32 4 · magic 1 · attributes 1 · timestamp 8 (v1) · keyLength 4 key · valueLength 4 value
 *
 * Source: DefaultRecordBatch.java, DefaultRecord.java, LegacyRecord.java, AbstractLegacyRecordBatch.java.
 */

import { crc32 } from "node:zlib";
import {
  COMPRESSIONS,
  type Compression,
  DECOMPRESSED_BYTES_MAX,
  decompress,
  repairLz4Header,
} from "./compression.js";
import { crc32c } from "./crc32c.js";
import { ProtocolError } from "./protocol-error.js";

/** Offset and length: what has to be there before anything is known of a batch. */
export const LOG_OVERHEAD_BYTES = 12;
export const BATCH_HEADER_BYTES = 61;

const MAGIC_AT = 16;
const ATTRIBUTES_V2_AT = 21;
const HEADER_BYTES_LEGACY = [18, 26] as const;
/** Key length and value length. */
const LENGTHS_BYTES_LEGACY = 8;

export interface RecordBatch {
  /** What the batch was read from; it lies at `[start, end)` in there. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly magic: 0 | 1 | 2;
  /** For a compressed set of v0 or v1 the same as `lastOffset`: its first offset is known only inside. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** −1 before v2. */
  readonly leaderEpoch: number;
  readonly attributes: number;
  readonly compression: Compression;
  readonly timestampType: "create" | "append";
  readonly isTransactional: boolean;
  /** Its records are transaction markers or the like, written by a broker. */
  readonly isControl: boolean;
  /** Milliseconds since 1970; −1 for none. */
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  /** −1 for a producer that is neither idempotent nor transactional. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** Null for a compressed set of v0 or v1: known only inside. */
  readonly count: number | null;
  /** The records, possibly compressed, lie at `[bodyStart, end)`; for v0 and v1 that is the message or wrapper's value. */
  readonly bodyStart: number;
}

export interface BatchSequence {
  readonly batches: RecordBatch[];
  /** Bytes of a last batch that was cut off; 0 when the records end with a batch. */
  readonly partialBytes: number;
}

export interface ReadOptions {
  /** Whether checksums are verified; true unless said otherwise. */
  checkCrc?: boolean;
}

/**
 * The batches in the records of a partition.
 * @throws ProtocolError when a batch can't be one, has an unknown format, or does not match its checksum
 */
export function readBatches(records: Buffer, { checkCrc = true }: ReadOptions = {}): BatchSequence {
  const batches: RecordBatch[] = [];
  let start = 0;
  while (records.length - start > MAGIC_AT) {
    const length = records.readInt32BE(start + 8);
    const magic = records[start + MAGIC_AT] as number;
    if (magic > 2) throw new ProtocolError(`a record batch of the unknown format ${magic}`, start + MAGIC_AT);
    const end = start + LOG_OVERHEAD_BYTES + length;
    if (end - start < headerBytes(magic)) {
      throw new ProtocolError(`a record batch of ${length} bytes is smaller than its header`, start + 8);
    }
    if (end > records.length) break;
    const batch =
      magic === 2 ? readHeader(records, start, end) : readLegacyHeader(records, start, end, magic as 0 | 1);
    if (checkCrc) verifyCrc(batch);
    batches.push(batch);
    start = end;
  }
  return { batches, partialBytes: records.length - start };
}

function headerBytes(magic: number): number {
  return magic === 2 ? BATCH_HEADER_BYTES : (HEADER_BYTES_LEGACY[magic] as number) + LENGTHS_BYTES_LEGACY;
}

function readHeader(buffer: Buffer, start: number, end: number): RecordBatch {
  const baseOffset = readOffset(buffer, start);
  const lastOffsetDelta = buffer.readInt32BE(start + 23);
  const attributes = buffer.readInt16BE(start + ATTRIBUTES_V2_AT);
  const count = buffer.readInt32BE(start + 57);
  if (lastOffsetDelta < 0 || count < 0) {
    throw new ProtocolError(
      `the record batch at offset ${baseOffset} has ${count} records and a last offset delta of ${lastOffsetDelta}`,
      start,
    );
  }
  return {
    buffer,
    start,
    end,
    magic: 2,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    leaderEpoch: buffer.readInt32BE(start + 12),
    attributes,
    compression: compressionOf(attributes, start),
    timestampType: attributes & 0x08 ? "append" : "create",
    isTransactional: (attributes & 0x10) !== 0,
    isControl: (attributes & 0x20) !== 0,
    baseTimestamp: readInt64(buffer, start + 27),
    maxTimestamp: readInt64(buffer, start + 35),
    producerId: readInt64(buffer, start + 43),
    producerEpoch: buffer.readInt16BE(start + 51),
    baseSequence: buffer.readInt32BE(start + 53),
    count,
    bodyStart: start + BATCH_HEADER_BYTES,
  };
}

function readLegacyHeader(buffer: Buffer, start: number, end: number, magic: 0 | 1): RecordBatch {
  const offset = readOffset(buffer, start);
  const attributes = buffer[start + 17] as number;
  const compression = compressionOf(attributes, start);
  const timestamp = magic === 1 ? readInt64(buffer, start + 18) : -1;
  return {
    buffer,
    start,
    end,
    magic,
    baseOffset: offset,
    lastOffset: offset,
    leaderEpoch: -1,
    attributes,
    compression,
    timestampType: attributes & 0x08 ? "append" : "create",
    isTransactional: false,
    isControl: false,
    baseTimestamp: timestamp,
    maxTimestamp: timestamp,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    count: compression === "none" ? 1 : null,
    bodyStart: compression === "none" ? start : legacyValueStart(buffer, start, end, magic),
  };
}

/** Where the value of a wrapper message begins. */
function legacyValueStart(buffer: Buffer, start: number, end: number, magic: 0 | 1): number {
  const keyAt = start + HEADER_BYTES_LEGACY[magic];
  const keyLength = Math.max(0, buffer.readInt32BE(keyAt));
  const valueAt = keyAt + 4 + keyLength;
  const valueLength = valueAt + 4 <= end ? buffer.readInt32BE(valueAt) : -1;
  if (valueLength !== end - valueAt - 4) {
    throw new ProtocolError(`a compressed message holds ${valueLength} bytes in ${end - valueAt - 4}`, start);
  }
  return valueAt + 4;
}

function compressionOf(attributes: number, start: number): Compression {
  const compression = COMPRESSIONS[attributes & 0x07];
  if (compression === undefined) {
    throw new ProtocolError(`a record batch with the unknown compression ${attributes & 0x07}`, start);
  }
  return compression;
}

function verifyCrc({ buffer, start, end, magic, baseOffset }: RecordBatch): void {
  const expected = buffer.readUInt32BE(magic === 2 ? start + 17 : start + 12);
  const actual =
    magic === 2
      ? crc32c(buffer, start + ATTRIBUTES_V2_AT, end)
      : crc32(buffer.subarray(start + MAGIC_AT, end));
  if (actual !== expected) {
    throw new ProtocolError(
      `the record batch at offset ${baseOffset} is damaged: its checksum is ${hex(actual)}, not ${hex(expected)}`,
      start,
    );
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** Exact up to 2⁵³; above that, which only timestamps in odd units reach, the nearest double. */
function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * 0x1_0000_0000 + buffer.readUInt32BE(at + 4);
}

function readOffset(buffer: Buffer, at: number): number {
  const offset = readInt64(buffer, at);
  if (offset < 0 || offset > Number.MAX_SAFE_INTEGER - 0x8000_0000) {
    throw new ProtocolError(`the offset ${buffer.readBigInt64BE(at)} is out of range`, at);
  }
  return offset;
}

/** One record's header. */
export interface RecordHeader {
  key: string;
  value: Buffer | null;
}

/**
 * Walks the records of one batch after another:
 *
 *     const cursor = new RecordCursor();
 *     for (const batch of readBatches(records).batches) {
 *       cursor.open(batch);
 *       while (cursor.next()) use(cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
 *     }
 */
export class RecordCursor {
  /** What the positions below refer to: the batch's own buffer, or its decompressed records. */
  bytes: Buffer = Buffer.alloc(0);
  offset = -1;
  /** Milliseconds since 1970; −1 for none. */
  timestamp = -1;
  /** The key lies at `[keyStart, keyEnd)` in `bytes`; both are −1 when it is null. */
  keyStart = -1;
  keyEnd = -1;
  /** The value likewise. */
  valueStart = -1;
  valueEnd = -1;

  private magic = 2;
  /** What a record's offset is relative to. */
  private offsetBase = 0;
  private lastOffset = 0;
  private timestampBase = 0;
  /** The timestamp of the whole batch, where the broker set it on arrival. */
  private appendTimestamp: number | null = null;
  private recordsLeft = 0;
  private position = 0;
  private end = 0;
  private headersAt = -1;
  private headersEnd = -1;

  /**
   * Goes before the first record of `batch`.
   * @param decompressedBytesMax a batch that unfolds to more is refused
   * @throws ProtocolError
   */
  open(batch: RecordBatch, decompressedBytesMax: number = DECOMPRESSED_BYTES_MAX): this {
    this.magic = batch.magic;
    this.lastOffset = batch.lastOffset;
    this.offsetBase = batch.baseOffset;
    this.timestampBase = batch.baseTimestamp;
    this.appendTimestamp = batch.timestampType === "append" ? batch.maxTimestamp : null;
    if (batch.compression === "none") {
      this.bytes = batch.buffer;
      this.position = batch.bodyStart;
      this.end = batch.end;
    } else {
      const body = batch.buffer.subarray(batch.bodyStart, batch.end);
      const readable = batch.magic === 0 && batch.compression === "lz4" ? repairLz4Header(body) : body;
      this.bytes = decompress(batch.compression, readable, decompressedBytesMax);
      this.position = 0;
      this.end = this.bytes.length;
    }
    if (batch.magic === 2) this.recordsLeft = batch.count as number;
    else this.openLegacy(batch);
    return this;
  }

  /**
   * Goes to the next record, if there is one.
   * @throws ProtocolError when the records do not end where the batch says
   */
  next(): boolean {
    if (this.recordsLeft === 0) {
      if (this.position !== this.end) this.refuse(`${this.end - this.position} bytes follow the last record`);
      return false;
    }
    this.recordsLeft--;
    if (this.magic === 2) this.nextRecord();
    else this.nextMessage();
    return true;
  }

  /** A slice of `bytes`. */
  get key(): Buffer | null {
    return this.keyStart < 0 ? null : this.bytes.subarray(this.keyStart, this.keyEnd);
  }

  /** A slice of `bytes`. */
  get value(): Buffer | null {
    return this.valueStart < 0 ? null : this.bytes.subarray(this.valueStart, this.valueEnd);
  }

  /** The record's headers; none before v2. Their values are slices of `bytes`. */
  headers(): RecordHeader[] {
    if (this.magic < 2) return [];
    const { position } = this;
    this.position = this.headersAt;
    const count = this.varint();
    if (count < 0 || count * 2 > this.headersEnd - this.position)
      this.refuse(`a record has ${count} headers`);
    const headers: RecordHeader[] = [];
    for (let i = 0; i < count; i++) {
      const keyLength = this.varint();
      const keyStart = this.skip(keyLength, this.headersEnd);
      if (keyStart < 0) this.refuse("the key of a header is null");
      const valueLength = this.varint();
      const valueStart = this.skip(valueLength, this.headersEnd);
      headers.push({
        key: this.bytes.toString("utf8", keyStart, keyStart + keyLength),
        value: valueStart < 0 ? null : this.bytes.subarray(valueStart, valueStart + valueLength),
      });
    }
    if (this.position !== this.headersEnd) this.refuse("a record does not end with its headers");
    this.position = position;
    return headers;
  }

  private nextRecord(): void {
    const length = this.varint();
    const start = this.position;
    const end = start + length;
    if (length < 0 || end > this.end) this.refuse(`a record of ${length} bytes in ${this.end - start}`);
    this.position = start + 1;
    const timestampDelta = this.varlong();
    const offset = this.offsetBase + this.varint();
    if (offset < this.offsetBase || offset > this.lastOffset)
      this.refuse(`a record has the offset ${offset}`);
    this.offset = offset;
    this.timestamp = this.appendTimestamp ?? this.timestampBase + timestampDelta;
    const keyLength = this.varint();
    this.keyStart = this.skip(keyLength, end);
    this.keyEnd = this.keyStart < 0 ? -1 : this.position;
    const valueLength = this.varint();
    this.valueStart = this.skip(valueLength, end);
    this.valueEnd = this.valueStart < 0 ? -1 : this.position;
    if (this.position >= end) this.refuse("a record ends before its headers");
    this.headersAt = this.position;
    this.headersEnd = end;
    this.position = end;
  }

  private nextMessage(): void {
    const start = this.position;
    const end = this.legacyEnd(start);
    const { bytes } = this;
    const magic = bytes[start + MAGIC_AT] as number;
    if (magic > 1 || end - start < headerBytes(magic)) this.refuse("a message is not of the format v0 or v1");
    this.offset = this.offsetBase + readInt64(bytes, start);
    this.timestamp = this.appendTimestamp ?? (magic === 1 ? readInt64(bytes, start + 18) : -1);
    this.position = start + (HEADER_BYTES_LEGACY[magic] as number);
    this.keyStart = this.skip(this.int32(end), end);
    this.keyEnd = this.keyStart < 0 ? -1 : this.position;
    this.valueStart = this.skip(this.int32(end), end);
    this.valueEnd = this.valueStart < 0 ? -1 : this.position;
    if (this.position !== end) this.refuse("a message does not end with its value");
  }

  /** Counts the messages, and finds what their offsets are relative to: only the last one's absolute offset is known. */
  private openLegacy(batch: RecordBatch): void {
    this.offsetBase = 0;
    this.recordsLeft = 0;
    let lastOffset = batch.lastOffset;
    let end = this.position;
    for (let at = end; at < this.end; at = end) {
      end = this.legacyEnd(at);
      lastOffset = readInt64(this.bytes, at);
      this.recordsLeft++;
      if (batch.compression !== "none" && ((this.bytes[at + 17] as number) & 0x07) !== 0) {
        this.refuse("a compressed message holds another one");
      }
    }
    if (this.recordsLeft === 0) this.refuse("a compressed message is empty");
    if (batch.compression !== "none" && batch.magic === 1) this.offsetBase = batch.lastOffset - lastOffset;
  }

  private legacyEnd(start: number): number {
    const length = start + headerBytes(0) <= this.end ? this.bytes.readInt32BE(start + 8) : -1;
    const end = start + LOG_OVERHEAD_BYTES + length;
    if (end - start < headerBytes(0) || end > this.end) this.refuse(`a message of ${length} bytes`);
    return end;
  }

  /** Moves past `length` bytes and returns where they start; −1 for the length −1. */
  private skip(length: number, end: number): number {
    if (length === -1) return -1;
    const start = this.position;
    if (length < 0 || length > end - start)
      this.refuse(`${length} bytes in a record that has ${end - start} left`);
    this.position = start + length;
    return start;
  }

  private int32(end: number): number {
    const at = this.position;
    if (at + 4 > end) this.refuse("a message ends too early");
    this.position = at + 4;
    return this.bytes.readInt32BE(at);
  }

  /** Zigzag, at most 32 bits. */
  private varint(): number {
    const { bytes } = this;
    let at = this.position;
    let byte = bytes[at++] as number;
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28) this.refuse("a varint is longer than 32 bits");
      byte = bytes[at++] as number;
      value |= (byte & 0x7f) << shift;
    }
    if (at > this.end) this.refuse("the records end too early");
    this.position = at;
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag, at most 64 bits; exact up to 2⁵³. */
  private varlong(): number {
    const { bytes } = this;
    let at = this.position;
    let byte = bytes[at++] as number;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      if (scale > 2 ** 63) this.refuse("a varint is longer than 64 bits");
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * scale;
    }
    if (at > this.end) this.refuse("the records end too early");
    this.position = at;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private refuse(reason: string): never {
    throw new ProtocolError(
      `in the record batch that ends at offset ${this.lastOffset}: ${reason}`,
      this.position,
    );
  }
}
