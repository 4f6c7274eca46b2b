/**
 * Finds the frames in the bytes of one direction of one connection.
 *
 * The handler decides about each frame by its first bytes. A frame that passes goes to the handler in the chunks it
 * came in, and several small frames go there as one slice. A frame that is held is joined, and goes to the handler as a
 * whole. The size at the beginning of a frame alone allocates no memory.
 */

import { ProtocolError } from "../protocol/index.js";

const SIZE_BYTES = 4;
const NOTHING = Buffer.alloc(0);

export interface FrameHandler {
  /** Without the size. A shorter frame is an error, and `decide` always gets at least this many bytes of a frame. */
  readonly headBytesMin: number;
  /**
   * What to do with the frame whose size is at `start`. Its bytes before `end` have arrived. A number means: decide
   * again when that many bytes of the frame, with its size, have arrived.
   */
  decide(chunk: Buffer, start: number, end: number): "pass" | "hold" | number;
  /** Bytes of frames that pass. */
  passed(bytes: Buffer): void;
  /** A frame that passes has ended. `passed` may not have got its bytes yet: see {@link FrameScanner.flush}. */
  ended(): void;
  /** Joins the chunks of a held frame. */
  join(chunks: readonly Buffer[], sizeBytes: number): Buffer;
  /** A held frame, without its size. The next one waits for the promise. */
  held(frame: Buffer): void | Promise<void>;
}

export class FrameScanner {
  private chunk: Buffer = NOTHING;
  private at = 0;
  /** The bytes from here to `at` pass, and the handler has not got them yet. */
  private passedFrom = 0;
  /** Of the current frame, how many bytes have not arrived. */
  private bytesLeft = 0;
  private holding: Buffer[] | null = null;
  private heldBytes = 0;
  /** The beginning of a frame about which there are too few bytes to decide. */
  private undecided: Buffer = NOTHING;

  constructor(
    private readonly handler: FrameHandler,
    private readonly frameBytesMax: number,
  ) {}

  /**
   * Returns a promise when the handler of a held frame does. The next chunk has to wait for it.
   * @throws ProtocolError when a size is not valid; the rest of the stream cannot be read then
   */
  push(chunk: Buffer): void | Promise<void> {
    this.chunk = this.undecided.length > 0 ? Buffer.concat([this.undecided, chunk]) : chunk;
    this.undecided = NOTHING;
    this.at = 0;
    this.passedFrom = 0;
    return this.scan();
  }

  /** Gives the bytes that pass to the handler now, so that it can write other bytes after them. */
  flush(): void {
    if (this.at > this.passedFrom) this.handler.passed(this.chunk.subarray(this.passedFrom, this.at));
    this.passedFrom = this.at;
  }

  private scan(): void | Promise<void> {
    for (;;) {
      if (this.bytesLeft === 0 && !this.begin()) break;
      const { chunk, holding } = this;
      const from = this.at;
      this.at = Math.min(chunk.length, from + this.bytesLeft);
      this.bytesLeft -= this.at - from;
      if (holding !== null) {
        holding.push(chunk.subarray(from, this.at));
        this.passedFrom = this.at;
      }
      if (this.bytesLeft > 0) break;
      if (holding === null) {
        this.handler.ended();
      } else {
        this.holding = null;
        const work = this.handler.held(
          holding.length === 1 ? (holding[0] as Buffer) : this.handler.join(holding, this.heldBytes),
        );
        if (work !== undefined) return work.then(() => this.scan());
      }
    }
    this.flush();
    this.chunk = NOTHING;
    this.at = this.passedFrom = 0;
  }

  /** Whether there were enough bytes to decide about the next frame. */
  private begin(): boolean {
    const { chunk, at, handler } = this;
    const here = chunk.length - at;
    if (here >= SIZE_BYTES) {
      const sizeBytes = chunk.readInt32BE(at);
      if (sizeBytes < handler.headBytesMin || sizeBytes > this.frameBytesMax) {
        throw new ProtocolError(
          `a frame of ${sizeBytes} bytes was announced; it has to be ${handler.headBytesMin} to ${this.frameBytesMax}`,
        );
      }
      if (here >= SIZE_BYTES + handler.headBytesMin) {
        const end = Math.min(chunk.length, at + SIZE_BYTES + sizeBytes);
        const decision = handler.decide(chunk, at, end);
        if (decision === "hold") {
          this.flush();
          this.holding = [];
          this.at = at + SIZE_BYTES;
          this.bytesLeft = this.heldBytes = sizeBytes;
          return true;
        }
        if (decision === "pass") {
          this.bytesLeft = SIZE_BYTES + sizeBytes;
          return true;
        }
        if (decision > SIZE_BYTES + sizeBytes) {
          throw new ProtocolError(`a frame of ${sizeBytes} bytes ends within its header`);
        }
      }
    }
    this.flush();
    // A copy, so that these few bytes do not keep the whole chunk in memory.
    this.undecided = here > 0 ? Buffer.from(chunk.subarray(at)) : NOTHING;
    return false;
  }
}
