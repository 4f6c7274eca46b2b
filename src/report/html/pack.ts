/** Numbers as bytes, and a page as bytes: JSON, and behind it the byte strings that the JSON refers to. */
import type { Blob, RunPage } from "./payload.js";

/** Grows as numbers are written: seven bits a byte, the lowest first. */
export class Varints {
  #bytes = new Uint8Array(4096);
  #used = 0;

  /** A whole number, 0 to 2⁵³. */
  put(value: number): void {
    if (this.#used + 8 > this.#bytes.length) {
      const more = new Uint8Array(this.#bytes.length * 2);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#used++] = rest;
  }

  /** A whole number that may be negative. */
  putSigned(value: number): void {
    this.put(value < 0 ? -value * 2 - 1 : value * 2);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }
}

/** Reads what Varints wrote. Past the end every number is 0. */
export class VarintReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  next(): number {
    let value = 0;
    let scale = 1;
    while (this.#at < this.bytes.length) {
      const byte = this.bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
    }
    return value;
  }

  nextSigned(): number {
    const value = this.next();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}

/** Collects byte strings while a page is put together. */
export class Blobs {
  readonly parts: Uint8Array[] = [];
  #at = 0;

  add(bytes: Uint8Array): Blob {
    const blob = { at: this.#at, bytes: bytes.length };
    this.parts.push(bytes);
    this.#at += bytes.length;
    return blob;
  }

  addNumbers(values: ArrayLike<number>): Blob {
    const numbers = new Varints();
    for (let i = 0; i < values.length; i++) numbers.put(values[i]!);
    return this.add(numbers.bytes);
  }
}

/** u32 length of the JSON, little endian · the JSON · the byte strings. */
export function pack(page: RunPage, blobs: Blobs): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(page));
  const size = blobs.parts.reduce((sum, part) => sum + part.length, 4 + json.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  let at = 4 + json.length;
  for (const part of blobs.parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export interface Unpacked {
  readonly page: RunPage;
  bytes(blob: Blob): Uint8Array;
}

/** @throws RangeError or SyntaxError when the bytes are no page */
export function unpack(packed: Uint8Array): Unpacked {
  const length = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(0, true);
  const page = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + length))) as RunPage;
  return {
    page,
    bytes: ({ at, bytes }) => packed.subarray(4 + length + at, 4 + length + at + bytes),
  };
}
