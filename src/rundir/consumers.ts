/** What consumer groups read, as a result has it. */
import type { Bound } from "../bound.js";
import { mostIn } from "./counted.js";
import type { Amount } from "./result.js";

/** The checks of consumer groups, in the order in which reports have them. */
export const CONSUMER_CHECKS = [
  ...["skipped", "unseen", "reprocessed", "pollSkip", "nonmonotonicPoll", "divergentReads", "jumped", "lag"],
] as const;
export type ConsumerCheckName = (typeof CONSUMER_CHECKS)[number];

/** What a scenario expects of a group. */
type WordsOfConsumers = {
  [Name in Exclude<ConsumerCheckName, "lag">]?: Amount;
} & {
  /** Of the longest time that a message waited. */
  lag?: Bound<"Ms">;
};

/** Of each group, and by its name what is expected of one group in the place of that. */
export type ExpectedOfConsumers = WordsOfConsumers & {
  groups?: Readonly<Record<string, WordsOfConsumers>>;
};

/** One word of it. */
export interface ConsumerWord {
  readonly check: ConsumerCheckName;
  /** Null: each group without a word of its own. */
  readonly group: string | null;
  readonly amount: Amount | Bound<"Ms">;
}

/** First those about each group, in the order of the checks. */
export function consumerWords({ groups = {}, ...ofEach }: ExpectedOfConsumers): ConsumerWord[] {
  const wordsIn = (words: WordsOfConsumers, group: string | null) =>
    CONSUMER_CHECKS.flatMap((check) => {
      const amount = words[check];
      return amount === undefined ? [] : [{ check, group, amount }];
    });
  return [
    ...wordsIn(ofEach, null),
    ...Object.entries(groups).flatMap(([group, words]) => wordsIn(words, group)),
  ];
}

/** What a count of a check is a count of. */
export const CONSUMER_UNITS = {
  skipped: "messages",
  unseen: "messages",
  reprocessed: "messages",
  pollSkip: "messages",
  nonmonotonicPoll: "polls",
  divergentReads: "offsets",
  jumped: "jumps",
  lag: "ms",
} as const satisfies Readonly<Record<ConsumerCheckName, string>>;

/** Consecutive messages that share a fate, with the evidence for it. */
export interface ConsumerFinding {
  check: ConsumerCheckName;
  partition: number;
  firstOffset: number;
  lastOffset: number;
  messages: number;
  /** The member that it happened to; null: no member alone. */
  member: string | null;
  /** ISO time; null: not known. */
  at: string | null;
  /** Sentences. */
  detail: string;
}

export interface GroupResult {
  group: string;
  /** Processes that were its members, without the client that read the rest at the end. */
  processes: number;
  /** Messages read, each as often as it was. */
  reads: number;
  /** Different messages. */
  messages: number;
  /** Reads beyond the first one of each message. */
  extraReads: number;
  /** How often the message was read that was read most often. */
  mostReads: number;
  /** Read by a member, and not in the log at the end. */
  readButLost: number;
  /** Of the divergent reads: those that differ from the log at the end and from no other read. */
  readThenTruncated: number;
  failedCommits: number;
  /** From the healing of the last fault until it had read all that was acknowledged before. Null: no fault, or not known. */
  caughtUpAfterMs: number | null;
  /** By partition: the last commit that a broker confirmed; null: none. */
  committed: (number | null)[];
  /** By check. `lag` in milliseconds. Null: not known. */
  found: Record<ConsumerCheckName, number | null>;
  /** By check: why it is not known. */
  unknownBecause: Partial<Record<ConsumerCheckName, string>>;
  /** The first of each check. */
  findings: ConsumerFinding[];
}

export interface ConsumersResult {
  groups: GroupResult[];
  /** Why nothing is known of the groups, a clause; null: it is. */
  unknown: string | null;
}

/** Only the groups that a word is about. */
export function groupsOf(
  { groups, unknown }: ConsumersResult,
  { check, group }: Pick<ConsumerWord, "check" | "group">,
  { groups: own = {} }: ExpectedOfConsumers,
): ConsumersResult {
  const isMeant = (name: string) => (group === null ? own[name]?.[check] === undefined : name === group);
  return { unknown, groups: groups.filter((one) => isMeant(one.group)) };
}

/** The group that has the most; null: of a group it is not known, and no other has any. */
export function mostOf({ groups, unknown }: ConsumersResult, check: ConsumerCheckName): number | null {
  return unknown === null ? mostIn(groups, check) : null;
}
