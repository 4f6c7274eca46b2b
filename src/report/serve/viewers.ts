/** The browsers that watch, each with a stream of Server-Sent Events. */
import type { EndedRun, LiveState } from "../html/live.js";
import type { CampaignPage } from "../html/payload.js";

/** What this needs of a ServerResponse. */
export interface EventStream {
  /** True: what was written before waits for the viewer to read it. */
  readonly writableNeedDrain: boolean;
  write(text: string): unknown;
  destroy(): unknown;
}

/** A viewer that reads nothing for so many states in a row is gone, or as good as gone. */
const UNREAD_MAX = 30;

interface Viewer {
  /** States in a row. */
  readonly unread: number;
  /** The last that it got. */
  readonly cells: CampaignPage | null;
}

export class Viewers {
  readonly #viewers = new Map<EventStream, Viewer>();

  get count(): number {
    return this.#viewers.size;
  }

  /** One that begins to watch. */
  add(stream: EventStream, state: LiveState, cells: CampaignPage | null): void {
    this.#viewers.set(stream, { unread: 0, cells });
    if (cells !== null) sendEvent(stream, "cells", cells);
    sendEvent(stream, "state", state);
  }

  remove(stream: EventStream): void {
    this.#viewers.delete(stream);
  }

  ended(run: EndedRun): void {
    for (const stream of this.#viewers.keys()) sendEvent(stream, "ended", run);
  }

  /** One that did not read the state before gets a later one, so at most one state waits for each viewer. */
  tell(state: LiveState, cells: CampaignPage | null): void {
    for (const [stream, viewer] of this.#viewers) {
      const isSlow = stream.writableNeedDrain;
      if (viewer.unread >= UNREAD_MAX && isSlow) {
        this.#viewers.delete(stream);
        stream.destroy();
        continue;
      }
      const isSent = !isSlow || state.isOver; // No other state follows the last.
      if (isSent && cells !== null && cells !== viewer.cells) sendEvent(stream, "cells", cells);
      if (isSent) sendEvent(stream, "state", state);
      this.#viewers.set(stream, {
        unread: isSlow ? viewer.unread + 1 : 0,
        cells: isSent ? cells : viewer.cells,
      });
    }
  }
}

export function sendEvent(stream: EventStream, event: "state" | "ended" | "cells", data: unknown): void {
  stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
