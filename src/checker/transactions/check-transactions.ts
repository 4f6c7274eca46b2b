/**
 * The check of transactions: what their clients saw, against the log at the end and the reads of consumers. Checks claim only what
 * is certain. An outcome that the client does not know is no anomaly: such a transaction may be there as a whole or not at all.
 */
import type { Ledger } from "../../history/ledger.js";
import type { KnownReads } from "../../history/open-reads.js";
import type { TransactionFinding, TransactionsResult } from "../../rundir/transactions.js";
import type { Label } from "../consumers/check-reads.js";
import type { FinalLog } from "../consumers/final-log.js";
import type { ProxyTrace } from "../proxy-doubts.js";
import { transactionChecks } from "./checks/index.js";
import { committedReads, readsOfTransactions } from "./committed-reads.js";
import { clientSaw, logHas, placesOf } from "./evidence.js";
import type { Findings, Found, TransactionCheck } from "./transaction-check.js";
import { TransactionFacts } from "./transaction-facts.js";
import { type Transactions, TransactionTable } from "./transaction-table.js";

export interface CheckedRun extends KnownReads {
  readonly transactions: Transactions;
  readonly final: FinalLog;
  readonly ledger: Ledger;
  /** Null: there was no proxy. */
  readonly proxy: ProxyTrace | null;
  readonly label?: Label | undefined;
  /** By producer: its messages are transfers. */
  readonly hasTransfers?: (producer: number) => boolean;
  /** Partitions with copies of messages. */
  readonly isOfCopies?: (partition: number) => boolean;
}

/** Rejects with a RangeError where the transactions are not of the run, and as the files do. */
export async function checkTransactions({
  transactions,
  final,
  ledger,
  proxy,
  reads,
  readsUnknown,
  label = (partition) => `partition ${partition}`,
  hasTransfers = () => false,
  isOfCopies = () => false,
}: CheckedRun): Promise<TransactionsResult> {
  const table = await TransactionTable.of(transactions, ledger);
  const facts = new TransactionFacts({
    ...{ table, ledger, final, proxy, readsUnknown, hasTransfers, isOfCopies, label },
    readsOfTransactions: readsOfTransactions(table, ledger),
    reads: reads === null ? null : await committedReads(reads, table, ledger, isOfCopies),
  });
  const all = transactionChecks.map((check: TransactionCheck) => ({ check, ...check.find(facts) }));
  const named = all.flatMap(({ found }) => found.flatMap(({ transaction }) => transaction));
  const places = placesOf(facts, new Set(named.filter((transaction) => transaction >= 0)));
  const known = ({ count, because }: Findings) => (count === 0 && because !== undefined ? null : count);
  return {
    ...table.counts,
    found: Object.fromEntries(
      all.map(({ check, ...found }) => [check.name, known(found)]),
    ) as TransactionsResult["found"],
    unknownBecause: Object.fromEntries(
      all.flatMap(({ check, because }) => (because === undefined ? [] : [[check.name, because]])),
    ),
    findings: all.flatMap(({ check, found }) =>
      found.map((one) => findingOf(facts, check, one, places.get(one.transaction) ?? [])),
    ),
  };
}

function findingOf(
  facts: TransactionFacts,
  { name }: TransactionCheck,
  { transaction, messages, place, text }: Found,
  spans: ReturnType<typeof placesOf> extends ReadonlyMap<number, infer Spans> ? Spans : never,
): TransactionFinding {
  const { table } = facts.run;
  const isOfProducer = transaction >= 0;
  const [span] = spans;
  const at = place ?? span ?? null;
  const sentences = isOfProducer
    ? [clientSaw(table, transaction), text, logHas(facts, transaction, spans)]
    : [text];
  return {
    check: name,
    producer: isOfProducer ? table.producer[transaction]! : null,
    transaction: isOfProducer ? table.number[transaction]! : null,
    partition: at?.partition ?? null,
    firstOffset: at?.first ?? null,
    lastOffset: at?.last ?? null,
    messages,
    detail: sentences.filter((sentence) => sentence !== "").join(" "),
  };
}
