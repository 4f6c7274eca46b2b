/** What became of the messages of each group of producers. */
import type { Result } from "../../rundir/result.js";
import { count } from "../text.js";

export interface ProducerGroupRow {
  readonly name: string;
  readonly acknowledged: number;
  readonly failed: number;
  /** Null: not known. */
  readonly lost: number | null;
}

/** A row for each group; none where a run has one group, or stopped before its messages were counted. */
export function producerGroupRows({ groups = [] }: Pick<Result, "groups">): ProducerGroupRow[] {
  return groups.flatMap(({ name, counts }) => (counts === undefined ? [] : [{ name, ...counts }]));
}

/** Of the producer with this number, whose group may differ from the others. */
export function acksOf(
  { groups = [], producers }: Pick<Result, "groups" | "producers">,
  producer: number,
): Result["producers"]["acks"] {
  let end = 0;
  for (const { instances, acks } of groups) {
    end += instances;
    if (producer < end) return acks;
  }
  return producers.acks;
}

/** `3,000 acknowledged`, `0 failed`, `0 lost` */
export function producerGroupParts({ acknowledged, failed, lost }: ProducerGroupRow): string[] {
  return [
    `${count(acknowledged)} acknowledged`,
    `${count(failed)} failed`,
    `${lost === null ? "?" : count(lost)} lost`,
  ];
}
