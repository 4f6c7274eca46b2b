/**
 * Memory for large frames that are held, used again and again: the kernel clears every page of fresh memory, which costs
 * more than the copy that puts a frame together, and V8 has to find out when it is of no use any more.
 */

/** Less is served well by malloc. */
const FRAME_BYTES_MIN = 256 * 1024;
/** What clients send at once by default (message.max.bytes, max.request.size), and the rest of the request. */
const FRAME_BYTES_MAX = 1024 * 1024 + 16 * 1024;
/** Of the buffers that are free at the moment. */
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

  /** The frame is no longer used. One that is not from here is left alone. */
  release({ buffer }: Buffer): void {
    if (buffer.byteLength === FRAME_BYTES_MAX && this.free.length < FREE_MAX)
      this.free.push(Buffer.from(buffer));
  }
}
