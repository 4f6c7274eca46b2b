/** What a person sees while a run goes on: one file per kind of view. */
import type { RunHeader, RunView } from "../../experiment/watch.js";

/** Where a view writes; chosen at the edge. `columns` and `rows` may be getters: they are read at every frame. */
export interface Terminal {
  write(text: string): void;
  /** In GitHub Actions: writes a line that its runner obeys, which `write` never does. Absent elsewhere. */
  writeCommand?(text: string): void;
  readonly columns: number;
  readonly rows: number;
  readonly isTTY: boolean;
  readonly color: boolean;
}

export interface ViewKind {
  /** As in `--reporter`. */
  readonly name: string;
  readonly summary: string;
  open(run: RunHeader, terminal: Terminal): RunView;
}
