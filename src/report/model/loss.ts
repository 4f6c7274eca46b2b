/** The answer of a run in words. */
import type { Result } from "../../rundir/result.js";
import { count, countOf, percent } from "../text.js";
import { unplannedFailures } from "./transactions.js";

/** How many acknowledged messages are lost: `70,005 of 100,000 acknowledged messages (70 %)`, or within which bounds. */
export function lossOf({ counts, producers, unknownBecause }: Result): string {
  const { lost, lostAtLeast, lostAtMost, lostByWatermark, acknowledged } = counts;
  const all = countOf(acknowledged, producers.acks === 0 ? "sent message" : "acknowledged message");
  if (lost !== null)
    return `${count(lost)} of ${all}${lost === 0 ? "" : ` (${percent(lost, acknowledged)})`}`;
  const why = unknownBecause?.loss;
  if (why !== undefined || lostAtMost != null) {
    const because = why === undefined ? "" : `: ${why}`;
    return `unknown${bounds(lostAtLeast ?? 0, lostAtMost ?? null, all)}${because}`;
  }
  if (lostByWatermark === null) return "unknown, the log was not read back";
  return `unknown, ${count(lostByWatermark)} of ${all} by the high watermark`;
}

function bounds(atLeast: number, atMost: number | null, of: string): string {
  if (atMost !== null) {
    const amount = atLeast === 0 ? `at most ${count(atMost)}` : `${count(atLeast)} to ${count(atMost)}`;
    return `, ${amount} of ${of}`;
  }
  return atLeast === 0 ? "" : `, at least ${count(atLeast)} of ${of}`;
}

/** Whether an application could have noticed: the errors that the producers were given. */
export function noticed(result: Result): string[] {
  const { counts, producers } = result;
  const failed = unplannedFailures(result);
  if (failed > 0) return [`${count(failed)} failed (${percent(failed, counts.sent)})`];
  const isSilent = (counts.lost ?? 0) > 0 && counts.unsettled === 0 && producers.acks !== 0;
  return isSilent ? ["the producer saw no error"] : [];
}
