/**
 * A reporter turns finished runs into one text. It sees what is in the run directories and nothing else, so it says the
 * same about a run next year as in the second it ended. Adding one is adding a file and a line in index.ts.
 */
import type { RunData } from "../rundir/rundir.js";
import type { Page } from "./text.js";

export interface Reporter {
  /** As in `--reporter` and `--format`. */
  readonly name: string;
  /** One line for help. */
  readonly summary: string;
  /**
   * Of one run or more, oldest first. The text ends with a newline. `problems`: why other runs cannot be read, one sentence
   * each, for a text that is read without the terminal that shows them.
   */
  render(runs: readonly RunData[], page: Page, problems?: readonly string[]): string | Promise<string>;
}
