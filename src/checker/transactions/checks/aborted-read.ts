/**
 * `abortedRead` (G1a): messages of transactions that the client aborted or abandoned, which readers of committed messages get
 * from the log, or which such a reader was handed. No isolation but read_uncommitted allows one.
 */
import { whoRead } from "../evidence.js";
import { FoundMessages, type TransactionCheck } from "../transaction-check.js";

export const abortedRead: TransactionCheck<"abortedRead"> = {
  name: "abortedRead",
  find(facts) {
    const { isThere, isDoubtful } = facts;
    const { table, reads, readsOfTransactions: own, readsUnknown } = facts.run;
    const found = new FoundMessages();
    for (let transaction = 0; transaction < table.count; transaction++) {
      if (!table.isRefused(transaction) || isDoubtful.has(transaction)) continue;
      const rows: number[] = [];
      for (let row = table.firstRow[transaction]!; row < table.endRow[transaction]!; row++)
        if (isThere.has(row) || reads?.refused.has(row) || own?.refused.has(row)) rows.push(row);
      found.add(transaction, rows, () => {
        const read = reads?.refusedExamples.get(transaction) ?? own?.refusedExamples.get(transaction);
        return read === undefined ? "" : whoRead(facts, read);
      });
    }
    const doubts = facts.doubtsAbout((transaction) => table.isRefused(transaction));
    const unread =
      readsUnknown === null ? undefined : `the reads of consumers are not known: ${readsUnknown}`;
    return { count: found.messages, because: facts.because(doubts) ?? unread, found: found.found };
  },
};
