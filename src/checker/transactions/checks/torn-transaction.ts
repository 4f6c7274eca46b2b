/**
 * `tornTransaction`: transactions of which readers of committed messages get some messages, and others not. No isolation allows
 * one, whatever the client saw: a transaction without a known outcome may be there as a whole or not at all.
 */
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";

export const tornTransaction: TransactionCheck<"tornTransaction"> = {
  name: "tornTransaction",
  find(facts) {
    const { there, gone, sent, isDoubtful } = facts;
    const { table } = facts.run;
    const isTorn = (transaction: number) => there[transaction]! > 0 && gone[transaction]! > 0;
    const found: Found[] = [];
    let count = 0;
    for (let transaction = 0; transaction < table.count; transaction++) {
      if (isDoubtful.has(transaction) || !isTorn(transaction)) continue;
      count++;
      if (found.length < FINDINGS_MAX) found.push({ transaction, messages: gone[transaction]!, text: "" });
    }
    // Of one that the client did not commit, messages that are not there are as they have to be.
    const doubts = facts.doubtsAbout(
      (transaction) =>
        sent[transaction]! > 1 &&
        (isDoubtful.has(transaction) ||
          (!isTorn(transaction) && (there[transaction]! > 0 || !table.isRefused(transaction)))),
    );
    return { count, because: facts.because(doubts), found };
  },
};
