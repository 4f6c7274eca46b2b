/**
 * The lines at the bottom of a terminal that are drawn over and over.
 *
 * To draw over the last picture one must know how many rows it takes now: a terminal that was made narrower has
 * broken its lines in two. So the picture is remembered by the width of its lines, and measured again every time.
 * A frame goes out in one write, between the marks of synchronized output, so that it never shows half-drawn.
 */
import { width } from "../text.js";
import type { Terminal } from "./view.js";

const ESC = "\u001b[";
const HIDE_CURSOR = `${ESC}?25l`;
const SHOW_CURSOR = `${ESC}?25h`;
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
const ERASE_BELOW = `${ESC}J`;
const ERASE_LINE_END = `${ESC}K`;

export class Screen {
  readonly #terminal: Terminal;
  #drawn: readonly number[] = [];
  #shown = "";
  #columns = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  draw(lines: readonly string[]): void {
    const picture = lines.map((line) => `${line}${ERASE_LINE_END}\n`).join("");
    if (picture === this.#shown && this.#columns === this.#terminal.columns) return;
    const hide = this.#shown === "" ? HIDE_CURSOR : "";
    this.#terminal.write(`${BEGIN}${hide}${this.#home()}${picture}${ERASE_BELOW}${END}`);
    this.#drawn = lines.map(width);
    this.#shown = picture;
    this.#columns = this.#terminal.columns;
  }

  /** Takes the picture away and gives the cursor back; nothing when nothing was drawn. */
  clear(): void {
    if (this.#shown === "") return;
    this.#terminal.write(`${BEGIN}${this.#home()}${ERASE_BELOW}${SHOW_CURSOR}${END}`);
    this.#drawn = [];
    this.#shown = "";
  }

  /** To the first column of the picture's first row. */
  #home(): string {
    const columns = Math.max(1, this.#terminal.columns);
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line / columns)), 0);
    return rows === 0 ? "\r" : `\r${ESC}${Math.min(rows, Math.max(1, this.#terminal.rows - 1))}A`;
  }
}
