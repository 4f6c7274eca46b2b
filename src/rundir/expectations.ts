/**
 * Every check with what was expected of it and what the run showed, in the order in which reports have them. The verdict
 * itself comes from the checker; expectations.test.ts holds the two against each other.
 */
import { type AnyBound, isKept, isProbable, measuredFor, type Probable } from "../bound.js";
import {
  CONSUMER_CHECKS,
  CONSUMER_UNITS,
  type ConsumerWord,
  consumerWords,
  type ExpectedOfConsumers,
  groupsOf,
  mostOf,
} from "./consumers.js";
import { copiersOf, EXPECTED_OF_COPIERS, mostOfCopiers } from "./copiers.js";
import { type Counted, rangeOf } from "./counted.js";
import { happened } from "./happened.js";
import { lengthMs } from "./leadership-times.js";
import {
  asCounts,
  countOfPart,
  countsOfPart,
  happenedInPart,
  type PartCheckName,
  type PartName,
  partWords,
} from "./parts.js";
import {
  type Amount,
  type Continuity,
  type Counts,
  type Expectations,
  OBSERVED,
  type Result,
} from "./result.js";
import { TRANSACTION_CHECKS, TRANSACTION_UNITS } from "./transactions.js";

/** Those in `expect`, and checks of which nothing can be expected yet. */
export const CHECK_NAMES = [
  ...["loss", "duplicates", "order", "corrupted", "misplaced", "unexpected"],
  ...OBSERVED,
  ...["failover", "unavailable", "unsafe", "errors"],
  ...["consumers.skipped", "consumers.unseen", "consumers.reprocessed", "consumers.pollSkip"],
  ...["consumers.nonmonotonicPoll", "consumers.divergentReads", "consumers.jumped", "consumers.lag"],
  ...["transactions.abortedRead", "transactions.precommittedRead", "transactions.tornTransaction"],
  ...["transactions.lostTransaction", "transactions.txnOrder", "transactions.stuck"],
  ...["transactions.writeCycle", "transactions.readCycle", "transactions.sendSkip"],
  ...["transactions.balance", "transactions.zombieWrite"],
  ...["copiers.missing", "copiers.twice", "copiers.invented", "copiers.exactlyOnce"],
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** What is expected of one check. */
type Expected = NonNullable<
  Expectations[Exclude<keyof Expectations, "consumers" | "transactions" | "copiers" | "groups" | "topics">]
>;

export interface CheckResult {
  readonly name: CheckName;
  /** Of one group of consumers or producers, where a scenario expects something of it alone. */
  readonly group?: string;
  /** Of one topic, where a scenario expects something of it alone. */
  readonly topic?: string;
  /** Null: nothing is expected. */
  readonly expected: Expected | null;
  /** Null: not known. */
  readonly found: number | null;
  readonly unit: (typeof CHECK_UNITS)[number];
  /**
   * pass, fail: of what is expected. unknown: the run cannot tell. campaign: a probability, which one run does not decide.
   * observed: nothing is expected.
   */
  readonly status: "pass" | "fail" | "unknown" | "campaign" | "observed";
}

export const CHECK_UNITS = [
  ...["messages", "records", "batches", "offsets", "replicas", "changes", "errors", "polls", "jumps"],
  ...["transactions", "partitions", "cycles", "transfers", "ms"],
] as const;

export type Judged = Pick<
  Result,
  | "counts"
  | "failovers"
  | "noWrites"
  | "expect"
  | "unsafe"
  | "leaderErrors"
  | "unknownBecause"
  | "consumers"
  | "transactions"
  | "copiers"
  | "groups"
  | "topics"
>;

/** `loss`, `consumers.skipped of billing`, `loss in topic orders` */
export function titleOf({ name, ...part }: Pick<CheckResult, "name" | "group" | "topic">): string {
  return `${name}${ofPart(part)}`;
}

/** ` of billing`, ` in topic orders`; empty: of all. */
export function ofPart({ group, topic }: PartName): string {
  return group !== undefined ? ` of ${group}` : topic !== undefined ? ` in topic ${topic}` : "";
}

export function checkResults(run: Judged): CheckResult[] {
  const { counts, failovers, noWrites, expect, unsafe, unknownBecause } = run;
  const { duplicates, order, corrupted, failover, unavailable } = expect;
  // A run that ended before its log was read may have seen no leader at all.
  const isUnknown = failovers.length === 0 && counts.logMessages === null;
  const leadersSeen = isUnknown || unknownBecause?.failover !== undefined ? null : failovers.length;
  const longestMs = noWrites?.longestMs ?? null;
  return [
    {
      ...{ name: "loss", expected: expect.loss, found: counts.lost, unit: "messages" },
      status: isProbable(expect.loss)
        ? ofProbability(happened(run, "loss"))
        : statusOf(lossHolds(counts, expect, expect.loss)),
    },
    ofAmount("duplicates", duplicates, counts.duplicated, "messages"),
    ofAmount("order", order, counts.reordered, "messages"),
    ofAmount("corrupted", corrupted, counts.corrupted, "records"),
    ofAmount("misplaced", undefined, counts.misplaced, "messages"),
    // Older runs did not tell its parts apart.
    ...(counts.foreign === undefined && counts.unexpected !== null
      ? [ofAmount("unexpected", undefined, counts.unexpected, "records")]
      : []),
    ...OBSERVED.map((name) => ofAmount(name, expect[name], counts[name] ?? null, UNITS[name])),
    ofAmount("failover", failover, leadersSeen, "changes"),
    {
      name: "unavailable",
      expected: unavailable ?? null,
      found: longestMs,
      unit: "ms",
      status:
        unavailable === undefined
          ? "observed"
          : statusOf(longestMs === null ? null : isKept(unavailable, { low: longestMs, high: longestMs })),
    },
    ofAmount("unsafe", undefined, unsafe === undefined ? null : lengthMs(unsafe[0] ?? NONE), "ms"),
    // Only a run that expects something of it looks for errors.
    ...(expect.errors === undefined ? [] : [ofErrors(expect.errors, run.leaderErrors)]),
    ...ofConsumers(run),
    ...ofTransactions(run),
    ...ofCopiers(run),
    ...ofParts(run),
  ];
}

/** Only of groups of producers and topics of which something is expected. */
function ofParts(run: Judged): CheckResult[] {
  return partWords(run.expect).map(({ check: name, amount: expected, all, ...part }) => {
    const counts = countsOfPart(run, part);
    const found = countOfPart(counts, name);
    const unit = UNITS_OF_PARTS[name];
    const own = { ...all, ...(run.expect.corrupted && { corrupted: run.expect.corrupted }) };
    const status =
      expected === "any"
        ? "pass"
        : isProbable(expected)
          ? ofProbability(happenedInPart(counts, name))
          : name !== "loss"
            ? statusOf(amountHolds(expected as Exclude<Amount, Probable>, found))
            : counts?.acknowledged === 0
              ? "unknown"
              : statusOf(
                  lossHolds(asCounts(counts), own, expected as Exclude<Expectations["loss"], Probable>),
                );
    return { name, ...part, expected, found, unit, status };
  });
}

/** A count is of those that are certain. Where there may be more, it decides what more of them cannot change. */
function ofTransactions({ transactions, expect }: Judged): CheckResult[] {
  const expected = expect.transactions;
  if (transactions === undefined && expected === undefined) return [];
  return TRANSACTION_CHECKS.map((check) => {
    const name = `transactions.${check}` as const;
    const amount = expected?.[check];
    const found = transactions?.found[check] ?? null;
    const range =
      transactions === undefined ? { low: 0, high: Number.POSITIVE_INFINITY } : rangeOf(transactions, check);
    const isAny = range.low > 0 ? true : range.high === 0 ? false : null;
    const status =
      amount === undefined
        ? "observed"
        : isProbable(amount)
          ? ofProbability(isAny)
          : statusOf(
              amount === "any"
                ? true
                : typeof amount === "object"
                  ? isKept(amount, range)
                  : isAny === null
                    ? null
                    : isAny === (amount === "some"),
            );
    return { name, expected: amount ?? null, found, unit: TRANSACTION_UNITS[check], status };
  });
}

/**
 * The count is that of the group that has the most. A limit is one of each group. After the checks of all groups come those
 * of which something is expected of one group.
 */
function ofConsumers({ consumers, expect }: Judged): CheckResult[] {
  const expected = expect.consumers ?? {};
  if (consumers === undefined && expect.consumers === undefined) return [];
  const words = consumerWords(expected);
  const ofEach = CONSUMER_CHECKS.map((check) => {
    const word = words.find((one) => one.check === check && one.group === null);
    return word === undefined ? ofWord({ check }, consumers) : ofWord(word, meant(consumers, word, expected));
  });
  const ofOne = words.flatMap((word) =>
    word.group === null ? [] : [{ ...ofWord(word, meant(consumers, word, expected)), group: word.group }],
  );
  return [...ofEach, ...ofOne];
}

function meant(consumers: Judged["consumers"], word: ConsumerWord, expected: ExpectedOfConsumers) {
  return consumers && groupsOf(consumers, word, expected);
}

function ofWord(
  { check, amount }: Pick<ConsumerWord, "check"> & Partial<ConsumerWord>,
  consumers: Judged["consumers"],
): CheckResult {
  const found = consumers === undefined ? null : mostOf(consumers, check);
  const name = `consumers.${check}` as const;
  const unit = CONSUMER_UNITS[check];
  if (typeof amount !== "object" || isProbable(amount)) return ofAmount(name, amount, found, unit);
  const status = found === null ? "unknown" : statusOfLimit(amount, consumers!.groups, check);
  return { name, expected: amount, found, unit, status };
}

/** The count is that of the copier that has the most. A limit is one of each copier. */
function ofCopiers({ copiers, expect }: Judged): CheckResult[] {
  const expected = expect.copiers;
  if (copiers === undefined && expected === undefined) return [];
  return EXPECTED_OF_COPIERS.map((check) => {
    const found = copiers === undefined ? null : mostOfCopiers(copiers, check);
    const name = `copiers.${check}` as const;
    const limit = expected?.[check];
    if (typeof limit !== "object" || isProbable(limit)) return ofAmount(name, limit, found, "messages");
    const status = found === null ? "unknown" : statusOfLimit(limit, copiersOf(copiers!, check), check);
    return { name, expected: limit, found, unit: "messages", status };
  });
}

/** Each of them has to keep it. */
function statusOfLimit<Check extends string>(
  limit: AnyBound,
  all: readonly Counted<Check>[],
  check: Check,
): CheckResult["status"] {
  const kept = all.map((one) => isKept(limit, rangeOf(one, check)));
  return kept.includes(false) ? "fail" : kept.includes(null) ? "unknown" : "pass";
}

function ofErrors(expected: NonNullable<Expectations["errors"]>, found: Judged["leaderErrors"]): CheckResult {
  const kind = found?.kind ?? null;
  const status = statusOf(kind === null ? null : kind === expected.NOT_LEADER_OR_FOLLOWER);
  return { name: "errors", expected, found: found?.wire?.errors ?? null, unit: "errors", status };
}

const UNITS_OF_PARTS = {
  ...{ loss: "messages", duplicates: "messages", order: "messages", corrupted: "records" },
  ...{ failedButStored: "messages", neverSent: "messages", foreign: "records" },
} as const satisfies Record<PartCheckName, CheckResult["unit"]>;

const NONE = { from: "1970-01-01T00:00:00Z", to: "1970-01-01T00:00:00Z" };

const UNITS = {
  failedButStored: "messages",
  neverSent: "messages",
  foreign: "records",
  epochs: "batches",
  doubleAcknowledged: "offsets",
  backdated: "messages",
  replicas: "replicas",
} as const satisfies Record<(typeof OBSERVED)[number], CheckResult["unit"]>;

function ofAmount(
  name: CheckName,
  expected: Amount | Continuity | undefined,
  found: number | null,
  unit: CheckResult["unit"],
): CheckResult {
  const status =
    expected === undefined
      ? "observed"
      : isProbable(expected)
        ? ofProbability(found === null ? null : found > 0)
        : statusOf(amountHolds(expected, found));
  return { name, expected: expected ?? null, found, unit, status };
}

function statusOf(holds: boolean | null): CheckResult["status"] {
  return holds === null ? "unknown" : holds ? "pass" : "fail";
}

/** A run that does not know whether it happened does not count in a campaign either. */
function ofProbability(happened: boolean | null): CheckResult["status"] {
  return happened === null ? "unknown" : "campaign";
}

function amountHolds(amount: Exclude<Amount | Continuity, Probable>, found: number | null): boolean | null {
  if (amount === "any") return true;
  if (found === null) return null;
  if (typeof amount === "object") return isKept(amount, { low: found, high: found });
  return amount === "none" || amount === "kept" ? found === 0 : found > 0;
}

/** `loss: none` speaks of every message that was acknowledged: one that is damaged or elsewhere is not kept either. */
function lossHolds(
  counts: Counts,
  { corrupted }: Pick<Expectations, "corrupted">,
  loss: Exclude<Expectations["loss"], Probable>,
): boolean | null {
  if (typeof loss === "object") return limitHolds(loss, counts);
  const lost = counts.lost ?? (counts.lostAtLeast ? counts.lostAtLeast : null);
  if (loss !== "none") return amountHolds(loss, lost);
  const kinds = [lost, counts.misplaced, ...(corrupted === undefined ? [counts.corrupted] : [])];
  if (kinds.some((kind) => kind !== null && kind > 0)) return false;
  return kinds.includes(null) ? null : true;
}

/** Of a loss that is not known, what is known to be lost may decide. */
function limitHolds(limit: AnyBound, { lost, lostAtLeast, acknowledged }: Counts): boolean | null {
  if (acknowledged === 0) return null;
  const [low, high] = lost === null ? [lostAtLeast ?? 0, Number.POSITIVE_INFINITY] : [lost, lost];
  return isKept(limit, {
    low: measuredFor(limit, low, acknowledged),
    high: measuredFor(limit, high, acknowledged),
  });
}
