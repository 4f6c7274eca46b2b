/**
 * The check of transactions: what their clients saw, against the log at the end and the reads of consumers. Checks claim only what
 * is certain. An outcome that the client does not know is no anomaly: such a transaction may be there as a whole or not at all.
 */
import type { Ledger } from "../../history/ledger.js";
import type { StoredLog } from "../../history/log-file.js";
import type { KnownReads } from "../../history/open-reads.js";
import type {
  TransactionCheckName,
  TransactionFinding,
  TransactionsResult,
} from "../../rundir/transactions.js";
import type { Label } from "../consumers/check-reads.js";
import type { FinalLog } from "../consumers/final-log.js";
import type { ProxyTrace } from "../proxy-doubts.js";
import { transactionChecks } from "./checks/index.js";
import { committedReads, readsOfTransactions } from "./committed-reads.js";
import { clientSaw, logHas, type PlacedSpan, placesOf } from "./evidence.js";
import { sentenceAbout, writtenBy } from "./producer-ids.js";
import type { Findings, Found, TransactionCheck } from "./transaction-check.js";
import { TransactionFacts } from "./transaction-facts.js";
import { type Transactions, TransactionTable } from "./transaction-table.js";

export interface CheckedRun extends KnownReads {
  readonly transactions: Transactions;
  readonly log: Pick<StoredLog, "read">;
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
  log,
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
  const identified = all.flatMap(({ check, found }) =>
    IDENTIFIED.has(check.name) ? found.map(({ transaction }) => transaction) : [],
  );
  const writers = await writersOf(facts, log, new Set(identified), places);
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
      found.map((one) =>
        findingOf(facts, check, one, places.get(one.transaction) ?? [], writers.get(one.transaction) ?? ""),
      ),
    ),
  };
}

/** Of these the producer ids and epochs help a reader. */
const IDENTIFIED: ReadonlySet<TransactionCheckName> = new Set([
  "tornTransaction",
  "lostTransaction",
  "stuck",
]);
const PARTITIONS_SHOWN = 3;

/** By transaction: who wrote it and what ended it, in each partition, as sentences. Reads the log again where there are some. */
async function writersOf(
  facts: TransactionFacts,
  log: Pick<StoredLog, "read">,
  transactions: ReadonlySet<number>,
  places: ReadonlyMap<number, readonly PlacedSpan[]>,
): Promise<ReadonlyMap<number, string>> {
  const firsts = [...transactions].flatMap((transaction) => {
    const spans = places.get(transaction) ?? [];
    const ofEach = spans.filter(
      (span, i) => spans.findIndex(({ partition }) => partition === span.partition) === i,
    );
    return ofEach
      .slice(0, PARTITIONS_SHOWN)
      .map(({ partition, first }) => ({ transaction, partition, first }));
  });
  const sentences = new Map<number, string>();
  if (firsts.length === 0) return sentences;
  for (const [{ transaction, partition }, by] of await writtenBy(log, firsts)) {
    const before = sentences.get(transaction);
    const sentence = sentenceAbout(by, facts.run.label(partition));
    sentences.set(transaction, before === undefined ? sentence : `${before} ${sentence}`);
  }
  return sentences;
}

function findingOf(
  facts: TransactionFacts,
  { name }: TransactionCheck,
  { transaction, messages, place, text }: Found,
  spans: readonly PlacedSpan[],
  writer: string,
): TransactionFinding {
  const { table } = facts.run;
  const isOfProducer = transaction >= 0;
  const [span] = spans;
  const at = place ?? span ?? null;
  const sentences = isOfProducer
    ? [
        clientSaw(table, transaction),
        text,
        logHas(facts, transaction, spans),
        IDENTIFIED.has(name) ? writer : "",
      ]
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
