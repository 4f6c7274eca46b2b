/**
 * `balance`: transfers of which readers of committed messages get one message and not the other, or a message more than once. With
 * such a transfer the accounts of all partitions together do not have 0, or amounts were moved twice (Redpanda's tx-money).
 *
 * It counts records of committed messages, and no outcome that a client saw: a transfer of an aborted, lost or unknown transaction
 * may be there as a whole or not at all.
 */
import type { Ledger } from "../../../history/ledger.js";
import { amountOf } from "../../../history/transfers.js";
import { NO_TRANSFERS } from "../../../rundir/transactions.js";
import { bits } from "../../bits.js";
import { count } from "../../count.js";
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";
import type { TransactionFacts } from "../transaction-facts.js";
import { TransactionTable } from "../transaction-table.js";

export const balance: TransactionCheck<"balance"> = {
  name: "balance",
  find(facts) {
    if (!facts.isSomeTransfer) return { count: 0, because: NO_TRANSFERS, found: [] };
    const copiesOf = countCopies(facts);
    const found: { transaction: number; row: number; messages: number; text: string }[] = [];
    let [wrong, sum] = [0, 0];
    const unsure = new Set<number>();
    eachTransfer(facts, (transaction, row) => {
      const [taken, added] = [copiesOf(row), copiesOf(row + 1)];
      const isUnsure = (one: number, copies: number) =>
        copies === 0 ? facts.mayBeThere(one) : facts.isOpen(one);
      const isPartUnknown = isUnsure(row, taken) || isUnsure(row + 1, added);
      if (isPartUnknown) unsure.add(transaction);
      if (taken <= 1 && added <= 1 && (taken === added || isPartUnknown)) return;
      wrong++;
      // A message that may yet be there is counted as if it were: the sum has only what is certain.
      const [takenOrMay, addedOrMay] = isPartUnknown
        ? [Math.max(taken, 1), Math.max(added, 1)]
        : [taken, added];
      sum += amountIn(facts.run.ledger, row) * (addedOrMay - takenOrMay);
      if (found.length === FINDINGS_MAX) return;
      found.push({ transaction, row, messages: taken + added, text: textOf(facts, row, taken, added) });
    });
    const places = placesOf(
      facts,
      found.flatMap(({ row }) => [row, row + 1]),
    );
    const all = ` All accounts together have ${sum} because of ${count(wrong, "transfer")}.`;
    return {
      count: wrong,
      because: whyUnknown(facts, unsure),
      found: found.map(({ row, text, ...one }, i): Found => {
        const place = places.get(row) ?? places.get(row + 1);
        return { ...one, text: i === 0 ? text + all : text, ...(place !== undefined && { place }) };
      }),
    };
  },
};

/** By row: how many records of the message readers of committed messages get. */
function countCopies(facts: TransactionFacts): (row: number) => number {
  const seen = bits(facts.run.ledger.rows);
  /** Of messages with more than one record: those after the first. */
  const further = new Map<number, number>();
  for (let partition = 0; partition < facts.run.final.partitions; partition++)
    facts.eachCommittedIn(partition, (_offset, row) => {
      if (seen.has(row)) further.set(row, (further.get(row) ?? 0) + 1);
      else seen.set(row);
    });
  return (row) => (seen.has(row) ? 1 + (further.get(row) ?? 0) : 0);
}

/** Where readers of committed messages get the first record of each of these messages. */
function placesOf(facts: TransactionFacts, rows: readonly number[]): ReadonlyMap<number, Found["place"]> {
  const found = new Map<number, Found["place"]>(rows.map((row) => [row, undefined]));
  for (let partition = 0; rows.length > 0 && partition < facts.run.final.partitions; partition++)
    facts.eachCommittedIn(partition, (offset, row) => {
      if (found.has(row) && found.get(row) === undefined)
        found.set(row, { partition, first: offset, last: offset });
    });
  return found;
}

/** Tells the first row of each transfer. Nothing of doubtful transactions. */
function eachTransfer(
  { run: { table, ledger, hasTransfers }, isDoubtful }: TransactionFacts,
  tell: (transaction: number, row: number) => void,
): void {
  for (let transaction = 0; transaction < table.count; transaction++) {
    if (isDoubtful.has(transaction) || !hasTransfers(table.producer[transaction]!)) continue;
    const end = table.endRow[transaction]!;
    for (let row = table.firstRow[transaction]!; row + 1 < end; row += 2)
      if (TransactionTable.isSent(ledger, row + 1)) tell(transaction, row);
  }
}

function amountIn({ rowsOf, nonce }: Ledger, row: number): number {
  return amountOf(nonce, rowsOf.producerOf(row), rowsOf.sequenceOf(row));
}

function textOf(facts: TransactionFacts, row: number, taken: number, added: number): string {
  const { ledger, final, label } = facts.run;
  const { rowsOf, partition } = ledger;
  const sequence = rowsOf.sequenceOf(row);
  const accountOf = (one: number) => {
    const index = partition?.[one] ?? 0;
    return index < final.partitions ? label(index) : "an account that no delivery report names";
  };
  const times = (copies: number) =>
    copies === 0 ? "not there" : copies === 1 ? "there" : `there ${copies} times`;
  return (
    `Message ${sequence} takes ${amountIn(ledger, row)} from ${accountOf(row)} and is ${times(taken)}. ` +
    `Message ${sequence + 1} adds it to ${accountOf(row + 1)} and is ${times(added)}.`
  );
}

function whyUnknown(facts: TransactionFacts, unsure: ReadonlySet<number>): string | undefined {
  const { sent } = facts;
  const { table, ledger, final, hasTransfers } = facts.run;
  const isTransfer = (transaction: number) => hasTransfers(table.producer[transaction]!);
  const { open, hidden } = facts.doubtsAbout((transaction) => unsure.has(transaction));
  const { doubtful } = facts.doubtsAbout(isTransfer);
  const because = facts.because({ open, hidden, doubtful });
  if (because !== undefined) return because;
  if (!final.whole.isAllWhole)
    return "the part of the log that could not be read may have a message once more";
  let unended = 0;
  for (const [producer, { messages }] of ledger.producers.entries()) {
    if (!hasTransfers(producer)) continue;
    const first = ledger.rowsOf.firstRowOf(producer);
    for (let row = first; row < first + messages; row++) if (TransactionTable.isSent(ledger, row)) unended++;
  }
  for (let transaction = 0; transaction < table.count; transaction++)
    if (isTransfer(transaction)) unended -= sent[transaction]!;
  return unended > 0
    ? `transactions.ndjson does not have the transaction of ${count(unended, "message")}`
    : undefined;
}
