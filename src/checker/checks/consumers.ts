/**
 * `consumers`: what each consumer group read (consumers/checks has a file for each of these checks). A count that is too high is
 * certain: the checks count only what no unwritten record can explain.
 */
import { boundText, isKept, isProbable, partsOf } from "../../bound.js";
import { roughDuration } from "../../rough-duration.js";
import { CONSUMER_CHECKS, type ConsumerCheckName, mostOf } from "../../rundir/consumers.js";
import type { Broken, Check } from "../check-kind.js";
import { count } from "../count.js";

/** A sentence about a count above 0, and one about a count of 0. */
const SENTENCES: Readonly<
  Record<Exclude<ConsumerCheckName, "lag">, readonly [(found: number) => string, string]>
> = {
  skipped: [
    (found) => `committed past ${count(found, "message")} that no member had read`,
    "skipped messages were expected, but no group skipped any",
  ],
  unseen: [
    (found) => `left ${count(found, "acknowledged message")} unread at the end of the log`,
    "unread messages were expected, but each group read to the end of the log",
  ],
  reprocessed: [
    (found) => `read ${count(found, "message")} more than once`,
    "messages were expected to be read again, but each group read each message once",
  ],
  pollSkip: [
    (found) => `left out ${count(found, "message")} between two reads of one member`,
    "members were expected to leave out messages, but none did",
  ],
  nonmonotonicPoll: [
    (found) => `went back to an earlier offset ${count(found, "time")} within one assignment`,
    "members were expected to go back, but none did",
  ],
  divergentReads: [
    (found) => `read other messages than the log has now at ${count(found, "offset")}`,
    "divergent reads were expected, but the log has the message of each read",
  ],
  jumped: [
    (found) => `read on elsewhere than at the committed or the next offset ${count(found, "time")}`,
    "members were expected to jump, but none did",
  ],
};

export const consumers: Check<"consumers"> = {
  name: "consumers",
  needs: "log",
  broken({ consumers: found }, expected) {
    if (found === undefined) return [];
    return CONSUMER_CHECKS.flatMap((check): Broken[] => {
      const amount = expected[check];
      if (amount === undefined || amount === "any" || isProbable(amount)) return [];
      if (check !== "lag" && amount === "some") {
        const isNone = mostOf(found, check) === 0;
        return isNone ? [{ text: SENTENCES[check][1], isCertain: false }] : [];
      }
      return found.groups.flatMap(({ group, found: counts }): Broken[] => {
        const one = counts[check];
        if (one === null) return [];
        if (check === "lag") return typeof amount === "object" ? brokenLag(group, amount, one) : [];
        const text = `group ${group} ${SENTENCES[check][0](one)}`;
        if (typeof amount !== "object") return one > 0 ? [{ text, isCertain: true }] : [];
        if (isKept(amount, { low: one, high: one })) return [];
        const isTooHigh = isKept(amount, { low: one, high: Number.POSITIVE_INFINITY }) === false;
        return [{ text: `${text}, and the limit is ${boundText(amount)}`, isCertain: isTooHigh }];
      });
    });
  },
  unknown({ consumers: found }, expected) {
    const named = CONSUMER_CHECKS.filter((check) => (expected[check] ?? "any") !== "any");
    if (named.length === 0) return [];
    const about = "so the reads of consumer groups are not known";
    if (found === undefined) return [`the run has no reads.bin, ${about}`];
    if (found.unknown !== null) return [`${found.unknown}, ${about}`];
    return found.groups.flatMap(({ group, found: counts, unknownBecause }) =>
      named.flatMap((check) =>
        counts[check] === null
          ? [
              `the count for ${check} of group ${group} is not known: ${unknownBecause[check] ?? "nobody read"}`,
            ]
          : [],
      ),
    );
  },
};

function brokenLag(group: string, limit: Parameters<typeof isKept>[0], lagMs: number): Broken[] {
  if (isKept(limit, { low: lagMs, high: lagMs })) return [];
  const isTooHigh = isKept(limit, { low: lagMs, high: Number.POSITIVE_INFINITY }) === false;
  const wanted = isTooHigh
    ? `the limit is ${roughDuration(partsOf(limit).limit)}`
    : `a lag of ${boundText(limit, roughDuration)} was expected`;
  return [
    {
      text: `an acknowledged message waited ${roughDuration(lagMs)} until group ${group} read it, and ${wanted}`,
      isCertain: isTooHigh,
    },
  ];
}
