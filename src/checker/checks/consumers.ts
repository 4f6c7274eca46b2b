/**
 * `consumers`: what each consumer group read (consumers/checks has a file for each of these checks). A count that is too high is
 * certain: the checks count only what no unwritten record can explain.
 */
import { boundText, isKept, isProbable, partsOf } from "../../bound.js";
import { roughDuration } from "../../rough-duration.js";
import { type ConsumerCheckName, consumerWords, groupsOf, mostOf } from "../../rundir/consumers.js";
import type { Broken, Check } from "../check-kind.js";
import { count } from "../count.js";

/** What is said of a count above 0, and what is missing where the count is 0. */
const SENTENCES: Readonly<
  Record<Exclude<ConsumerCheckName, "lag">, readonly [(found: number) => string, string]>
> = {
  skipped: [
    (found) => `committed past ${count(found, "message")} that no member had read`,
    "skipped messages",
  ],
  unseen: [
    (found) => `left ${count(found, "acknowledged message")} unread at the end of the log`,
    "unread messages",
  ],
  reprocessed: [(found) => `read ${count(found, "message")} more than once`, "messages read again"],
  pollSkip: [
    (found) => `left out ${count(found, "message")} between two reads of one member`,
    "messages left out between two reads",
  ],
  nonmonotonicPoll: [
    (found) => `went back to an earlier offset ${count(found, "time")} within one assignment`,
    "steps back",
  ],
  divergentReads: [
    (found) => `read other messages than the log has now at ${count(found, "offset")}`,
    "divergent reads",
  ],
  jumped: [
    (found) => `read on elsewhere than at the committed or the next offset ${count(found, "time")}`,
    "jumps",
  ],
};

export const consumers: Check<"consumers"> = {
  name: "consumers",
  needs: "log",
  broken({ consumers: found }, expected) {
    if (found === undefined) return [];
    return consumerWords(expected).flatMap((word): Broken[] => {
      const { check, amount, group: name } = word;
      if (amount === "any" || isProbable(amount)) return [];
      const meant = groupsOf(found, word, expected);
      if (check !== "lag" && amount === "some") {
        if (mostOf(meant, check) !== 0) return [];
        const some = SENTENCES[check][1];
        const text =
          name === null
            ? `${some} were expected, but no group has any`
            : `${some} were expected of group ${name}, but it has none`;
        return [{ text, isCertain: false }];
      }
      return meant.groups.flatMap(({ group, found: counts }): Broken[] => {
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
    const words = consumerWords(expected).filter(({ amount }) => amount !== "any");
    if (words.length === 0) return [];
    const about = "so the reads of consumer groups are not known";
    if (found === undefined) return [`the run has no reads.bin, ${about}`];
    if (found.unknown !== null) return [`${found.unknown}, ${about}`];
    return words.flatMap((word) => {
      const { check, group: name } = word;
      const { groups } = groupsOf(found, word, expected);
      if (name !== null && groups.length === 0) return [`the run has no reads of group ${name}`];
      return groups.flatMap(({ group, found: counts, unknownBecause }) =>
        counts[check] === null
          ? [
              `the count for ${check} of group ${group} is not known: ${unknownBecause[check] ?? "nobody read"}`,
            ]
          : [],
      );
    });
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
