/**
 * Cuts a TCP stream into the frames of the Kafka protocol: four bytes of size, then that many bytes.
 *
 * The socket reads straight into `room`. Sizes and small frames go through a buffer that is used again and again, and a
 * frame gets memory of its own. A frame that is not whole by then takes the bytes that follow where they belong. Its size is
 * checked against a limit before anything is allocated for it.
 */

import { ProtocolError } from "./protocol-error.js";

const SIZE_BYTES = 4;
const ROOM_BYTES = 64 * 1024;

export class FrameAssembler {
  readonly #scratch = Buffer.allocUnsafeSlow(ROOM_BYTES);
  /** In `#scratch`, the bytes of a size that is not whole. */
  #kept = 0;
  #frame: Buffer | null = null;
  #frameFilled = 0;

  constructor(private readonly frameBytesMax: number) {}

  /** Where the next bytes of the stream go; never empty. */
  get room(): Buffer {
    return this.#frame?.subarray(this.#frameFilled) ?? this.#scratch.subarray(this.#kept);
  }

  /**
   * The frames that are whole with the first `bytes` bytes of `room`, which the stream has filled.
   * @throws ProtocolError when a size is negative or above the limit; the stream is of no use after that
   */
  filled(bytes: number): Buffer[] {
    if (this.#frame === null) return this.#cut(this.#kept + bytes);
    this.#frameFilled += bytes;
    if (this.#frameFilled < this.#frame.length) return [];
    const frame = this.#frame;
    this.#frame = null;
    return [frame];
  }

  #cut(end: number): Buffer[] {
    const scratch = this.#scratch;
    const frames: Buffer[] = [];
    let at = 0;
    while (end - at >= SIZE_BYTES) {
      const length = this.#frameLength(scratch.readInt32BE(at));
      at += SIZE_BYTES;
      const frame = Buffer.allocUnsafe(length);
      const filled = scratch.copy(frame, 0, at, Math.min(at + length, end));
      at += filled;
      if (filled === length) {
        frames.push(frame);
      } else {
        this.#frame = frame;
        this.#frameFilled = filled;
      }
    }
    this.#kept = scratch.copy(scratch, 0, at, end);
    return frames;
  }

  #frameLength(length: number): number {
    if (length >= 0 && length <= this.frameBytesMax) return length;
    throw new ProtocolError(`a frame of ${length} bytes was announced; the limit is ${this.frameBytesMax}`);
  }
}

/** The frames that end in `chunk`, whose bytes did not come straight into the assembler's room. */
export function* framesIn(chunk: Uint8Array, assembler: FrameAssembler): Generator<Buffer> {
  for (let at = 0; at < chunk.length; ) {
    const { room } = assembler;
    const bytes = Math.min(room.length, chunk.length - at);
    room.set(chunk.subarray(at, at + bytes));
    at += bytes;
    yield* assembler.filled(bytes);
  }
}
