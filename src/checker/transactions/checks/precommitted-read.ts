/**
 * `precommittedRead`: messages that a reader of committed messages was handed before the client was asked to commit them, or that
 * a transaction read though they are its own. No isolation but read_uncommitted allows one.
 */
import { seconds } from "../evidence.js";
import { FoundMessages, type TransactionCheck } from "../transaction-check.js";
import type { TransactionFacts } from "../transaction-facts.js";

export const precommittedRead: TransactionCheck<"precommittedRead"> = {
  name: "precommittedRead",
  find(facts) {
    const { isDoubtful } = facts;
    const { table, reads, readsOfTransactions } = facts.run;
    const found = new FoundMessages();
    const own = new Map(
      readsOfTransactions.map(({ transaction, rows }) => [
        transaction,
        new Set(rows.filter((row) => table.ofRow(row) === transaction)),
      ]),
    );
    for (let transaction = 0; transaction < table.count; transaction++) {
      if (isDoubtful.has(transaction)) continue;
      const rows: number[] = [];
      const isEarly = (row: number) => reads !== null && !reads.isClockOff && reads.early.has(row);
      for (let row = table.firstRow[transaction]!; row < table.endRow[transaction]!; row++)
        if (isEarly(row) || own.get(transaction)?.has(row)) rows.push(row);
      found.add(transaction, rows, () => {
        const read = reads?.earlyExamples.get(transaction);
        if (read === undefined) return "The transaction read its own messages.";
        const asked = seconds(table.askedTicks[transaction]!);
        return `A reader of committed messages got offset ${read.offset} at ${seconds(read.ticks)}. The client was asked to commit it at ${asked}.`;
      });
    }
    return { count: found.messages, because: whyUnknown(facts), found: found.found };
  },
};

function whyUnknown(facts: TransactionFacts): string | undefined {
  const { reads, readsUnknown } = facts.run;
  if (readsUnknown !== null) return `the reads of consumers are not known: ${readsUnknown}`;
  if (reads === null) return "the run has no consumer group with isolation read_committed";
  if (reads.isClockOff)
    return "a consumer read a message before it was sent, so its clock is not that of the producers";
  const { doubtful } = facts.doubtsAbout(() => true);
  return facts.because({ open: 0, hidden: 0, doubtful });
}
