/** The section `copiers` of version 2 of `result.json`: what became of the messages that copiers read. */
import { z } from "zod";
import { COPIER_CHECKS, type CopiersResult } from "../../copiers.js";
import { count } from "../types.js";

const ofEachCheck = <Value extends z.ZodType>(value: Value) =>
  z.object(
    Object.fromEntries(COPIER_CHECKS.map((check) => [check, value])) as Record<
      (typeof COPIER_CHECKS)[number],
      Value
    >,
  );

export const copiersSection = z.object({
  unknown: z.string().nullable().describe("why nothing is known of the copiers. null: it is"),
  copiers: z.array(
    z.object({
      ...{ name: z.string(), from: z.string(), to: z.string(), hasTransactions: z.boolean() },
      processes: count,
      reads: count.describe("messages read, each as often as it was"),
      messages: count.describe("messages with a copy"),
      copies: count.describe("that readers of committed records get"),
      uncommittedCopies: count.describe(
        "that they do not get, as the transaction was aborted or did not end",
      ),
      transactions: z
        .object({ committed: count, aborted: count, unknown: count })
        .nullable()
        .describe("as far as the processes said it before they ended. null: it has none"),
      committed: z
        .array(
          z.object({
            topic: z.string().nullable(),
            partition: count,
            offset: count.nullable().describe("null: none, or it does not read the partition"),
          }),
        )
        .describe("of each partition: the last committed offset that is known"),
      found: ofEachCheck(count.nullable()).describe("by check. null: not known"),
      unknownBecause: ofEachCheck(z.string().exactOptional())
        .partial()
        .describe("by check: why it is not known, or may be more"),
      findings: z
        .array(
          z.object({
            check: z.enum(COPIER_CHECKS).exclude(["exactlyOnce"]),
            ...{ topic: z.string().nullable(), partition: count, messages: count },
            offsets: z.object({ first: count, last: count }),
            detail: z.string().describe("the evidence, in sentences"),
          }),
        )
        .describe("the first 20 of each check"),
    }),
  ),
});

type Section = z.infer<typeof copiersSection>;

export function writeCopiers(
  { copiers, unknown }: CopiersResult,
  placeOf: (partition: number) => { readonly topic: string | null; readonly partition: number },
): z.input<typeof copiersSection> {
  return {
    unknown,
    copiers: copiers.map(({ findings, unknownBecause, committed, ...copier }) => ({
      ...copier,
      committed: committed.map((offset, partition) => ({ ...placeOf(partition), offset })),
      unknownBecause: unknownBecause as Section["copiers"][number]["unknownBecause"],
      findings: findings.map(({ firstOffset: first, lastOffset: last, partition, ...one }) => ({
        ...one,
        ...placeOf(partition),
        offsets: { first, last },
      })),
    })),
  };
}

export function readCopiers(
  { copiers, unknown }: Section,
  indexOf: (topic: string | null, partition: number) => number,
): CopiersResult {
  return {
    unknown,
    copiers: copiers.map(({ findings, unknownBecause, committed, ...copier }) => ({
      ...copier,
      // In the order of the partitions, as it is written.
      committed: committed.map(({ offset }) => offset),
      unknownBecause: unknownBecause as CopiersResult["copiers"][number]["unknownBecause"],
      findings: findings.map(({ offsets, topic, partition, ...one }) => ({
        ...one,
        partition: indexOf(topic, partition),
        firstOffset: offsets.first,
        lastOffset: offsets.last,
      })),
    })),
  };
}
