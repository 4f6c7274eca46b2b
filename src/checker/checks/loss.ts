/** `loss`: acknowledged messages that are lost. With `none`, none may be corrupted or misplaced either. */
import { type AnyBound, boundText, isKept, isProbable, measuredFor } from "../../bound.js";
import type { Counts } from "../../rundir/result.js";
import { type Broken, type Check, messagesAre } from "../check-kind.js";

export const loss: Check<"loss"> = {
  name: "loss",
  needs: "log",
  broken({ counts }, expected, { corrupted: expectedCorrupted }) {
    const { lost, lostAtLeast, corrupted, misplaced } = counts;
    if (expected === "some" && lost === 0) {
      return [{ text: "loss was expected, but no acknowledged message is lost", isCertain: false }];
    }
    if (typeof expected === "object") return isProbable(expected) ? [] : brokenShare(expected, counts);
    if (expected !== "none") return [];
    const found: Broken[] = [];
    const broken = (what: string, isCertain = false) =>
      found.push({ text: `no loss was expected, but ${what}`, isCertain });
    const certain = lostAtLeast ?? 0;
    if (certain > 0) broken(`${certain === lost ? "" : "at least "}${messagesAre(certain)} lost`, true);
    else if (lost) broken(`${messagesAre(lost)} lost`);
    // Where corruption has an expectation of its own, that one speaks of it.
    if (corrupted && expectedCorrupted === undefined) broken(`${messagesAre(corrupted)} corrupted`);
    if (misplaced) broken(`${messagesAre(misplaced)} not where they were acknowledged`);
    return found;
  },
};

/** Too many that are lost for certain are too many, whatever is in doubt. */
function brokenShare(limit: AnyBound, { lost, lostAtLeast, acknowledged }: Counts): readonly Broken[] {
  if (acknowledged === 0) return [];
  const figureOf = (messages: number) => measuredFor(limit, messages, acknowledged);
  const certain = lostAtLeast ?? 0;
  const isCertain = isKept(limit, { low: figureOf(certain), high: Number.POSITIVE_INFINITY }) === false;
  if (!isCertain && (lost === null || isKept(limit, { low: figureOf(lost), high: figureOf(lost) })))
    return [];
  const messages = lost ?? certain;
  const what = `${lost === null ? "at least " : ""}${messages} of ${acknowledged} messages`;
  return [{ text: `the limit for loss is ${boundText(limit)}, but it is ${what}`, isCertain }];
}
