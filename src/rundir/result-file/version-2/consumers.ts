/** The section `consumers` of version 2 of `result.json`: what consumer groups read. */
import { z } from "zod";
import { CONSUMER_CHECKS, type ConsumersResult } from "../../consumers.js";
import { count } from "../types.js";

const unlessUnknown = z.number().nonnegative().nullable();
const ofEachCheck = <Value extends z.ZodType>(value: Value) =>
  z.object(
    Object.fromEntries(CONSUMER_CHECKS.map((check) => [check, value])) as Record<
      (typeof CONSUMER_CHECKS)[number],
      Value
    >,
  );

const finding = z.object({
  check: z.enum(CONSUMER_CHECKS),
  topic: z.string().nullable().describe("null: not known, of an older run"),
  partition: count,
  messages: count,
  offsets: z.object({ first: count, last: count }),
  member: z.string().nullable().describe("that it happened to. null: no member alone"),
  atMs: z.number().nullable().describe("milliseconds since run.startedAt. null: not known"),
  detail: z.string().describe("the evidence, in sentences"),
});

export const consumersSection = z.object({
  unknown: z.string().nullable().describe("why nothing is known of the groups. null: it is"),
  groups: z.array(
    z.object({
      group: z.string(),
      processes: count.describe("that were its members, without the client that read the rest at the end"),
      reads: count.describe("messages read, each as often as it was"),
      messages: count.describe("different messages read"),
      extraReads: count.describe("reads beyond the first one of each message"),
      mostReads: count.describe(
        "how often the message was read that was read most often. 255: so often or more",
      ),
      readButLost: count.describe("messages that a member read, and that the log does not have at the end"),
      readThenTruncated: count.describe(
        "of the divergent reads: offsets where they differ from the log at the end, and from no other read",
      ),
      failedCommits: count,
      caughtUpAfterMs: unlessUnknown.describe(
        "from the healing of the last fault until the group had read all that was acknowledged before. null: no fault, or not known",
      ),
      committed: z
        .array(
          z.object({
            topic: z.string().nullable(),
            partition: count,
            offset: count.nullable().describe("null: none"),
          }),
        )
        .describe("of each partition: the last offset that a broker confirmed as committed"),
      found: ofEachCheck(unlessUnknown).describe("by check, lag in milliseconds. null: not known"),
      unknownBecause: ofEachCheck(z.string().exactOptional())
        .partial()
        .describe("by check: why it is not known"),
      findings: z.array(finding).describe("the first 20 of each check"),
    }),
  ),
});

type Section = z.infer<typeof consumersSection>;

export function writeConsumers(
  { groups, unknown }: ConsumersResult,
  atMs: (time: string) => number,
  placeOf: (partition: number) => { readonly topic: string | null; readonly partition: number },
): z.input<typeof consumersSection> {
  return {
    unknown,
    groups: groups.map(({ findings, unknownBecause, committed, ...group }) => ({
      ...group,
      committed: committed.map((offset, partition) => ({ ...placeOf(partition), offset })),
      unknownBecause: unknownBecause as Section["groups"][number]["unknownBecause"],
      findings: findings.map(({ firstOffset: first, lastOffset: last, at, partition, ...one }) => ({
        ...one,
        ...placeOf(partition),
        offsets: { first, last },
        atMs: at === null ? null : atMs(at),
      })),
    })),
  };
}

export function readConsumers(
  { groups, unknown }: Section,
  iso: (atMs: number) => string,
  indexOf: (topic: string | null, partition: number) => number,
): ConsumersResult {
  return {
    unknown,
    groups: groups.map(({ findings, unknownBecause, committed, ...group }) => ({
      ...group,
      // In the order of the partitions, as it is written.
      committed: committed.map(({ offset }) => offset),
      unknownBecause: unknownBecause as ConsumersResult["groups"][number]["unknownBecause"],
      findings: findings.map(({ offsets, atMs, topic, partition, ...one }) => ({
        ...one,
        partition: indexOf(topic, partition),
        firstOffset: offsets.first,
        lastOffset: offsets.last,
        at: atMs === null ? null : iso(atMs),
      })),
    })),
  };
}
