/** How reports name partitions, and what each topic took and kept. */
import type { Result } from "../../rundir/result.js";
import { TopicPartitions, type TopicShape } from "../../topic-partitions.js";
import { count } from "../text.js";

export type PartitionName = (partition: number) => string;

export const ofOneTopic: PartitionName = (partition) => `partition ${partition}`;

/** `orders-0` where a run has several topics, and `partition 0` where it has one. */
export function partitionNames({ settings }: Pick<Result, "settings">): PartitionName {
  return namesOf(settings?.topics);
}

/** `shapes`: of the run; undefined: not known, as of an older run, which has one topic. */
export function namesOf(shapes: readonly TopicShape[] | undefined): PartitionName {
  if (shapes === undefined || shapes.length < 2) return ofOneTopic;
  const topics = new TopicPartitions(shapes);
  return (partition) => topics.label(partition);
}

/** A result does not leave its topics in doubt. */
export function hasSeveralTopics({ settings }: Pick<Result, "settings">): boolean {
  return settings !== null && settings.topics.length > 1;
}

/** Of one topic. Null: not known. */
export interface TopicRow {
  readonly topic: string;
  readonly acknowledged: number;
  readonly stored: number | null;
  readonly lost: number | null;
}

/** A row for each topic that producers write to; none where a run has one topic, or does not tell its partitions. */
export function topicRows({ settings, partitions }: Pick<Result, "settings" | "partitions">): TopicRow[] {
  if (settings === null || settings.topics.length < 2 || partitions === undefined) return [];
  const topics = new TopicPartitions(settings.topics);
  return settings.topics.flatMap(({ name: topic, isCopy }, place) => {
    if (isCopy === true) return [];
    const own = partitions.filter(({ partition }) => topics.placeOf(partition) === place);
    const sum = (figures: readonly (number | null)[]) =>
      figures.reduce((all, figure) => (all === null || figure === null ? null : all + figure), 0);
    return {
      topic,
      acknowledged: own.reduce((all, { acknowledged }) => all + acknowledged, 0),
      stored: sum(own.map(({ stored }) => stored)),
      lost: sum(own.map(({ lost }) => lost)),
    };
  });
}

/** `3,000 acknowledged`, `3,000 stored`, `0 lost` */
export function topicParts({ acknowledged, stored, lost }: TopicRow): string[] {
  const known = (figure: number | null) => (figure === null ? "?" : count(figure));
  return [`${count(acknowledged)} acknowledged`, `${known(stored)} stored`, `${known(lost)} lost`];
}
