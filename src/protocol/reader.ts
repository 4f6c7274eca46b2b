/**
 * Reads the primitive types of the Kafka protocol from one buffer, in order.
 * Bytes are handed out as slices of that buffer, never copied. Every length is checked against what is left before
 * anything is read or allocated, so that no input costs more than its own size.
 *
 * Source: https://kafka.apache.org/protocol.html#protocol_types
 */

import { ProtocolError } from "./protocol-error.js";

export class Reader {
  /** The next byte to be read. */
  offset: number;

  constructor(
    readonly buffer: Buffer,
    start = 0,
    readonly end = buffer.length,
  ) {
    this.offset = start;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  bool(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    return this.buffer.readInt8(this.take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.take(2));
  }

  uint16(): number {
    return this.buffer.readUInt16BE(this.take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.take(4));
  }

  uint32(): number {
    return this.buffer.readUInt32BE(this.take(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.take(8));
  }

  float64(): number {
    return this.buffer.readDoubleBE(this.take(8));
  }

  /** Base64url without padding, 22 characters, as Kafka prints it. */
  uuid(): string {
    const start = this.take(16);
    return this.buffer.toString("base64url", start, start + 16);
  }

  /** At most five bytes, 0 … 2³² − 1. */
  unsignedVarint(): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.buffer[this.take(1)] as number;
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtocolError("a varint is longer than 32 bits", start);
  }

  /** `length` bytes as a slice; null for the length −1. */
  bytes(length: number): Buffer | null {
    if (length === -1) return null;
    const start = this.take(this.checkLength(length));
    return this.buffer.subarray(start, start + length);
  }

  /** `length` bytes of UTF-8; null for the length −1. */
  string(length: number): string | null {
    if (length === -1) return null;
    const start = this.take(this.checkLength(length));
    return this.buffer.toString("utf8", start, start + length);
  }

  /** The number of elements of an array, of which each takes at least `elementSize` bytes; −1 for null. */
  arrayLength(length: number, elementSize: number): number {
    if (length !== -1 && this.checkLength(length) * elementSize > this.remaining) {
      throw new ProtocolError(
        `an array of ${length} elements does not fit into the ${this.remaining} bytes left`,
        this.offset,
      );
    }
    return length;
  }

  private checkLength(length: number): number {
    if (length < 0) throw new ProtocolError(`the length ${length} is negative`, this.offset);
    return length;
  }

  /** Moves past `size` bytes and returns where they start. */
  private take(size: number): number {
    const start = this.offset;
    if (size > this.end - start) {
      throw new ProtocolError(`${size} bytes expected, but only ${this.end - start} are left`, start);
    }
    this.offset = start + size;
    return start;
  }
}
