/** What became of the messages of each group of producers. */
import type { Result } from "../../rundir/result.js";
import { count } from "../text.js";

export interface ProducerGroupRow {
  readonly name: string;
  readonly acknowledged: number;
  /** Without messages that were aborted as the scenario asks for, unless it is not known how many these are. */
  readonly failed: number;
  /** Null: not known. */
  readonly lost: number | null;
  /** Messages of the aborts that the scenario asks for. Absent: it asks for none. Null: not known. */
  readonly aborted?: number | null;
}

/** A row for each group; none where a run has one group, or stopped before its messages were counted. */
export function producerGroupRows({ groups = [] }: Pick<Result, "groups">): ProducerGroupRow[] {
  return groups.flatMap(({ name, counts, transactions, abortedAsPlanned: aborted = null }) => {
    if (counts === undefined) return [];
    const { acknowledged, lost } = counts;
    const failed = Math.max(0, counts.failed - (aborted ?? 0));
    const isAborting = (transactions?.abortShare ?? 0) > 0;
    return [{ name, acknowledged, failed, lost, ...(isAborting && { aborted }) }];
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
export function producerGroupParts({ acknowledged, failed, lost, aborted }: ProducerGroupRow): string[] {
  return [
    `${count(acknowledged)} acknowledged`,
    `${count(failed)} ${aborted === null ? "failed or aborted" : "failed"}`,
    ...(aborted == null ? [] : [`${count(aborted)} aborted as planned`]),
    `${lost === null ? "?" : count(lost)} lost`,
  ];
}
