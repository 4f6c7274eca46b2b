/**
 * GitHub Actions obeys some lines that a step prints: `::error::…` after blanks at the start of a line, and `##[error]…`
 * anywhere. Names, errors and lines of brokers' logs may look like that, and have to stay text.
 *
 * The runner compares texts by the rules of a language, which skip characters that have no width. So here everything counts as
 * a blank that is not visible in ASCII.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
import type { Terminal } from "../report/live/view.js";

const AT_START = /^([^\x21-\x7e]*):(?=[^\x20-\x7e]*:)/gm;
const ANYWHERE = /#(?=[^\x20-\x7e]*#[^\x20-\x7e]*\[)/g;

/** The same text with a blank in everything that the runner would obey. */
export function withoutCommands(text: string): string {
  return text.replace(AT_START, "$1: ").replace(ANYWHERE, "# ");
}

/** A terminal in GitHub Actions: only `writeCommand` writes lines that the runner obeys. */
export function guarded(terminal: Terminal): Terminal {
  return {
    write: (text) => terminal.write(withoutCommands(text)),
    writeCommand: (text) => terminal.write(text),
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
    isTTY: terminal.isTTY,
    color: terminal.color,
  };
}
