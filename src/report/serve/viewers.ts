/** The browsers that watch, each with a stream of Server-Sent Events. */
import type { EndedRun, LiveState } from "../html/live.js";

/** What this needs of a ServerResponse. */
export interface EventStream {
  /** True: what was written before waits for the viewer to read it. */
  readonly writableNeedDrain: boolean;
  write(text: string): unknown;
  destroy(): unknown;
}

/** A viewer that reads nothing for so many states in a row is gone, or as good as gone. */
const UNREAD_MAX = 30;

export class Viewers {
  readonly #unread = new Map<EventStream, number>();

  get count(): number {
    return this.#unread.size;
  }

  add(stream: EventStream): void {
    this.#unread.set(stream, 0);
  }

  remove(stream: EventStream): void {
    this.#unread.delete(stream);
  }

  ended(run: EndedRun): void {
    for (const stream of this.#unread.keys()) sendEvent(stream, "ended", run);
  }

  /** One that did not read the state before gets a later one, so at most one state waits for each viewer. */
  tell(state: LiveState): void {
    for (const [stream, unread] of this.#unread) {
      const isSlow = stream.writableNeedDrain;
      this.#unread.set(stream, isSlow ? unread + 1 : 0);
      if (unread >= UNREAD_MAX && isSlow) {
        this.#unread.delete(stream);
        stream.destroy();
      } else if (!isSlow || state.isOver) sendEvent(stream, "state", state); // No other state follows the last.
    }
  }
}

export function sendEvent(stream: EventStream, event: "state" | "ended", data: unknown): void {
  stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
