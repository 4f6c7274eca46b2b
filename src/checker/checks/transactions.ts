/**
 * `transactions`: what became of the transactions of producers (transactions/checks has a file for each of these checks). A count
 * is of those that are certain, so a count that is too high stays too high.
 */
import { rangeOf } from "../../rundir/counted.js";
import { TRANSACTION_CHECKS, type TransactionCheckName } from "../../rundir/transactions.js";
import type { Check } from "../check-kind.js";
import { count } from "../count.js";
import { isDecided, judgeAmount } from "../judge-amount.js";

/** A sentence about a count above 0, and one about a count of 0. */
const SENTENCES: Readonly<Record<TransactionCheckName, readonly [(found: number) => string, string]>> = {
  abortedRead: [
    (found) =>
      `readers of committed messages get ${count(found, "message")} of transactions that were not committed`,
    "aborted reads were expected, but readers get no message of a transaction that was not committed",
  ],
  precommittedRead: [
    (found) => `readers of committed messages got ${count(found, "message")} before the commit was asked for`,
    "precommitted reads were expected, but readers got no message before its commit was asked for",
  ],
  tornTransaction: [
    (found) => `readers get a part of ${count(found, "transaction")} and not the rest`,
    "torn transactions were expected, but readers get each transaction as a whole or not at all",
  ],
  lostTransaction: [
    (found) => `readers get no message of ${count(found, "transaction")} whose commit was confirmed`,
    "lost transactions were expected, but none is lost",
  ],
  txnOrder: [
    (found) =>
      `${count(found, "message")} of transactions are behind a later message of the same transaction`,
    "messages of transactions were expected out of order, but none is",
  ],
  stuck: [
    (found) =>
      `readers of committed messages wait for a transaction without an end in ${count(found, "partition")}`,
    "transactions without an end were expected, but each one ended",
  ],
  writeCycle: [
    (found) =>
      `there ${found === 1 ? "is" : "are"} ${count(found, "cycle")} of transactions that wrote before each other`,
    "cycles of writes were expected, but there is none",
  ],
  readCycle: [
    (found) =>
      `there ${found === 1 ? "is" : "are"} ${count(found, "cycle")} of transactions that read messages of each other`,
    "cycles of reads were expected, but there is none",
  ],
  sendSkip: [
    (found) => `messages of others are between those of ${count(found, "transaction")} in one partition`,
    "messages of others were expected between those of a transaction, but there are none",
  ],
  balance: [
    (found) =>
      `readers of committed messages get ${count(found, "transfer")} by half, or a message of one more than once, so the accounts are wrong`,
    "transfers by half or twice were expected, but readers get each one as a whole or not at all",
  ],
  zombieWrite: [
    (found) => `the log has ${count(found, "message")} of producers that were fenced before`,
    "writes of fenced producers were expected, but the log has none",
  ],
};

export const transactions: Check<"transactions"> = {
  name: "transactions",
  needs: "log",
  broken({ transactions: found }, expected) {
    if (found === undefined) return [];
    return TRANSACTION_CHECKS.flatMap((check) => {
      const [some, none] = SENTENCES[check];
      return judgeAmount(expected[check] ?? "any", rangeOf(found, check), { some, none });
    });
  },
  unknown({ transactions: found }, expected) {
    const named = TRANSACTION_CHECKS.filter((check) => (expected[check] ?? "any") !== "any");
    if (named.length === 0) return [];
    if (found === undefined) return ["the run has no transactions.ndjson, so its transactions are not known"];
    return named.flatMap((check) => {
      if (isDecided(expected[check]!, rangeOf(found, check))) return [];
      const because = found.unknownBecause[check] ?? "the check did not find out";
      return [`the count for ${check} of transactions is not known: ${because}`];
    });
  },
};
