/** Records of transactions that have no end yet, while the log of a partition is read. */
import type { BatchOrigin } from "../history/log-entries.js";

export class Unended<Item extends { readonly producerId: number }> {
  #items: Item[] = [];

  /** Another partition begins. */
  begin(): void {
    this.#items = [];
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** Those that this control batch ends. They have an end now. */
  endedBy({ marker, producerId }: BatchOrigin): readonly Item[] {
    if (marker === null || this.#items.length === 0) return [];
    const ended = this.#items.filter((item) => item.producerId === producerId);
    this.#items = this.#items.filter((item) => item.producerId !== producerId);
    return ended;
  }
}
