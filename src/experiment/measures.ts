/** What a run measured besides its log: from the ledger, and from the timeline. */
import { type Ledger, latencyMs } from "../history/ledger.js";
import { acknowledgedBetween } from "../history/progress.js";
import { reachedRate } from "../history/reached-rate.js";
import { leaderTermsIn, recoveriesIn, twoLeadersIn } from "../rundir/leadership-times.js";
import type { Result } from "../rundir/result.js";
import type { TimelineEvent } from "../rundir/timeline.js";
import { timeFailovers } from "./failovers.js";

export function measure(result: Result, ledger: Ledger, timeline: readonly TimelineEvent[]): void {
  result.latencyMs = latencyMs(ledger);
  result.reachedRate = reachedRate(ledger);
  result.leaderTerms = leaderTermsIn(timeline);
  result.twoLeaders = twoLeadersIn(timeline);
  result.recoveries = recoveriesIn(timeline);
  timeFailovers(result);
  for (const fault of result.faults) {
    if (fault.injectedAt === null) continue;
    const untilMs = fault.healedAt === null ? Number.POSITIVE_INFINITY : Date.parse(fault.healedAt);
    fault.acknowledgedDuring = acknowledgedBetween(ledger, Date.parse(fault.injectedAt), untilMs);
  }
}
