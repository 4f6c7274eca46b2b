/**
 * Writes the primitive types of the Kafka protocol into one buffer that grows as needed.
 *
 * Source: https://kafka.apache.org/protocol.html#protocol_types
 */

import { ProtocolError } from "./protocol-error.js";

/** Of strings in the encoding with a two-byte length, and by Kafka's own check of compact strings too. */
const STRING_BYTES_MAX = 0x7fff;
/** From here on bytes are taken as they lie, not copied: they must stay as they are until the message has been sent. */
const PART_BYTES_MIN = 16 * 1024;

export class Writer {
  private buffer: Buffer;
  private length = 0;
  /** What lies before `buffer`. */
  private before: Buffer[] = [];
  private bytesBefore = 0;

  constructor(capacity = 256) {
    this.buffer = Buffer.allocUnsafe(capacity);
  }

  get offset(): number {
    return this.bytesBefore + this.length;
  }

  /** What has been written so far; valid until the next write. */
  get bytes(): Buffer {
    const { parts } = this;
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  /** The same in pieces that follow each other. */
  get parts(): Buffer[] {
    return [...this.before, this.buffer.subarray(0, this.length)];
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  int8(value: number): void {
    const start = this.reserve(1);
    this.buffer.writeInt8(value, start);
  }

  int16(value: number): void {
    const start = this.reserve(2);
    this.buffer.writeInt16BE(value, start);
  }

  uint16(value: number): void {
    const start = this.reserve(2);
    this.buffer.writeUInt16BE(value, start);
  }

  int32(value: number): void {
    const start = this.reserve(4);
    this.buffer.writeInt32BE(value, start);
  }

  uint32(value: number): void {
    const start = this.reserve(4);
    this.buffer.writeUInt32BE(value, start);
  }

  int64(value: bigint): void {
    const start = this.reserve(8);
    this.buffer.writeBigInt64BE(value, start);
  }

  float64(value: number): void {
    const start = this.reserve(8);
    this.buffer.writeDoubleBE(value, start);
  }

  uuid(value: string): void {
    if (!/^[\w-]{21}[AQgw]$/.test(value))
      throw new ProtocolError(`"${value}" is not a uuid of 22 base64url characters`);
    const start = this.reserve(16);
    this.buffer.write(value, start, 16, "base64url");
  }

  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Zigzag, for 32-bit values. */
  varint(value: number): void {
    this.unsignedVarint((value << 1) ^ (value >> 31));
  }

  /** Zigzag, for 64-bit values. */
  varlong(value: bigint): void {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  raw(value: Uint8Array): void {
    if (value.length >= PART_BYTES_MIN) {
      const part = Buffer.from(value.buffer, value.byteOffset, value.length);
      this.before.push(this.buffer.subarray(0, this.length), part);
      this.bytesBefore += this.length + value.length;
      this.buffer = Buffer.allocUnsafe(256);
      this.length = 0;
      return;
    }
    const start = this.reserve(value.length);
    this.buffer.set(value, start);
  }

  /** UTF-8 behind its length: two bytes, or in the compact form a varint of length + 1. */
  string(value: string, compact: boolean): void {
    const length = Buffer.byteLength(value);
    if (length > STRING_BYTES_MAX) {
      throw new ProtocolError(`a string of ${length} bytes is longer than ${STRING_BYTES_MAX}`);
    }
    if (compact) this.unsignedVarint(length + 1);
    else this.int16(length);
    const start = this.reserve(length);
    this.buffer.write(value, start, length, "utf8");
  }

  private byte(value: number): void {
    const start = this.reserve(1);
    this.buffer[start] = value;
  }

  /** Makes room for `size` more bytes and returns where they start. It may replace `buffer`, so it is called first. */
  private reserve(size: number): number {
    const start = this.length;
    if (start + size > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, start + size));
      this.buffer.copy(larger, 0, 0, start);
      this.buffer = larger;
    }
    this.length = start + size;
    return start;
  }
}
