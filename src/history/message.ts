/**
 * The value of a message: who wrote it, which one it is, when it left, and a checksum that proves the rest.
 *
 *      0        4          8          12            20        24             sizeBytes
 *      ├ nonce ─┼ producer ┼ sequence ┼── sentAt ───┼─ crc32c ┼──── fill ────┤
 *        u32      u32        u32        f64 ms        u32       A–Z            all big endian
 *
 * The nonce tells this run's messages from any other's. sentAt is milliseconds since the epoch.
 * The fill is pseudo-random letters, the same in every message of a producer (ProducerPerformance fills likewise).
 * The checksum runs over the fill first and then over bytes 0–19: the fill's share is the same for every message, so
 * writing one costs its header only, and every byte but the checksum's own is covered.
 *
 * With a schema registry the value begins with five bytes more, as serializers write them that work with one: a zero byte
 * and the id of the schema, which is that of an Avro `fixed`. What such a fixed is on the wire is its bytes and nothing
 * else, so the message is just that.
 *
 * A value whose checksum does not hold proves nothing: the damage may sit in the very field one would blame.
 * Its producer and sequence are a claim, which the checker weighs against the ledger and never takes on faith.
 */
import { crc32c } from "../protocol/crc32c.js";

export const MESSAGE_HEADER_BYTES = 24;
/** Of the zero byte and the schema id before a message. */
export const SCHEMA_HEADER_BYTES = 5;

const CHECKSUM_AT = 20;

export interface MessageWriter {
  /**
   * The value of one message, in a buffer that the next call writes over: hand it to a client that copies it
   * (node-rdkafka does) before writing again.
   */
  write(sequence: number, sentAtMs: number): Buffer;
}

/** Writes the messages of one producer. Throws a RangeError when `sizeBytes` has no room for the header. */
export function messageWriter(options: {
  readonly nonce: number;
  readonly producer: number;
  /** Of the whole value. */
  readonly sizeBytes: number;
  /** Null or absent: the values carry none. */
  readonly schemaId?: number | null;
}): MessageWriter {
  const { nonce, producer, schemaId = null } = options;
  const value = Buffer.alloc(options.sizeBytes);
  const buffer = schemaId === null ? value : value.subarray(SCHEMA_HEADER_BYTES);
  const sizeBytes = buffer.length;
  if (sizeBytes < MESSAGE_HEADER_BYTES) {
    throw new RangeError(`a message needs ${MESSAGE_HEADER_BYTES} bytes for its header, not ${sizeBytes}`);
  }
  if (schemaId !== null) value.writeUInt32BE(schemaId, 1);
  let random = (nonce ^ Math.imul(producer + 1, 0x9e3779b1)) >>> 0 || 1;
  for (let at = MESSAGE_HEADER_BYTES; at < sizeBytes; at++) {
    random ^= random << 13; // xorshift32, Marsaglia 2003
    random ^= random >>> 17;
    random ^= random << 5;
    buffer[at] = 0x41 + ((random >>> 0) % 26);
  }
  buffer.writeUInt32BE(nonce, 0);
  buffer.writeUInt32BE(producer, 4);
  const fillChecksum = crc32c(buffer, MESSAGE_HEADER_BYTES, sizeBytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, sizeBytes);
  return {
    write(sequence, sentAtMs) {
      view.setUint32(8, sequence);
      view.setFloat64(12, sentAtMs);
      view.setUint32(CHECKSUM_AT, crc32c(buffer, 0, CHECKSUM_AT, fillChecksum));
      return value;
    },
  };
}

/** Is `bytes[start, end)` a whole value whose checksum holds? Its fields can be trusted if so, and only then. */
export function messageHolds(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MESSAGE_HEADER_BYTES) return false;
  const fillChecksum = crc32c(bytes, start + MESSAGE_HEADER_BYTES, end);
  return crc32c(bytes, start, start + CHECKSUM_AT, fillChecksum) === uint32(bytes, start + CHECKSUM_AT);
}

/** The id in a value that begins as one with a schema id does; −1 for any other. */
export function schemaIdOf(bytes: Uint8Array, start: number, end: number): number {
  return end - start >= SCHEMA_HEADER_BYTES && bytes[start] === 0 ? uint32(bytes, start + 1) : -1;
}

export function messageNonce(bytes: Uint8Array, start: number): number {
  return uint32(bytes, start);
}

export function messageProducer(bytes: Uint8Array, start: number): number {
  return uint32(bytes, start + 4);
}

export function messageSequence(bytes: Uint8Array, start: number): number {
  return uint32(bytes, start + 8);
}

/** Milliseconds since the epoch. For one message at a time: unlike the others it makes a view. */
export function messageSentAtMs(bytes: Uint8Array, start: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + start + 12, 8).getFloat64(0);
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
