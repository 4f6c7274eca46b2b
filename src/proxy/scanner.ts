/**
 * Walks the frames of one direction of one connection as its bytes come in.
 *
 * Of each frame it shows the beginning and is told what to do: a frame that passes is handed on in the chunks that it
 * came in, several small ones as one slice, and is never put together; a frame that is held is put together and handed
 * over whole. Nothing is allocated for a size that was only announced.
 */

import { ProtocolError } from "../protocol/index.js";

const SIZE_BYTES = 4;
const NOTHING = Buffer.alloc(0);

export interface FrameHandler {
  /** Of the frame after its size: no frame is shorter, and no decision is asked for with less. */
  readonly headBytesMin: number;
  /**
   * What to do with the frame that begins (with its size) at `start` and of which the bytes before `end` are here. A
   * number asks again when that many bytes, size included, are here.
   */
  decide(chunk: Buffer, start: number, end: number): "pass" | "hold" | number;
  /** Bytes of frames that pass. */
  passed(bytes: Buffer): void;
  /** The frame that passes has ended. All its bytes may still be behind the scanner: see {@link FrameScanner.flush}. */
  ended(): void;
  /** Puts together a frame that is held. */
  join(chunks: readonly Buffer[], sizeBytes: number): Buffer;
  /** A held frame, without its size. The next one waits for the promise. */
  held(frame: Buffer): void | Promise<void>;
}

export class FrameScanner {
  private chunk: Buffer = NOTHING;
  private at = 0;
  /** What lies between here and `at` passes and has not been handed on. */
  private passedFrom = 0;
  /** Of the current frame, still to come. */
  private bytesLeft = 0;
  private holding: Buffer[] | null = null;
  private heldBytes = 0;
  /** The beginning of a frame that could not be decided on yet. */
  private undecided: Buffer = NOTHING;

  constructor(
    private readonly handler: FrameHandler,
    private readonly frameBytesMax: number,
  ) {}

  /**
   * A promise means that a held frame takes its time: the next chunk has to wait for it.
   * @throws ProtocolError when a size can't be one; the stream is of no use after that
   */
  push(chunk: Buffer): void | Promise<void> {
    this.chunk = this.undecided.length > 0 ? Buffer.concat([this.undecided, chunk]) : chunk;
    this.undecided = NOTHING;
    this.at = 0;
    this.passedFrom = 0;
    return this.scan();
  }

  /** Hands on what passes and has come so far: before anything else is written to where it goes. */
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

  /** Whether the next frame could be decided on. */
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
    // A copy: the rest of the chunk must not stay in memory for these few bytes.
    this.undecided = here > 0 ? Buffer.from(chunk.subarray(at)) : NOTHING;
    return false;
  }
}
