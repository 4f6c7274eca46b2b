/** What became of the transactions of producers, as a result has it. */
import type { Amount, Result } from "./result.js";

/**
 * How a transaction ended, by all that its client knows.
 *
 *     committed   the commit was confirmed
 *     aborted     the abort was confirmed, or the next client with the same transactional.id has ended the transaction.
 *                 Either no commit was asked for, or it was refused for certain
 *     unknown     a commit was asked for, and neither a confirmation nor a certain refusal came
 *     abandoned   no commit was asked for, and the abort was not confirmed
 */
export const TRANSACTION_OUTCOMES = ["committed", "aborted", "unknown", "abandoned"] as const;
export type TransactionOutcome = (typeof TRANSACTION_OUTCOMES)[number];

/** Counts of transactions, where nothing else is said. */
export interface TransactionCounts extends Record<TransactionOutcome, number> {
  /** Of the aborted ones: those that the scenario asks the producers to abort, and the messages in them. */
  abortedAsPlanned: { transactions: number; messages: number };
  /** Those that read messages, and how many messages they read: of others, or their own. */
  read: { transactions: number; messages: number };
}

/** The checks of transactions, in the order in which reports have them. */
export const TRANSACTION_CHECKS = [
  ...["abortedRead", "precommittedRead", "tornTransaction", "lostTransaction", "txnOrder", "stuck"],
  ...["writeCycle", "readCycle", "sendSkip", "balance", "zombieWrite"],
] as const;
export type TransactionCheckName = (typeof TRANSACTION_CHECKS)[number];

/** What Kafka always allows: no report calls it wrong. */
export const ALLOWED: ReadonlySet<TransactionCheckName> = new Set(["writeCycle", "sendSkip"]);

/** Why nothing is known of a check that a run does not have: no report speaks of it. */
export const NO_TRANSFERS = "no producer has transfers";
export const YOUNGER_CHECK = "the version of chaos that checked this run did not have the check";

/** The checks that the run has. */
export function checksOf({
  unknownBecause,
}: Pick<TransactionsResult, "unknownBecause">): TransactionCheckName[] {
  const isMissing = (because = "") => because === NO_TRANSFERS || because === YOUNGER_CHECK;
  return TRANSACTION_CHECKS.filter((check) => !isMissing(unknownBecause[check]));
}

export type ExpectedOfTransactions = { [Name in TransactionCheckName]?: Amount };

/** What a count of a check is a count of. */
export const TRANSACTION_UNITS = {
  abortedRead: "messages",
  precommittedRead: "messages",
  tornTransaction: "transactions",
  lostTransaction: "transactions",
  txnOrder: "messages",
  stuck: "partitions",
  writeCycle: "cycles",
  readCycle: "cycles",
  sendSkip: "transactions",
  balance: "transfers",
  zombieWrite: "messages",
} as const satisfies Readonly<Record<TransactionCheckName, string>>;

/** Of one transaction, one partition or one cycle, with the evidence for it. */
export interface TransactionFinding {
  check: TransactionCheckName;
  /** Null: no transaction of a producer alone. */
  producer: number | null;
  /** Its number among those of the producer, from 0. */
  transaction: number | null;
  /** Where its first message is that the finding is about. Null: no message of it is in the log. */
  partition: number | null;
  firstOffset: number | null;
  lastOffset: number | null;
  messages: number;
  /** Sentences. */
  detail: string;
}

/** What the clients saw, and what the checks found. */
export interface TransactionsResult extends TransactionCounts {
  /** As `Counted` has them. */
  found: Record<TransactionCheckName, number | null>;
  unknownBecause: Partial<Record<TransactionCheckName, string>>;
  /** The first of each check. */
  findings: TransactionFinding[];
}

/** What the checks say of transactions before their log was read, or where it cannot be. `because`: a clause. */
export function uncheckedTransactions(counts: TransactionCounts, because: string): TransactionsResult {
  const ofEach = <Value>(value: Value) =>
    Object.fromEntries(TRANSACTION_CHECKS.map((check) => [check, value])) as Record<
      TransactionCheckName,
      Value
    >;
  const { committed, aborted, unknown, abandoned, abortedAsPlanned, read } = counts;
  return {
    ...{ committed, aborted, unknown, abandoned, abortedAsPlanned, read },
    ...{ found: ofEach(null), unknownBecause: ofEach(because), findings: [] },
  };
}

/** Why the check of early reads has nothing to look at. */
export const NO_COMMITTED_READERS = "the run has no consumer group with isolation read_committed";

/** A check that a run gives nothing to look at, and of which the scenario expects nothing: that its count is not known is no doubt. */
export function isUnasked(
  { found, unknownBecause }: Pick<TransactionsResult, "found" | "unknownBecause">,
  check: TransactionCheckName,
  expected: ExpectedOfTransactions = {},
): boolean {
  return (
    found[check] === null &&
    unknownBecause[check] === NO_COMMITTED_READERS &&
    (expected[check] ?? "any") === "any"
  );
}

/** Of a run whose log was not read yet. */
export function noTransactions(): TransactionsResult {
  const counts = { committed: 0, aborted: 0, unknown: 0, abandoned: 0 };
  const none = { abortedAsPlanned: { transactions: 0, messages: 0 }, read: { transactions: 0, messages: 0 } };
  return uncheckedTransactions({ ...counts, ...none }, "the log was not checked");
}

/** `error`: null where none ended it. */
type Ended = { outcome: TransactionOutcome; error: string | null };

/** The scenario asks the producer to abort it. */
export function isPlannedAbort({ outcome, error }: Ended): boolean {
  return outcome === "aborted" && error === null;
}

/** Adds one to the counts. */
export function countTransaction(
  counts: TransactionCounts,
  {
    messages,
    read,
    ...ended
  }: Ended & {
    messages: number;
    read?: { readonly runs: readonly (readonly [producer: number, first: number, last: number])[] };
  },
): void {
  counts[ended.outcome]++;
  if (read !== undefined) {
    counts.read.transactions++;
    for (const [, first, last] of read.runs) counts.read.messages += last - first + 1;
  }
  if (!isPlannedAbort(ended)) return;
  counts.abortedAsPlanned.transactions++;
  counts.abortedAsPlanned.messages += messages;
}

/** Numbers of the producers whose transactions are transfers. */
export function producersWithTransfers({
  groups,
  producers: { instances },
  settings,
}: Pick<Result, "groups" | "producers" | "settings">): ReadonlySet<number> {
  const all = groups ?? [{ instances, transactions: settings?.producers.transactions }];
  const isTransferring = all.flatMap((group) =>
    Array.from({ length: group.instances }, () => group.transactions?.transfers === true),
  );
  return new Set(isTransferring.flatMap((isOne, producer) => (isOne ? [producer] : [])));
}
