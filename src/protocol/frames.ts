/**
 * Cuts a TCP stream into the frames of the Kafka protocol: four bytes of size, then that many bytes.
 * A frame that arrives within one chunk is a slice of it; a larger one is copied once, chunk by chunk, into a buffer
 * of its own size. The size is checked against a limit before anything is allocated for it.
 */

import { ProtocolError } from "./protocol-error.js";

const SIZE_BYTES = 4;

export class FrameAssembler {
  private readonly size = Buffer.alloc(SIZE_BYTES);
  private sizeFilled = 0;
  private frame: Buffer | null = null;
  private frameFilled = 0;

  constructor(private readonly frameBytesMax: number) {}

  /** @throws ProtocolError when a size is negative or above the limit; the stream is of no use after that */
  *push(chunk: Buffer): Generator<Buffer> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.frame === null) {
        if (this.sizeFilled < SIZE_BYTES) {
          const copied = chunk.copy(
            this.size,
            this.sizeFilled,
            offset,
            offset + SIZE_BYTES - this.sizeFilled,
          );
          this.sizeFilled += copied;
          offset += copied;
          if (this.sizeFilled < SIZE_BYTES) return;
        }
        const length = this.frameLength();
        if (chunk.length - offset >= length) {
          this.sizeFilled = 0;
          yield chunk.subarray(offset, offset + length);
          offset += length;
          continue;
        }
        this.frame = Buffer.allocUnsafe(length);
        this.frameFilled = 0;
      }
      const copied = chunk.copy(this.frame, this.frameFilled, offset);
      this.frameFilled += copied;
      offset += copied;
      if (this.frameFilled === this.frame.length) {
        const complete = this.frame;
        this.frame = null;
        this.frameFilled = 0;
        this.sizeFilled = 0;
        yield complete;
      }
    }
  }

  private frameLength(): number {
    const length = this.size.readInt32BE(0);
    if (length >= 0 && length <= this.frameBytesMax) return length;
    throw new ProtocolError(`a frame of ${length} bytes was announced; the limit is ${this.frameBytesMax}`);
  }
}
