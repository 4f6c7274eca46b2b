/**
 * A socket whose bytes are read frame by frame. Several reasons can pause its reading at once; it resumes when the last
 * of them is gone. Reading pauses by itself while the handler of a frame takes its time.
 */

import type { Socket } from "node:net";
import { type FrameHandler, FrameScanner } from "./scanner.js";

/** `frame`: a frame is being handled. `queue`: the responses that wait for their turn take too much memory. */
export type PauseReason = "frame" | "queue" | "slow client" | "slow broker" | "closing";

export interface ReadOptions {
  readonly frameBytesMax: number;
  /** With the number of bytes of each chunk, before its frames are handled. */
  readonly onReceived?: (bytes: number) => void;
  /** The handler has taken its time over a frame, and the frames behind it in the chunk are handled too. */
  readonly onHandled: () => void;
  /** The handler failed, or the bytes are not frames: what follows them cannot be read. */
  readonly onError: (error: Error) => void;
}

export class FramedSocket {
  private readonly pauseReasons = new Set<PauseReason>();

  constructor(readonly socket: Socket) {}

  /** A socket that is paused begins when it is resumed. */
  read(handler: FrameHandler, { frameBytesMax, onReceived, onHandled, onError }: ReadOptions): FrameScanner {
    const scanner = new FrameScanner(handler, frameBytesMax);
    this.socket.on("data", (chunk: Buffer) => {
      onReceived?.(chunk.length);
      let handling: void | Promise<void>;
      try {
        handling = scanner.push(chunk);
      } catch (error) {
        onError(error as Error);
        return;
      }
      if (handling === undefined) return;
      this.pause("frame");
      handling.then(() => {
        this.resume("frame");
        onHandled();
      }, onError);
    });
    return scanner;
  }

  /** Whether a frame is being handled. */
  get isHandling(): boolean {
    return this.pauseReasons.has("frame");
  }

  pause(reason: PauseReason): void {
    if (this.pauseReasons.size === 0) this.socket.pause();
    this.pauseReasons.add(reason);
  }

  resume(reason: PauseReason): void {
    if (this.pauseReasons.delete(reason) && this.pauseReasons.size === 0) this.socket.resume();
  }
}
