/**
 * The verdict: is what was found what the scenario expects? True, false, or unknown; unknown is never swallowed.
 *
 *   loss: none   no acknowledged message is lost, corrupted or misplaced
 *   loss: some   at least one acknowledged message is lost
 *   loss: any    whatever was found is fine, as long as it could be found
 *
 * A reason to doubt the counts outweighs whatever they say, and so does a run that acknowledged nothing: it promised
 * nothing that could be broken.
 */
import type { Counts, Result, Verdict } from "../rundir/result.js";

export interface Judgement {
  readonly verdict: Verdict;
  /** A sentence each; empty only when the verdict is as-expected. */
  readonly reasons: readonly string[];
}

/** `doubts`: why the counts may not be the truth, from anything that took part in the run. */
export function judge(counts: Counts, expect: Result["expect"], doubts: readonly string[]): Judgement {
  const { acknowledged, lost, corrupted, misplaced } = counts;
  const reasons = [...doubts];
  if (lost === null || corrupted === null || misplaced === null || counts.logMessages === null) {
    reasons.push("the log was not checked");
  }
  if (acknowledged === 0) reasons.push("no message was acknowledged, so none could be lost");
  if (reasons.length > 0) return { verdict: "inconclusive", reasons };

  const broken: string[] = [];
  if (expect.loss === "none") {
    if (lost !== 0) broken.push(`no loss was expected, and ${messages(lost)} lost`);
    if (corrupted !== 0) broken.push(`no loss was expected, and ${messages(corrupted)} corrupted`);
    if (misplaced !== 0) {
      broken.push(`no loss was expected, and ${messages(misplaced)} not where they were acknowledged`);
    }
  }
  if (expect.loss === "some" && lost === 0)
    broken.push("loss was expected, and no acknowledged message is lost");
  return { verdict: broken.length === 0 ? "as-expected" : "not-as-expected", reasons: broken };
}

function messages(count: number | null): string {
  return count === 1 ? "1 message is" : `${count} messages are`;
}
