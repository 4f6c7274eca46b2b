/**
 * A reporter turns finished runs into one text. It sees what is in the run directories and nothing else, so it says the
 * same about a run next year as in the second it ended. Adding one is adding a file and a line in index.ts.
 */
import type { CampaignCellData } from "../rundir/campaign.js";
import type { RunData } from "../rundir/rundir.js";
import type { Page } from "./text.js";

/** What a report says beside its runs, for a text that is read without the terminal that shows it. */
export interface Beside {
  /** Why other runs cannot be read, one sentence each. */
  readonly problems?: readonly string[];
  /** Of the campaign that the runs belong to. */
  readonly cells?: readonly CampaignCellData[];
}

export interface Reporter {
  /** As in `--reporter` and `--format`. */
  readonly name: string;
  /** One line for help. */
  readonly summary: string;
  /** Of one run or more, oldest first; of a campaign, cell by cell. The text ends with a newline. */
  render(runs: readonly RunData[], page: Page, beside?: Beside): string | Promise<string>;
}
