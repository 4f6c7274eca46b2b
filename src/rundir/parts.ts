/**
 * What is expected of a part of the messages: those of one group of producers, or those of one topic. Only checks whose
 * count belongs to one of them for certain can be asked so.
 */
import type { Amount, Continuity, Counts, Expectations, Result } from "./result.js";

/** The checks that may be asked of a group of producers, in the order of reports. A damaged record names no producer. */
export const GROUP_CHECKS = ["loss", "duplicates", "order", "failedButStored", "neverSent"] as const;
/** The checks that may be asked of a topic. */
export const TOPIC_CHECKS = [
  ...["loss", "duplicates", "order", "corrupted", "failedButStored", "neverSent", "foreign"],
] as const;
export type PartCheckName = (typeof TOPIC_CHECKS)[number];

interface Words {
  loss?: Expectations["loss"];
  duplicates?: Amount;
  order?: Continuity;
  corrupted?: Amount;
  failedButStored?: Amount;
  neverSent?: Amount;
  foreign?: Amount;
}
/** By the name of a group of producers. */
export type ExpectedOfGroups = Readonly<Record<string, Pick<Words, (typeof GROUP_CHECKS)[number]>>>;
/** By the name of a topic. */
export type ExpectedOfTopics = Readonly<Record<string, Words>>;

/** A group of producers, or a topic; one of the two. */
export interface PartName {
  readonly group?: string;
  readonly topic?: string;
}

/** One word about a part. `all`: the words about the same part. */
export interface PartWord extends PartName {
  readonly check: PartCheckName;
  readonly amount: Expectations["loss"] | Amount | Continuity;
  readonly all: Words;
}

/**
 * What is known of the messages of a part. A count that is null or absent is not known. `corrupted`: of a group, the
 * acknowledged messages of which only a damaged record is left. Of a topic, its damaged records.
 */
export type PartCounts = Pick<Counts, "acknowledged" | "lost"> &
  Partial<
    Pick<
      Counts,
      | "lostAtLeast"
      | "duplicated"
      | "reordered"
      | "corrupted"
      | "misplaced"
      | "failedButStored"
      | "neverSent"
      | "foreign"
    >
  >;

/** First the groups, then the topics, each in the order of the scenario. */
export function partWords({ groups = {}, topics = {} }: Pick<Expectations, "groups" | "topics">): PartWord[] {
  const wordsIn = (part: PartName, all: Words) =>
    TOPIC_CHECKS.flatMap((check) => {
      const amount = all[check];
      return amount === undefined ? [] : [{ ...part, check, amount, all }];
    });
  return [
    ...Object.entries(groups).flatMap(([group, words]) => wordsIn({ group }, words)),
    ...Object.entries(topics).flatMap(([topic, words]) => wordsIn({ topic }, words)),
  ];
}

/** Undefined: nothing is known of the part. A run that does not tell its parts apart has one, so its counts are those. */
export function countsOfPart(
  { counts, groups, topics }: Pick<Result, "counts" | "groups" | "topics">,
  { group, topic }: PartName,
): PartCounts | undefined {
  if (group !== undefined)
    return groups === undefined ? counts : groups.find(({ name }) => name === group)?.counts;
  return topics === undefined ? counts : topics.find(({ name }) => name === topic)?.counts;
}

/** A result that has the counts of the part in the place of all; null: of what is not known. */
export function asCounts(part: PartCounts | undefined): Counts {
  const { acknowledged = 0, lost = null, lostAtLeast = 0 } = part ?? {};
  const known = (name: keyof PartCounts) => part?.[name] ?? null;
  return {
    ...{ planned: 0, sent: 0, failed: 0, unsettled: 0, highWatermark: null, lostByWatermark: null },
    ...{ logMessages: null, unexpected: null, acknowledged, lost, lostAtLeast: lostAtLeast ?? 0 },
    ...{ duplicated: known("duplicated"), reordered: known("reordered"), corrupted: known("corrupted") },
    ...{ misplaced: known("misplaced"), failedButStored: known("failedButStored") },
    ...{ neverSent: known("neverSent"), foreign: known("foreign") },
  };
}

const COUNT_OF = {
  ...{ loss: "lost", duplicates: "duplicated", order: "reordered", corrupted: "corrupted" },
  ...{ failedButStored: "failedButStored", neverSent: "neverSent", foreign: "foreign" },
} as const satisfies Readonly<Record<PartCheckName, keyof PartCounts>>;

/** Null: not known. */
export function countOfPart(part: PartCounts | undefined, check: PartCheckName): number | null {
  return part?.[COUNT_OF[check]] ?? null;
}

/** Whether the part has what a check counts; null: not known. Of loss, a lower bound above 0 says that there was one. */
export function happenedInPart(part: PartCounts | undefined, check: PartCheckName): boolean | null {
  const found = countOfPart(part, check);
  if (found !== null) return found > 0;
  return check === "loss" && (part?.lostAtLeast ?? 0) > 0 ? true : null;
}

/** `group payments`, `topic orders` */
export function partTitle({ group, topic }: PartName): string {
  return group === undefined ? `topic ${topic}` : `group ${group}`;
}
