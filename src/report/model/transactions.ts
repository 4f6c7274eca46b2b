/** What became of the transactions of producers, in words: the figures, and the evidence for what was found. */
import { rangeOf } from "../../rundir/counted.js";
import type { Expectations, Result } from "../../rundir/result.js";
import {
  ALLOWED,
  checksOf,
  isUnasked,
  TRANSACTION_CHECKS,
  TRANSACTION_UNITS,
  type TransactionCheckName,
  type TransactionCounts,
  type TransactionsResult,
} from "../../rundir/transactions.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { count, countOf, span } from "../text.js";

/** As short as a table has room for. */
export const TRANSACTION_LABELS: Readonly<Record<TransactionCheckName, string>> = {
  abortedRead: "aborted reads",
  precommittedRead: "precommitted reads",
  tornTransaction: "torn",
  lostTransaction: "lost",
  txnOrder: "out of order",
  stuck: "stuck partitions",
  writeCycle: "write cycles",
  readCycle: "read cycles",
  sendSkip: "send skips",
  balance: "transfers by half or twice",
  zombieWrite: "zombie writes",
};

const OUTCOMES = ["committed", "aborted", "unknown", "abandoned"] as const;

/** "12", "12 or more", "unknown" */
export function foundText(result: TransactionsResult, check: TransactionCheckName): string {
  const { low, high } = rangeOf(result, check);
  if (high === low) return count(low);
  return low === 0 ? "unknown" : `${count(low)} or more`;
}

/** "900 committed, 97 aborted (95 as planned), 2 unknown": the abandoned ones where there are any. */
export function outcomesOf(counts: TransactionCounts): string[] {
  const planned = counts.abortedAsPlanned.transactions;
  const apart =
    planned === 0 ? "" : planned === counts.aborted ? " as planned" : ` (${count(planned)} as planned)`;
  return OUTCOMES.filter((outcome) => outcome !== "abandoned" || counts.abandoned > 0).map(
    (outcome) => `${count(counts[outcome])} ${outcome}${outcome === "aborted" ? apart : ""}`,
  );
}

/** "890 of them read 4,100 messages"; nothing where none did. */
function readBy({ transactions, messages }: TransactionCounts["read"]): string[] {
  return messages === 0 ? [] : [`${count(transactions)} of them read ${countOf(messages, "message")}`];
}

/** Messages that failed, without those that the scenario asks the producers to abort. */
export function unplannedFailures({
  counts,
  transactions,
}: Pick<Result, "transactions"> & { readonly counts: Pick<Result["counts"], "failed"> }): number {
  return Math.max(0, counts.failed - (transactions?.abortedAsPlanned.messages ?? 0));
}

/** What the clients saw, and each check that counts something, the most important part first. */
export function transactionParts(
  result: TransactionsResult,
  { transactions: expected }: Expectations,
): string[] {
  const isCalm = (check: TransactionCheckName) => rangeOf(result, check).high === 0;
  const checks = checksOf(result);
  const clear = checks.filter(isCalm).map((check) => TRANSACTION_LABELS[check]);
  return [
    ...outcomesOf(result),
    ...readBy(result.read),
    ...checks
      .filter((check) => !isCalm(check) && !isUnasked(result, check, expected))
      .map((check) => `${foundText(result, check)} ${TRANSACTION_LABELS[check]}`),
    ...(clear.length > 0 ? [`0 ${clear.join(", ")}`] : []),
  ];
}

export interface TransactionEvidence {
  readonly check: TransactionCheckName;
  /** `transaction 12 of producer 0, partition 2, offsets 100–149` */
  readonly place: string;
  readonly messages: number;
  readonly text: string;
}

/** The first `each` of each check. */
export function evidenceOf(
  { findings }: TransactionsResult,
  each: number,
  settings: Result["settings"],
): TransactionEvidence[] {
  const all = settings === null ? null : new TopicPartitions(settings.topics);
  const label = (partition: number) => all?.label(partition) ?? `partition ${partition}`;
  return TRANSACTION_CHECKS.flatMap((check) =>
    findings
      .filter((finding) => finding.check === check)
      .slice(0, each)
      .map(({ producer, transaction, partition, firstOffset: first, lastOffset: last, messages, detail }) => {
        const parts = [
          ...(producer === null ? [] : [`transaction ${transaction} of producer ${producer}`]),
          ...(partition === null ? [] : [label(partition)]),
          ...(first === null || last === null
            ? []
            : [`${first === last ? "offset" : "offsets"} ${span(first, last)}`]),
        ];
        return { check, place: parts.join(", "), messages, text: detail };
      }),
  );
}

const EVIDENCE_OF_A_CHECK = 5;

/** The evidence for one check, by its id: a line for each finding. */
export function transactionEvidence({ transactions, settings }: Result, id: string): string[] {
  if (transactions === undefined) return [];
  return evidenceOf(transactions, EVIDENCE_OF_A_CHECK, settings)
    .filter(({ check }) => `transactions.${check}` === id)
    .map(lineOf);
}

/** A line for the first piece of evidence of each check, and one for why a count is not known. */
export function transactionLines({ transactions, settings, expect }: Result): string[] {
  if (transactions === undefined) return [];
  // What Kafka allows needs no explanation unless something is expected of it.
  const isShown = ({ check }: TransactionEvidence) =>
    !ALLOWED.has(check) || expect.transactions?.[check] !== undefined;
  const all = checksOf(transactions);
  const because = [...new Set(all.flatMap((check) => transactions.unknownBecause[check] ?? []))];
  return [
    ...evidenceOf(transactions, 1, settings)
      .filter(isShown)
      .map((one) => `${TRANSACTION_LABELS[one.check]}, ${lineOf(one)}`),
    ...because.map((why) => {
      const checks = all.filter((check) => transactions.unknownBecause[check] === why);
      const isAll = checks.length === all.length;
      if (checks.every((check) => isUnasked(transactions, check, expect.transactions)))
        return `not looked for, ${namesOf(checks)}: ${why}`;
      return `not known in full${isAll ? "" : `, ${namesOf(checks)}`}: ${why}`;
    }),
  ];
}

function namesOf(checks: readonly TransactionCheckName[]): string {
  return checks.map((check) => TRANSACTION_LABELS[check]).join(", ");
}

function lineOf({ place, messages, text }: TransactionEvidence): string {
  return `${place} (${countOf(messages, "message")}): ${text}`;
}

/** For a table of runs: the counts of what is wrong, `2 torn, 1 lost`. What Kafka allows is not. */
export function transactionsFigure({ transactions }: Result): string {
  if (transactions === undefined) return "–";
  const wrong = TRANSACTION_CHECKS.filter(
    (check) => !ALLOWED.has(check) && rangeOf(transactions, check).low > 0,
  );
  if (wrong.length > 0)
    return wrong
      .map((check) => `${count(transactions.found[check]!)} ${TRANSACTION_LABELS[check]}`)
      .join(", ");
  const isKnown = checksOf(transactions).every(
    (check) => check === "precommittedRead" || ALLOWED.has(check) || rangeOf(transactions, check).high === 0,
  );
  return isKnown ? `${count(transactions.committed)} committed` : "?";
}

/** What a count is a count of. */
export function transactionUnit(check: TransactionCheckName): string {
  return TRANSACTION_UNITS[check];
}
