/** The section `expect`: of each check a word, a limit, or a probability. */
import { z } from "zod";
import { type Bound, isKept, isProbable, partsOf, type Range } from "../../bound.js";
import { nearest, oneOf } from "../../yaml/wording.js";
import {
  COUNT_BOUND_PATTERN,
  PROBABILITY_PATTERN,
  readCountBound,
  readProbability,
  readShareBound,
  readTimeBound,
  SHARE_BOUND_PATTERN,
  suggestCountBound,
  suggestProbability,
  suggestTimeBound,
  TIME_BOUND_PATTERN,
} from "../bounds.js";
import { type Message, must, unfitDuration } from "./values.js";

const AMOUNTS = ["none", "some", "any"] as const;
const CONTINUITIES = ["kept", "broken", "any"] as const;

const COUNTS: Range = { low: 0, high: Number.POSITIVE_INFINITY };
const PERCENTS: Range = { low: 0, high: 100 };
const PROBABILITIES: Range = { low: 0, high: 1 };

/** Why a limit decides nothing; undefined: it decides something. */
function pointless(
  bound: Bound | Bound<"Percent">,
  all: Range,
  instead: { readonly always: string; readonly zero: string },
): string | undefined {
  const { comparison, limit } = partsOf(bound);
  const kept = isKept(bound, all);
  if (kept === false) return "must be possible to keep";
  if (kept === true) return `must be possible to break\n${instead.always}`;
  // Only a count of 0 keeps it, and the word for that asks for more.
  const isZero = limit === 0 && comparison === "<=";
  return isZero || (all === COUNTS && limit === 1 && comparison === "<")
    ? `must allow more than 0\n${instead.zero}`
    : undefined;
}

const probability = () => {
  const error = must("a limit from 0 to 1 or in percent", {
    such: 'such as "> 0.5"',
    hint: suggestProbability,
  });
  const text = z
    .string({ error })
    .regex(PROBABILITY_PATTERN, { error })
    .transform((text, context) => {
      const bound = readProbability(text);
      const { comparison, limit } = partsOf(bound);
      const instead = {
        always: "leave the probability out",
        zero: "no number of runs shows a probability of 0, so expect it of no run, with none or kept",
      };
      const message =
        limit > 1
          ? 'must be a limit from 0 to 1 or in percent, such as "> 0.5" or "> 50 %"'
          : comparison === ">=" && limit === 1
            ? "must allow less than 1\nno number of runs shows a probability of 1, so expect it of each run, with some or broken"
            : pointless(bound, PROBABILITIES, instead);
      if (message !== undefined) context.addIssue({ code: "custom", message });
      return bound;
    });
  return z.strictObject({
    probability: text.describe(
      'How likely a run is to have at least one, such as "> 0.5". Only a campaign judges it, with the 95 % interval of its runs',
    ),
  });
};

type Words = typeof AMOUNTS | typeof CONTINUITIES;

/** What goes with a count beside a word. */
interface Kind {
  readonly hasShare?: boolean;
  readonly hasProbability?: boolean;
}

function mistake(words: Words, { hasShare = false, hasProbability = true }: Kind): Message {
  const limits = hasShare ? 'a limit such as "< 100" or "< 1 %"' : 'a limit such as "< 100"';
  const forms = hasProbability
    ? `${oneOf(words)}, ${limits}, or { probability: "> 0.5" }`
    : oneOf([...words, limits]);
  const longer = must(forms, {
    hint(written) {
      if (isProbable(written))
        return "a probability goes with counts of messages, such as loss and duplicates";
      if (typeof written !== "string" || !written.includes("%")) return suggestCountBound(written);
      return hasShare ? suggestProbability(written) : "only loss takes a limit in percent";
    },
  });
  return (issue) => {
    const near = typeof issue.input === "string" ? nearest(issue.input, words) : undefined;
    return near === undefined ? longer(issue) : `must be ${oneOf(words)}\ndid you mean ${near}?`;
  };
}

const countLimit = (words: Words, error: Message) =>
  z
    .string({ error })
    .regex(COUNT_BOUND_PATTERN, { error })
    .transform((text, context) => {
      const bound = readCountBound(text);
      const message = pointless(bound, COUNTS, { always: "write any", zero: `write ${words[0]}` });
      if (message !== undefined) context.addIssue({ code: "custom", message });
      return bound;
    });

