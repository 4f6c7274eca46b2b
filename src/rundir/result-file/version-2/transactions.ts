/** The section `transactions` of version 2 of `result.json`: what producers saw of their transactions. */
import { z } from "zod";
import { count } from "../types.js";

/** Of a group of producers. */
export const transactionsSetting = z.object({
  every: count.describe("messages in each transaction"),
  abortShare: z
    .number()
    .nonnegative()
    .max(1)
    .describe("of its transactions, those that the producer aborts: 0 to 1"),
});

export const transactionsSection = z.object({
  committed: count.describe("the commit was confirmed"),
  aborted: count.describe(
    "the abort was confirmed, or the next client with the same transactional.id ended the transaction. No commit was asked for, or it was refused for certain",
  ),
  unknown: count.describe("a commit was asked for, and neither a confirmation nor a certain refusal came"),
  abandoned: count.describe("no commit was asked for, and the abort was not confirmed"),
  abortedAsPlanned: z
    .object({ transactions: count, messages: count })
    .describe("of the aborted ones: those that the scenario asks for, and the messages in them"),
});
