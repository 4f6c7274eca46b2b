/** The views of a running experiment that `--reporter` chooses from. */
import { json } from "./json.js";
import { plain } from "./plain.js";
import { pretty } from "./pretty.js";
import type { Terminal, ViewKind } from "./view.js";

export const views: readonly ViewKind[] = [pretty, plain, json];

/** Without a wish: the live picture on a terminal, lines elsewhere. */
export function defaultView(terminal: Terminal): ViewKind {
  return terminal.isTTY ? pretty : plain;
}
