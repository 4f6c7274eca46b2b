/** What became of the messages of each group of producers. */
import type { Result } from "../../rundir/result.js";
import { count } from "../text.js";

export interface ProducerGroupRow {
  readonly name: string;
  readonly acknowledged: number;
  readonly failed: number;
  /** Null: not known. */
  readonly lost: number | null;
  /** The scenario asks for aborts: their messages are among the failed ones. */
  readonly aborts: boolean;
}

/** A row for each group; none where a run has one group, or stopped before its messages were counted. */
export function producerGroupRows({ groups = [] }: Pick<Result, "groups">): ProducerGroupRow[] {
  return groups.flatMap(({ name, counts, transactions }) => {
    const aborts = (transactions?.abortShare ?? 0) > 0;
    return counts === undefined ? [] : [{ name, ...counts, aborts }];
  });
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
export function producerGroupParts({ acknowledged, failed, lost, aborts }: ProducerGroupRow): string[] {
  return [
    `${count(acknowledged)} acknowledged`,
    `${count(failed)} ${aborts ? "failed or aborted" : "failed"}`,
    `${lost === null ? "?" : count(lost)} lost`,
  ];
}
