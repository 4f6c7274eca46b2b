/** Whether a run has what a check counts. Campaigns ask how often. */
import { CONSUMER_CHECKS, type ConsumerCheckName, consumerWords, groupsOf, mostOf } from "./consumers.js";
import { EXPECTED_OF_COPIERS, type ExpectedCopierCheck, mostOfCopiers } from "./copiers.js";
import { rangeOf } from "./counted.js";
import { countsOfPart, happenedInPart, type PartCheckName, type PartName, partWords } from "./parts.js";
import type { Counts, Expectations, Result } from "./result.js";
import { TRANSACTION_CHECKS, type TransactionCheckName } from "./transactions.js";

/** The checks that count messages or places, and the count of each. */
export const COUNTED = {
  loss: "lost",
  duplicates: "duplicated",
  order: "reordered",
  corrupted: "corrupted",
  epochs: "epochs",
  doubleAcknowledged: "doubleAcknowledged",
  backdated: "backdated",
  failedButStored: "failedButStored",
  neverSent: "neverSent",
  foreign: "foreign",
  replicas: "replicas",
} as const satisfies Readonly<Record<string, keyof Counts>>;

type CountedOfConsumers = Exclude<ConsumerCheckName, "lag">;
export type CountedCheck =
  | keyof typeof COUNTED
  | `consumers.${CountedOfConsumers}`
  | `transactions.${TransactionCheckName}`
  | `copiers.${ExpectedCopierCheck}`;

const OF_CONSUMERS = "consumers.";
const OF_TRANSACTIONS = "transactions.";
const OF_COPIERS = "copiers.";

/** All of them, loss first. */
export const COUNTED_CHECKS: readonly CountedCheck[] = [
  ...(Object.keys(COUNTED) as (keyof typeof COUNTED)[]),
  ...CONSUMER_CHECKS.flatMap((name) => (name === "lag" ? [] : [`${OF_CONSUMERS}${name}` as const])),
  ...TRANSACTION_CHECKS.map((name) => `${OF_TRANSACTIONS}${name}` as const),
  ...EXPECTED_OF_COPIERS.map((name) => `${OF_COPIERS}${name}` as const),
];

function ofConsumers(check: CountedCheck): CountedOfConsumers | null {
  return check.startsWith(OF_CONSUMERS) ? (check.slice(OF_CONSUMERS.length) as CountedOfConsumers) : null;
}

function ofTransactions(check: CountedCheck): TransactionCheckName | null {
  return check.startsWith(OF_TRANSACTIONS)
    ? (check.slice(OF_TRANSACTIONS.length) as TransactionCheckName)
    : null;
}

function ofCopiers(check: CountedCheck): ExpectedCopierCheck | null {
  return check.startsWith(OF_COPIERS) ? (check.slice(OF_COPIERS.length) as ExpectedCopierCheck) : null;
}

/** A check, of one group of consumers or producers, of one topic, or of all. */
export interface Asked extends PartName {
  readonly check: CountedCheck;
}

/** Of each counted check that a scenario names: what it expects. */
export function expectedIn(expect: Expectations): (Asked & { readonly expected: unknown })[] {
  const words = consumerWords(expect.consumers ?? {});
  const ofParts = partWords(expect).map(({ amount: expected, all, ...asked }) => ({ ...asked, expected }));
  const ofAll = COUNTED_CHECKS.flatMap((check): ReturnType<typeof expectedIn> => {
    const [name, transaction, copier] = [ofConsumers(check), ofTransactions(check), ofCopiers(check)];
    if (transaction !== null) return [{ check, expected: expect.transactions?.[transaction] }];
    if (copier !== null) return [{ check, expected: expect.copiers?.[copier] }];
    if (name === null) return [{ check, expected: expect[check as keyof typeof COUNTED] }];
    return words
      .filter((word) => word.check === name)
      .map(({ group, amount }) => ({ check, ...(group !== null && { group }), expected: amount }));
  });
  return [...ofAll, ...ofParts];
}

/** As `happened`, only for the groups or the topic that the expectation of the run is about. */
export function happenedAsAsked(
  run: Pick<Result, "counts" | "consumers" | "transactions" | "copiers" | "groups" | "topics" | "expect">,
  { check, ...part }: Asked,
): boolean | null {
  const { counts, consumers, transactions, copiers, expect } = run;
  const { group, topic } = part;
  const name = ofConsumers(check);
  if (name === null && (group ?? topic) !== undefined)
    return happenedInPart(countsOfPart(run, part), check as PartCheckName);
  if (name === null || consumers === undefined)
    return happened({ counts, ...(transactions && { transactions }), ...(copiers && { copiers }) }, check);
  const meant = groupsOf(consumers, { check: name, group: group ?? null }, expect.consumers ?? {});
  return happened({ counts, consumers: meant }, check);
}

/** Null: not known. Where loss is known as a range, a lower bound above 0 says that there was one. */
export function happened(
  {
    counts,
    consumers,
    transactions,
    copiers,
  }: Pick<Result, "counts" | "consumers" | "transactions" | "copiers">,
  check: CountedCheck,
): boolean | null {
  const transaction = ofTransactions(check);
  if (transaction !== null) {
    if (transactions === undefined) return null;
    const { low, high } = rangeOf(transactions, transaction);
    return low > 0 ? true : high === 0 ? false : null;
  }
  const copier = ofCopiers(check);
  if (copier !== null) {
    const most = copiers === undefined ? null : mostOfCopiers(copiers, copier);
    return most === null ? null : most > 0;
  }
  const name = ofConsumers(check);
  if (name !== null) {
    const most = consumers === undefined ? null : mostOf(consumers, name);
    return most === null ? null : most > 0;
  }
  const count = counts[COUNTED[check as keyof typeof COUNTED]];
  if (count != null) return count > 0;
  return check === "loss" && (counts.lostAtLeast ?? 0) > 0 ? true : null;
}