const shareLimit = (error: Message) =>
  z
    .string({ error })
    .regex(SHARE_BOUND_PATTERN, { error })
    .transform((text, context) => {
      const bound = readShareBound(text);
      const all = partsOf(bound).isPercent ? PERCENTS : COUNTS;
      const message = pointless(bound, all, { always: "write any", zero: "write none" });
      if (message !== undefined) context.addIssue({ code: "custom", message });
      return bound;
    });

function amount(about: string) {
  const error = mistake(AMOUNTS, {});
  return z
    .union([z.enum(AMOUNTS), countLimit(AMOUNTS, error), probability()], { error })
    .describe(
      `${about}: none, some (at least one), any (either will do), a limit such as "< 100", or a probability`,
    );
}

function continuity(about: string) {
  const error = mistake(CONTINUITIES, {});
  return z
    .union([z.enum(CONTINUITIES), countLimit(CONTINUITIES, error), probability()], { error })
    .describe(`${about}, any, a limit such as "< 100", or a probability of broken`);
}

function loss() {
  const error = mistake(AMOUNTS, { hasShare: true });
  return z
    .union([z.enum(AMOUNTS), shareLimit(error), probability()], { error })
    .describe(
      'Acknowledged messages that are lost: none, some (at least one), any (either will do), a limit such as "< 100" or "< 1 %", or a probability',
    );
}

function failover() {
  const error = mistake(AMOUNTS, { hasProbability: false });
  return z
    .union([z.enum(AMOUNTS), countLimit(AMOUNTS, error)], { error })
    .describe('Changes of a partition\'s leader: none, some (at least one), any, or a limit such as "< 3"');
}

function timeLimit(about: string) {
  const error = must("a limit", { such: 'such as "< 10s"', hint: suggestTimeBound });
  return z
    .string({ error })
    .regex(TIME_BOUND_PATTERN, { error })
    .transform((text, context) => {
      const bound = readTimeBound(text);
      const { limit } = partsOf(bound);
      const message = limit === 0 ? must("longer than 0s")({}) : unfitDuration(limit);
      if (message !== undefined) context.addIssue({ code: "custom", message });
      return bound;
    })
    .describe(about);
}

const ofConsumers = () => {
  const words = wordsOfConsumers();
  return words.extend({
    groups: z
      .record(z.string(), words)
      .exactOptional()
      .describe("Other words for one group, by its name. They replace those for each group"),
  });
};

const wordsOfConsumers = () =>
  z.strictObject({
    skipped: ofGroup("Messages below the last committed offset of a group that no member read"),
    unseen: ofGroup("Acknowledged messages at or above the committed offset that nobody read to the end"),
    reprocessed: ofGroup("Messages that a group read more than once"),
    pollSkip: ofGroup("Messages that a member left out between two of its reads"),
    nonmonotonicPoll: ofGroup("How often a member got the same offset again, or a lower one"),
    divergentReads: ofGroup("Offsets at which a group read another message than the log has at the end"),
    jumped: ofGroup("How often a member read on elsewhere than at the committed offset or the next one"),
    lag: timeLimit(
      'The longest time from an acknowledgement until a group read the message, such as "< 10s"',
    ).exactOptional(),
  });

const ofTransactions = () => {
  const some = (about: string) => amount(about).exactOptional();
  return z.strictObject({
    abortedRead: some(
      "Messages of transactions that were not committed, which readers of committed messages get",
    ),
    precommittedRead: some("Messages that readers of committed messages got before the commit was asked for"),
    tornTransaction: some("Transactions of which readers of committed messages get a part"),
    lostTransaction: some("Transactions whose commit was confirmed, and of which readers get no message"),
    txnOrder: some("Messages behind a later message of their transaction in the same partition"),
    stuck: some(
      "Partitions with a transaction that did not end, which readers of committed messages wait for",
    ),
    writeCycle: some("Sets of transactions that all wrote before each other, which Kafka allows"),
    readCycle: some("Sets of transactions that all read messages of each other"),
    sendSkip: some(
      "Transactions between whose messages in one partition are messages of others, which Kafka allows",
    ),
    balance: some("Transfers of which readers of committed messages get one message, or a message twice"),
    zombieWrite: some("Messages of producers with a lower epoch than the same producer id had before"),
  });
};

