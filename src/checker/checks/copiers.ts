/** `copiers`: whether each message was copied once (copiers/check-copies.ts finds that out). */
import { boundText, isKept, isProbable } from "../../bound.js";
import {
  copiersOf,
  EXPECTED_OF_COPIERS,
  type ExpectedCopierCheck,
  mostOfCopiers,
} from "../../rundir/copiers.js";
import type { Broken, Check } from "../check-kind.js";
import { count } from "../count.js";

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
    return EXPECTED_OF_COPIERS.flatMap((check): Broken[] => {
      const amount = expected[check];
      if (amount === undefined || amount === "any" || isProbable(amount)) return [];
      if (amount === "some" || amount === "broken") {
        const isNone = mostOfCopiers(found, check) === 0;
        return isNone ? [{ text: SENTENCES[check][1], isCertain: false }] : [];
      }
      return copiersOf(found, check).flatMap(({ name, found: counts }): Broken[] => {
        const one = counts[check];
        if (one === null) return [];
        const text = `the copier ${name} ${SENTENCES[check][0](one)}`;
        if (typeof amount !== "object") return one > 0 ? [{ text, isCertain: true }] : [];
        if (isKept(amount, { low: one, high: one })) return [];
        const isTooHigh = isKept(amount, { low: one, high: Number.POSITIVE_INFINITY }) === false;
        return [{ text: `${text}, and the limit is ${boundText(amount)}`, isCertain: isTooHigh }];
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
      copiersOf(found, check).flatMap(({ name, found: counts, unknownBecause }) =>
        counts[check] === null || (counts[check] === 0 && unknownBecause[check] !== undefined)
          ? [
              `the count for ${check} of the copier ${name} is not known: ${unknownBecause[check] ?? "the log was not checked"}`,
            ]
          : [],
      ),
    );
  },
};
