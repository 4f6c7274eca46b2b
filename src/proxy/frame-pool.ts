/**
 * Buffers for large held frames, which are used again. A new buffer costs more than the copy that joins a frame: the
 * kernel clears each of its pages, and V8 has to collect it later.
 */

/** For smaller frames malloc is fast enough. */
const FRAME_BYTES_MIN = 256 * 1024;
/** The most that clients send at once by default (message.max.bytes, max.request.size), and the rest of a request. */
const FRAME_BYTES_MAX = 1024 * 1024 + 16 * 1024;
/** The limit of free buffers. */
const FREE_MAX = 16;

export class FramePool {
  private readonly free: Buffer[] = [];

  join(chunks: readonly Buffer[], sizeBytes: number): Buffer {
    if (sizeBytes < FRAME_BYTES_MIN || sizeBytes > FRAME_BYTES_MAX) return Buffer.concat(chunks, sizeBytes);
    const memory = this.free.pop() ?? Buffer.allocUnsafeSlow(FRAME_BYTES_MAX);
    let at = 0;
    for (const chunk of chunks) at += chunk.copy(memory, at);
    return memory.subarray(0, sizeBytes);
  }

  /** The frame is no longer used. A frame that is not from this pool is ignored. */
  release({ buffer }: Buffer): void {
    if (buffer.byteLength === FRAME_BYTES_MAX && this.free.length < FREE_MAX)
      this.free.push(Buffer.from(buffer));
  }
}