const ofCopiers = () =>
  z.strictObject({
    missing: ofGroup("Messages below the committed offset of a copier without a committed copy", "copier"),
    twice: ofGroup("Messages with more committed copies than they have records", "copier"),
    invented: ofGroup("Committed copies of messages that readers of the topic do not get", "copier"),
    exactlyOnce: continuity(
      "Whether each copier with transactions copied each message exactly once: kept, broken",
    ).exactOptional(),
  });

/** Of each group of consumers. */
function ofGroup(about: string, noun = "group") {
  const error = mistake(AMOUNTS, {});
  return z
    .union([z.enum(AMOUNTS), countLimit(AMOUNTS, error), probability()], { error })
    .describe(
      `${about}: none, some (in at least one ${noun}), any (either will do), a limit such as "< 100", or a probability`,
    )
    .exactOptional();
}

/** Checks whose count is that of one group of producers. A damaged record names no producer. */
const ofProducers = () => ({
  loss: loss().exactOptional(),
  duplicates: amount("Messages that are in the log twice").exactOptional(),
  order: continuity(
    "Whether each partition has the messages of a producer in the order in which they were sent: kept, broken",
  ).exactOptional(),
  failedButStored: amount("Failed messages that the log has").exactOptional(),
  neverSent: amount("Messages in the log that no producer sent").exactOptional(),
});

const ofTopic = () => ({
  ...ofProducers(),
  corrupted: amount("Records whose value is damaged").exactOptional(),
  foreign: amount("Records in the log that are not of this run").exactOptional(),
});

export const expectations = () =>
  z.strictObject({
    loss: loss(),
    duplicates: amount("Messages that are in the log twice")
      .exactOptional()
      .describe(
        "Messages that are in the log twice: none (the default with idempotence), some, any, a limit or a probability",
      ),
    order: continuity(
      "Whether each partition has the messages of a producer in the order in which they were sent: kept (the default with idempotence), broken",
    ).exactOptional(),
    corrupted: amount("Records whose value is damaged").exactOptional(),
    failover: failover().exactOptional(),
    unavailable: timeLimit(
      'The longest time in which messages were due and none was acknowledged, such as "< 10s"',
    ).exactOptional(),
    failedButStored: amount("Failed messages that the log has").exactOptional(),
    neverSent: amount("Messages in the log that no producer sent").exactOptional(),
    foreign: amount("Records in the log that are not of this run").exactOptional(),
    epochs: continuity("Whether leader epochs rise along the log: kept, broken").exactOptional(),
    doubleAcknowledged: amount(
      "Offsets that were acknowledged to two messages of the same leader",
    ).exactOptional(),
    backdated: amount(
      "Messages behind another one in the log, which was sent after their acknowledgement",
    ).exactOptional(),
    replicas: amount("Replicas whose log is not that of the leader").exactOptional(),
    errors: z
      .strictObject({
        NOT_LEADER_OR_FOLLOWER: z
          .enum(["none", "transient", "sustained"])
          .describe(
            "none, transient (one or two short bursts, as when a leader moves), or sustained (more bursts, or one that lasts)",
          ),
      })
      .exactOptional()
      .describe(
        "Errors that brokers give to producers. With this key producers reach the brokers through the proxy",
      ),
    consumers: ofConsumers()
      .exactOptional()
      .describe(
        "What each consumer group has to read. A group that breaks one of these makes the run not as expected",
      ),
    transactions: ofTransactions()
      .exactOptional()
      .describe("What the log and its readers have to show of the transactions of producers"),
    copiers: ofCopiers()
      .exactOptional()
      .describe(
        "What each copier has to copy. A copier that breaks one of these makes the run not as expected",
      ),
    groups: z
      .record(z.string(), z.strictObject(ofProducers()))
      .exactOptional()
      .describe("What is expected of the messages of one group of producers, by its name"),
    topics: z
      .record(z.string(), z.strictObject(ofTopic()))
      .exactOptional()
      .describe("What is expected of the messages of one topic that producers write to, by its name"),
  });
