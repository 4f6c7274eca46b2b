/**
 * `consumers`: what each consumer group read (consumers/checks has a file for each of these checks). A count that is too high is
 * certain: the checks count only what no unwritten record can explain.
 */
import { type AnyBound, boundText, partsOf } from "../../bound.js";
import { roughDuration } from "../../rough-duration.js";
import { type ConsumerCheckName, consumerWords, groupsOf } from "../../rundir/consumers.js";
import { rangeOf, rangeOfAny } from "../../rundir/counted.js";
import type { Check } from "../check-kind.js";
import { count } from "../count.js";
import { isDecided, judgeAmount } from "../judge-amount.js";

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
    return consumerWords(expected).flatMap((word) => {
      const { check, amount, group: name } = word;
      const { groups } = groupsOf(found, word, expected);
      if (check === "lag")
        return groups.flatMap((group) => judgeAmount(amount, rangeOf(group, check), lagWords(group.group)));
      const [sentence, missing] = SENTENCES[check];
      // One group with some is enough, but each has to keep a limit.
      if (amount === "some") {
        const where = name === null ? ", but no group has any" : ` of group ${name}, but it has none`;
        const none = `${missing} were expected${where}`;
        return judgeAmount(amount, rangeOfAny(groups, check), { some: sentence, none });
      }
      return groups.flatMap((group) => {
        const text = (count: number) => `group ${group.group} ${sentence(count)}`;
        return judgeAmount(amount, rangeOf(group, check), { some: text, none: text(0) });
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
      const { check, amount, group: name } = word;
      const { groups } = groupsOf(found, word, expected);
      if (name !== null && groups.length === 0) return [`the run has no reads of group ${name}`];
      return groups.flatMap((group) => {
        if (isDecided(amount, rangeOf(group, check))) return [];
        const because = group.unknownBecause[check] ?? "nobody read";
        return [`the count for ${check} of group ${group.group} is not known: ${because}`];
      });
    });
  },
};

function lagWords(group: string): Parameters<typeof judgeAmount>[2] {
  const text = (lagMs: number) =>
    `an acknowledged message waited ${roughDuration(lagMs)} until group ${group} read it`;
  const limit = (bound: AnyBound, isTooHigh: boolean) =>
    isTooHigh
      ? `the limit is ${roughDuration(partsOf(bound).limit)}`
      : `a lag of ${boundText(bound, roughDuration)} was expected`;
  return { some: text, none: text(0), limit };
}
