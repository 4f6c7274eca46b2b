/**
 * Pages of runs, drawn when a viewer asks. All viewers share one drawing, and of a run that goes on there is a new one after
 * a second at the earliest, and after four times as long as the last one took: drawing never takes more than a fifth of
 * a processor. Meanwhile viewers get the last one.
 */
import type { BoardRun } from "./board.js";

/** Draws the page of a run: deflated bytes. */
export type DrawPage = (directory: string, isRunning: boolean) => Promise<Uint8Array>;

export interface DrawnPage {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const PAUSE_MS_MIN = 1_000;
const PAUSE_FACTOR = 4;
/** Pages that are kept. One of ten million messages has some megabytes. */
const KEPT_MAX = 6;

interface Kept extends DrawnPage {
  readonly id: number;
  readonly isRunning: boolean;
  readonly nextMs: number;
}

export class Pages {
  readonly #draw: DrawPage;
  readonly #nowMs: () => number;
  /** The one that was asked for last is the last. */
  #kept: Kept[] = [];
  readonly #drawing = new Map<string, Promise<DrawnPage>>();
  /** One at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(draw: DrawPage, nowMs: () => number) {
    this.#draw = draw;
    this.#nowMs = nowMs;
  }

  /** Rejects when the page cannot be drawn. */
  async page(run: BoardRun): Promise<DrawnPage> {
    const kept = this.#kept.find(({ id }) => id === run.id);
    if (kept !== undefined && kept.isRunning === run.isRunning) {
      this.#kept = [...this.#kept.filter((one) => one !== kept), kept];
      if (kept.version === run.version || (run.isRunning && this.#nowMs() < kept.nextMs)) return kept;
    }
    const key = `${run.id} ${run.isRunning}`;
    const drawing = this.#drawing.get(key);
    if (drawing !== undefined) return drawing;
    const drawn = this.#last
      .then(() => this.#drawNow(run))
      .finally(() => {
        this.#drawing.delete(key);
      });
    this.#drawing.set(key, drawn);
    this.#last = drawn.catch(() => {});
    return drawn;
  }

  async #drawNow({ id, directory, isRunning, version }: BoardRun): Promise<DrawnPage> {
    const beganMs = this.#nowMs();
    const bytes = await this.#draw(directory, isRunning);
    const endedMs = this.#nowMs();
    const nextMs = endedMs + Math.max(PAUSE_MS_MIN, PAUSE_FACTOR * (endedMs - beganMs));
    const page = { id, version, bytes, isRunning, nextMs };
    this.#kept = [...this.#kept.filter((one) => one.id !== id), page].slice(-KEPT_MAX);
    return page;
  }
}
