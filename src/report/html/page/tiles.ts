/** Figures in tiles, side by side in rows. */
import { h } from "./dom.js";
import { rowsOf } from "./tile-rows.js";

/** page.css has as many rules. */
const IN_ROW_MAX = 9;

export interface Tile {
  readonly name: string;
  readonly value: string;
  /** Empty: none. */
  readonly note?: string;
  readonly isBad?: boolean;
}

export function tiles(
  attributes: { readonly class: string; readonly "aria-label"?: string },
  all: readonly Tile[],
) {
  const element = h(
    "dl",
    attributes,
    ...all.map(({ name, value, note = "", isBad = false }) =>
      h(
        "div",
        { class: isBad ? "bad" : null },
        h("dt", {}, name),
        h("dd", {}, value, note === "" ? null : h("small", {}, note)),
      ),
    ),
  );
  for (let most = 2; most <= IN_ROW_MAX; most++) {
    let next = 0;
    for (const size of rowsOf(all.length, most)) {
      for (let i = 0; i < size; i++) {
        const tile = element.children[next++] as HTMLElement;
        tile.style.setProperty(`--of-${most}`, String(size));
      }
    }
  }
  return element;
}
