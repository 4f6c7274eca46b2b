/** The one time axis of a run: which part of it is seen, and which moment. Every picture follows it. */
import { everyFrame } from "./dom.js";

export interface Reach {
  readonly beginMs: number;
  readonly endMs: number;
  /** What the axis counts from: the first fault, or the first message. */
  readonly zeroMs: number;
  /** The shortest part that can be seen. */
  readonly leastMs: number;
}

export class TimeAxis {
  #reach: Reach;
  #fromMs: number;
  #toMs: number;
  #momentMs: number;
  readonly #onView: (() => void)[] = [];
  readonly #onMoment: (() => void)[] = [];
  readonly #tellView = everyFrame(() => {
    for (const listener of this.#onView) listener();
  });
  readonly #tellMoment = everyFrame(() => {
    for (const listener of this.#onMoment) listener();
  });

  constructor(reach: Reach) {
    this.#reach = reach;
    this.#fromMs = reach.beginMs;
    this.#toMs = reach.endMs;
    this.#momentMs = reach.zeroMs;
  }

  get beginMs(): number {
    return this.#reach.beginMs;
  }

  get endMs(): number {
    return this.#reach.endMs;
  }

  get zeroMs(): number {
    return this.#reach.zeroMs;
  }

  /**
   * The run went on. A person who saw all of it sees all of it again, and one who saw a part still sees that part. The
   * moment stays, but for one at the end: it is at the new end. Tells no listener: everything is drawn again anyway.
   */
  extend(reach: Reach): void {
    const wasWhole = this.isWhole;
    if (this.isAtEnd) this.#momentMs = reach.endMs;
    this.#reach = reach;
    if (wasWhole) [this.#fromMs, this.#toMs] = [reach.beginMs, reach.endMs];
  }

  get isAtEnd(): boolean {
    return this.#momentMs >= this.endMs;
  }

  get fromMs(): number {
    return this.#fromMs;
  }

  get toMs(): number {
    return this.#toMs;
  }

  get momentMs(): number {
    return this.#momentMs;
  }

  get isWhole(): boolean {
    return this.#fromMs <= this.beginMs && this.#toMs >= this.endMs;
  }

  onView(listener: () => void): void {
    this.#onView.push(listener);
  }

  onMoment(listener: () => void): void {
    this.#onMoment.push(listener);
  }

  /** A part that is too short, or not on the axis, becomes the nearest that is. */
  see(fromMs: number, toMs: number): void {
    const length = Math.min(Math.max(toMs - fromMs, this.#reach.leastMs), this.endMs - this.beginMs);
    const from = Math.min(Math.max(fromMs, this.beginMs), this.endMs - length);
    if (from === this.#fromMs && from + length === this.#toMs) return;
    this.#fromMs = from;
    this.#toMs = from + length;
    this.#tellView();
  }

  /** `factor` below 1 shows less; the moment keeps its place where it is seen. */
  zoom(factor: number, aroundMs = this.#momentMs): void {
    const isSeen = aroundMs >= this.#fromMs && aroundMs <= this.#toMs;
    const around = isSeen ? aroundMs : (this.#fromMs + this.#toMs) / 2;
    this.see(around - (around - this.#fromMs) * factor, around + (this.#toMs - around) * factor);
  }

  seeAll(): void {
    this.see(this.beginMs, this.endMs);
  }

  /** `reveal`: moves the part that is seen, where the moment is not in it. */
  moveTo(momentMs: number, reveal = false): void {
    const moment = Math.min(Math.max(momentMs, this.beginMs), this.endMs);
    if (reveal && (moment < this.#fromMs || moment > this.#toMs)) {
      const half = (this.#toMs - this.#fromMs) / 2;
      this.see(moment - half, moment + half);
    }
    if (moment === this.#momentMs) return;
    this.#momentMs = moment;
    this.#tellMoment();
  }

  /** Everything draws itself again, as when colours change. */
  redraw(): void {
    this.#tellView();
    this.#tellMoment();
  }
}
