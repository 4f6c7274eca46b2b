/** What consumer groups read, as a result has it. */
import type { Bound } from "../bound.js";
import type { Amount } from "./result.js";

/** The checks of consumer groups, in the order in which reports have them. */
export const CONSUMER_CHECKS = [
  ...["skipped", "unseen", "reprocessed", "pollSkip", "nonmonotonicPoll", "divergentReads", "jumped", "lag"],
] as const;
export type ConsumerCheckName = (typeof CONSUMER_CHECKS)[number];

/** What a scenario expects of each of its groups. */
export type ExpectedOfConsumers = {
  [Name in Exclude<ConsumerCheckName, "lag">]?: Amount;
} & {
  /** Of the longest time that a message waited. */
  lag?: Bound<"Ms">;
};

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

/** The group that has the most; null: of a group it is not known, and no other has any. */
export function mostOf({ groups, unknown }: ConsumersResult, check: ConsumerCheckName): number | null {
  if (unknown !== null || groups.length === 0) return null;
  const found = groups.map((group) => group.found[check]);
  const most = Math.max(...found.map((one) => one ?? 0));
  return found.includes(null) && most === 0 ? null : most;
}
