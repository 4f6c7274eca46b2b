/** `copiers`: whether each message was copied once (copiers/check-copies.ts finds that out). */
import { copiersOf, EXPECTED_OF_COPIERS, type ExpectedCopierCheck } from "../../rundir/copiers.js";
import { rangeOf, rangeOfAny } from "../../rundir/counted.js";
import type { Check } from "../check-kind.js";
import { count } from "../count.js";
import { isDecided, judgeAmount } from "../judge-amount.js";

/** A sentence about a count above 0, and one about a count of 0. */
const SENTENCES: Readonly<Record<ExpectedCopierCheck, readonly [(found: number) => string, string]>> = {
  missing: [
    (found) => `left out ${count(found, "message")} that it had committed`,
    "missing copies were expected, but each copier copied all that it had committed",
  ],
  twice: [
    (found) => `copied ${count(found, "message")} more than once`,
    "messages were expected to be copied twice, but each copier copied each message once at most",
  ],
  invented: [
    (found) => `wrote ${found === 1 ? "1 copy" : `${found} copies`} of messages that its topic does not have`,
    "invented copies were expected, but each copy is of a message that the topic has",
  ],
  exactlyOnce: [
    (found) =>
      `did not copy each message exactly once: ${count(found, "message")} are missing, copied twice or invented`,
    "exactly-once was expected to be broken, but each copier with transactions copied each message once",
  ],
};

export const copiers: Check<"copiers"> = {
  name: "copiers",
  needs: "log",
  broken({ copiers: found }, expected) {
    if (found === undefined) return [];
    return EXPECTED_OF_COPIERS.flatMap((check) => {
      const amount = expected[check] ?? "any";
      const [some, none] = SENTENCES[check];
      // One copier with some is enough, but each has to keep a limit.
      if (amount === "some" || amount === "broken")
        return judgeAmount(amount, rangeOfAny(copiersOf(found, check), check), { some, none });
      return copiersOf(found, check).flatMap((copier) => {
        const text = (count: number) => `the copier ${copier.name} ${some(count)}`;
        return judgeAmount(amount, rangeOf(copier, check), { some: text, none: text(0) });
      });
    });
  },
  unknown({ copiers: found }, expected) {
    const named = EXPECTED_OF_COPIERS.filter((check) => (expected[check] ?? "any") !== "any");
    if (named.length === 0) return [];
    const about = "so the copies are not known";
    if (found === undefined) return [`the run has no reads.bin, ${about}`];
    if (found.unknown !== null) return [`${found.unknown}, ${about}`];
    return named.flatMap((check) =>
      copiersOf(found, check).flatMap((copier) => {
        if (isDecided(expected[check]!, rangeOf(copier, check))) return [];
        const because = copier.unknownBecause[check] ?? "the log was not checked";
        return [`the count for ${check} of the copier ${copier.name} is not known: ${because}`];
      }),
    );
  },
};
