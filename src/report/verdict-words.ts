/** The words and the colour of a verdict, and the figures that several reports derive in the same way. */
import type { Result, Verdict } from "../rundir/result.js";
import type { Page } from "./text.js";

export const verdictWords: Readonly<Record<Verdict, string>> = {
  "as-expected": "as expected",
  "not-as-expected": "not as expected",
  inconclusive: "inconclusive",
};

/** The one colour of a report. */
export function accent(verdict: Verdict, { paint }: Page): (text: string) => string {
  if (verdict === "as-expected") return paint.green;
  return verdict === "not-as-expected" ? paint.red : paint.yellow;
}

/** Wall time of the whole run; null while it is not finished, or when it was killed. */
export function tookMs(result: Result): number | null {
  if (result.finishedAt === null) return null;
  return Math.max(0, Date.parse(result.finishedAt) - Date.parse(result.startedAt));
}
