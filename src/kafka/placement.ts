/** Where partitions are: their replicas, those in sync, and the leader, by the newest of what brokers say. */
import type { TopicPartition } from "../topic-partitions.js";
import { Admin, type Broker, type PartitionMetadata } from "./admin.js";

const ANSWER_MS_MAX = 2_000;

/** One broker's view. Brokers are ids. */
export interface Placement extends TopicPartition {
  /** -1: none. */
  readonly leader: number;
  readonly epoch: number;
  /** The first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** As in the names of log directories. */
export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/**
 * For each partition the views in its newest leader epoch, one at least. Brokers that do not answer have none.
 * `topics` null: all.
 */
export async function placements(
  brokers: readonly Broker[],
  topics: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly (readonly [Placement, ...Placement[]])[]> {
  const views = await Promise.all(brokers.map((broker) => viewsOf(broker, topics, signal)));
  const newest = new Map<string, [Placement, ...Placement[]]>();
  for (const view of views.flat()) {
    const others = newest.get(nameOf(view));
    if (others === undefined || view.epoch > others[0].epoch) newest.set(nameOf(view), [view]);
    else if (view.epoch === others[0].epoch) others.push(view);
  }
  return [...newest.values()];
}

async function viewsOf(
  { client }: Broker,
  names: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly Placement[]> {
  try {
    await using admin = await Admin.connect(client, { answerMsMax: ANSWER_MS_MAX, signal });
    const { topics } = await admin.connection.request(
      "Metadata",
      { topics: names?.map((name) => ({ name })) ?? null, allowAutoTopicCreation: false },
      { timeoutMs: ANSWER_MS_MAX, signal },
    );
    return topics.flatMap(({ name, partitions }) =>
      name === null ? [] : partitions.map((partition) => placementOf(name, partition)),
    );
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function placementOf(topic: string, partition: PartitionMetadata): Placement {
  const { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes } = partition;
  return {
    topic,
    partition: partitionIndex,
    leader: leaderId,
    epoch: leaderEpoch,
    replicas: replicaNodes,
    inSync: isrNodes,
  };
}
