/** The section `transactions` of version 2 of `result.json`: what became of the transactions of producers. */
import { z } from "zod";
import { TRANSACTION_CHECKS, type TransactionsResult, YOUNGER_CHECK } from "../../transactions.js";
import { count } from "../types.js";

const ofEachCheck = <Value extends z.ZodType>(value: Value) =>
  z.object(
    Object.fromEntries(TRANSACTION_CHECKS.map((check) => [check, value])) as Record<
      (typeof TRANSACTION_CHECKS)[number],
      Value
    >,
  );

/** Of a group of producers. */
export const transactionsSetting = z.object({
  every: count.describe("messages in each transaction"),
  abortShare: z
    .number()
    .nonnegative()
    .max(1)
    .describe("of its transactions, those that the producer aborts: 0 to 1"),
  transfers: z
    .literal(true)
    .exactOptional()
    .describe(
      "its messages move amounts between partitions, and its transactions read. Absent: no. Since 2.7",
    ),
});

const finding = z.object({
  check: z.enum(TRANSACTION_CHECKS),
  producer: count.nullable().describe("null: no transaction of one producer alone"),
  transaction: count.nullable().describe("its number among those of the producer, from 0"),
  topic: z.string().nullable().describe("null: no message of it is in the log"),
  partition: count.nullable(),
  offsets: z.object({ first: count, last: count }).nullable(),
  messages: count,
  detail: z.string().describe("the evidence, in sentences"),
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
  read: z
    .object({ transactions: count, messages: count })
    .exactOptional()
    .describe(
      "transactions that read messages, and the messages that they read. Absent: none did. Since 2.7",
    ),
  found: ofEachCheck(count.nullable().exactOptional()).describe(
    "by check, those that are certain. null: none is certain, and it is not known whether there are any. Absent: the check is younger than the file",
  ),
  unknownBecause: ofEachCheck(z.string().exactOptional())
    .partial()
    .describe("by check: why there may be some, or more"),
  findings: z.array(finding).describe("the first 20 of each check"),
});

type Section = z.infer<typeof transactionsSection>;

export function writeTransactions(
  { findings, unknownBecause, ...rest }: TransactionsResult,
  placeOf: (partition: number) => { readonly topic: string | null; readonly partition: number },
): z.input<typeof transactionsSection> {
  return {
    ...rest,
    unknownBecause: unknownBecause as Section["unknownBecause"],
    findings: findings.map(({ partition, firstOffset: first, lastOffset: last, ...one }) => ({
      ...one,
      ...(partition === null ? { topic: null, partition } : placeOf(partition)),
      offsets: first === null || last === null ? null : { first, last },
    })),
  };
}

export function readTransactionsSection(
  { findings, found, unknownBecause, read = { transactions: 0, messages: 0 }, ...rest }: Section,
  indexOf: (topic: string | null, partition: number) => number,
): TransactionsResult {
  const younger = TRANSACTION_CHECKS.filter((check) => found[check] === undefined);
  const ofEach = <Value>(value: Value) => Object.fromEntries(younger.map((check) => [check, value]));
  return {
    ...{ ...rest, read },
    found: { ...ofEach(null), ...found } as TransactionsResult["found"],
    unknownBecause: { ...unknownBecause, ...ofEach(YOUNGER_CHECK) } as TransactionsResult["unknownBecause"],
    findings: findings.map(({ topic, partition, offsets, ...one }) => ({
      ...one,
      partition: partition === null ? null : indexOf(topic, partition),
      firstOffset: offsets?.first ?? null,
      lastOffset: offsets?.last ?? null,
    })),
  };
}
