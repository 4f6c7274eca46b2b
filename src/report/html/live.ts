/**
 * What the server of `chaos run --serve` tells its pages. Types only.
 *
 *     GET /                the page, without data
 *     GET /events          Server-Sent Events: `ended` for each run that is over, with an EndedRun, and `state` with a
 *                          LiveState at once and then every second. Of a campaign that has combinations also `cells`
 *                          with a CampaignPage, before the first state and after a change. Its members are the ids of runs
 *     GET /runs/<id>/page  the run as it is now: deflated bytes, as in a report. `x-chaos-version` has its version
 */
import type { RunSummary } from "./payload.js";

export interface LiveState {
  /** Of the command. Another one may listen on the same port later. */
  readonly session: string;
  /** True: the command ends now. No more state comes. */
  readonly isOver: boolean;
  /** Null: there will be one run, and the page shows it. Else the page is an index of runs. */
  readonly campaign: LiveCampaign | null;
  /** Those that are not over. */
  readonly running: readonly LiveRun[];
}

export interface LiveCampaign {
  /** Where the directories of runs are. */
  readonly directory: string;
  readonly wanted: number;
  readonly over: number;
  /** Null: not known. */
  readonly leftMs: number | null;
}

export interface LiveRun {
  /** Counts the runs of a command in the order in which they began. */
  readonly id: number;
  /** The scenario and what was varied. */
  readonly name: string;
  readonly directory: string;
  /** Another number: there is more to see. */
  readonly version: number;
  readonly phase: string;
  /** What is waited for. Empty: nothing was said. */
  readonly step: string;
  readonly planned: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly elapsedMs: number;
  /** How often a fault was injected until now. */
  readonly faultsInjected: number;
  /** In words, such as `partition on kafka1`. */
  readonly faultsInForce: readonly string[];
}

export interface EndedRun {
  readonly id: number;
  readonly directory: string;
  readonly version: number;
  readonly summary: RunSummary;
}
