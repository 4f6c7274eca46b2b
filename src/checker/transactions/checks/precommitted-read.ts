/**
 * `precommittedRead`: messages that a reader of committed messages was handed before the client was asked to commit them, or that
 * a transaction read though they are its own. No isolation but read_uncommitted allows one.
 */
import { NO_COMMITTED_READERS } from "../../../rundir/transactions.js";
import { bits } from "../../bits.js";
import { seconds, whoRead } from "../evidence.js";
import { FoundMessages, NOTHING_READ, type TransactionCheck } from "../transaction-check.js";
import type { TransactionFacts } from "../transaction-facts.js";

export const precommittedRead: TransactionCheck<"precommittedRead"> = {
  name: "precommittedRead",
  find(facts) {
    const { isDoubtful } = facts;
    const { table, reads, readsOfTransactions, ledger } = facts.run;
    const found = new FoundMessages();
    const own = bits(ledger.rows);
    table.eachRead((transaction, row) => {
      if (table.ofRow(row) === transaction) own.set(row);
    });
    for (let transaction = 0; transaction < table.count; transaction++) {
      if (isDoubtful.has(transaction)) continue;
      const rows: number[] = [];
      const isEarly = (row: number) =>
        (reads !== null && !reads.isClockOff && reads.early.has(row)) || readsOfTransactions?.early.has(row);
      for (let row = table.firstRow[transaction]!; row < table.endRow[transaction]!; row++)
        if (isEarly(row) || own.has(row)) rows.push(row);
      found.add(transaction, rows, () => {
        const ofConsumer = reads?.isClockOff ? undefined : reads?.earlyExamples.get(transaction);
        const read = ofConsumer ?? readsOfTransactions?.earlyExamples.get(transaction);
        if (read === undefined) return "The transaction read its own messages.";
        const asked = seconds(table.askedTicks[transaction]!);
        return `${whoRead(facts, read)} The client was asked to commit it at ${asked}.`;
      });
    }
    return { count: found.messages, because: whyUnknown(facts), found: found.found };
  },
};

function whyUnknown(facts: TransactionFacts): string | undefined {
  const { reads, readsUnknown, readsOfTransactions } = facts.run;
  if (readsUnknown !== null) return `the reads of consumers are not known: ${readsUnknown}`;
  if (reads === null && readsOfTransactions === null)
    return facts.isSomeTransfer ? NOTHING_READ : NO_COMMITTED_READERS;
  if (reads?.isClockOff)
    return "a consumer read a message before it was sent, so its clock is not that of the producers";
  const { doubtful } = facts.doubtsAbout(() => true);
  return facts.because({ open: 0, hidden: 0, doubtful });
}
