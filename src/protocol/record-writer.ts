/** Writes record batches of the format v2, with right counts, deltas and checksum. The layout is in records.ts. */

import { COMPRESSIONS, type Compression, compress } from "./compression.js";
import { crc32c } from "./crc32c.js";
import { BATCH_HEADER_BYTES, LOG_OVERHEAD_BYTES } from "./records.js";
import { Writer } from "./writer.js";

export interface RecordInput {
  key?: Uint8Array | null;
  value?: Uint8Array | null;
  /** Milliseconds since 1970; the batch's first timestamp unless given. */
  timestamp?: number;
  /** Its place in the batch unless given, as after compaction. */
  offsetDelta?: number;
  headers?: readonly { key: string; value: Uint8Array | null }[];
}

export interface BatchInput {
  records: readonly RecordInput[];
  baseOffset?: number;
  leaderEpoch?: number;
  compression?: Compression;
  timestampType?: "create" | "append";
  isTransactional?: boolean;
  isControl?: boolean;
  producerId?: number;
  producerEpoch?: number;
  baseSequence?: number;
}

export async function writeBatch(input: BatchInput): Promise<Buffer> {
  const { records, compression = "none" } = input;
  const timestamps = records.map(({ timestamp }) => timestamp ?? records[0]?.timestamp ?? -1);
  const baseTimestamp = timestamps[0] ?? -1;
  const body = await compress(compression, writeRecords(records, timestamps, baseTimestamp));

  const header = new Writer(BATCH_HEADER_BYTES);
  header.int64(BigInt(input.baseOffset ?? 0));
  header.int32(BATCH_HEADER_BYTES - LOG_OVERHEAD_BYTES + body.length);
  header.int32(input.leaderEpoch ?? -1);
  header.int8(2);
  const crcAt = header.offset;
  header.uint32(0);
  const attributesAt = header.offset;
  header.int16(
    COMPRESSIONS.indexOf(compression) |
      (input.timestampType === "append" ? 0x08 : 0) |
      (input.isTransactional ? 0x10 : 0) |
      (input.isControl ? 0x20 : 0),
  );
  header.int32(records.at(-1)?.offsetDelta ?? Math.max(0, records.length - 1));
  header.int64(BigInt(baseTimestamp));
  header.int64(BigInt(timestamps.reduce((a, b) => Math.max(a, b), -1)));
  header.int64(BigInt(input.producerId ?? -1));
  header.int16(input.producerEpoch ?? -1);
  header.int32(input.baseSequence ?? -1);
  header.int32(records.length);

  const batch = Buffer.concat([header.bytes, body]);
  batch.writeUInt32BE(crc32c(batch, attributesAt), crcAt);
  return batch;
}

function writeRecords(records: readonly RecordInput[], timestamps: number[], baseTimestamp: number): Buffer {
  const writer = new Writer(1024);
  for (const [index, { key = null, value = null, offsetDelta = index, headers = [] }] of records.entries()) {
    const record = new Writer(128);
    record.int8(0);
    record.varlong(BigInt((timestamps[index] as number) - baseTimestamp));
    record.varint(offsetDelta);
    writeBytes(record, key);
    writeBytes(record, value);
    record.varint(headers.length);
    for (const header of headers) {
      writeBytes(record, Buffer.from(header.key));
      writeBytes(record, header.value);
    }
    writer.varint(record.offset);
    writer.raw(record.bytes);
  }
  return writer.bytes;
}

function writeBytes(writer: Writer, bytes: Uint8Array | null): void {
  writer.varint(bytes === null ? -1 : bytes.length);
  if (bytes !== null) writer.raw(bytes);
}
