/** The checks of transactions, in the order in which reports have them. */
import { abortedRead } from "./aborted-read.js";
import { balance } from "./balance.js";
import { lostTransaction } from "./lost-transaction.js";
import { precommittedRead } from "./precommitted-read.js";
import { readCycle } from "./read-cycle.js";
import { sendSkip } from "./send-skip.js";
import { stuck } from "./stuck.js";
import { tornTransaction } from "./torn-transaction.js";
import { txnOrder } from "./txn-order.js";
import { writeCycle } from "./write-cycle.js";
import { zombieWrite } from "./zombie-write.js";

export const transactionChecks = [
  abortedRead,
  precommittedRead,
  tornTransaction,
  lostTransaction,
  txnOrder,
  stuck,
  writeCycle,
  readCycle,
  sendSkip,
  balance,
  zombieWrite,
] as const;
