/** Elections that an operator asks for, as kafka-leader-election does (KIP-183, KIP-460). */
import { InfrastructureError } from "../errors.js";
import { ErrorCode, errorInfo } from "../protocol/index.js";
import type { TopicPartition } from "../topic-partitions.js";
import type { Admin } from "./admin.js";
import { mustBeController, WORK_MS_MAX, wordsOf } from "./controller.js";

/** ElectionType.java. preferred: the first replica is to lead. unclean: any replica may lead, in sync or not. */
const TYPES = { preferred: 0, unclean: 1 } as const;

export type Election = keyof typeof TYPES;

export interface ElectionAnswer extends TopicPartition {
  /** The name of Kafka's error; null: the controller elected a leader, which brokers need not know yet. */
  readonly error: string | null;
  readonly words: string;
}

/** The controller's answer for each partition. */
export async function electLeaders(
  controller: Pick<Admin, "connection">,
  election: Election,
  partitions: readonly TopicPartition[],
  signal: AbortSignal,
): Promise<readonly ElectionAnswer[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const { errorCode, replicaElectionResults } = await controller.connection.request(
    "ElectLeaders",
    {
      electionType: TYPES[election],
      topicPartitions: topics.map((topic) => ({
        topic,
        partitions: partitions.flatMap((one) => (one.topic === topic ? one.partition : [])),
      })),
      timeoutMs: WORK_MS_MAX,
    },
    { timeoutMs: 2 * WORK_MS_MAX, signal },
  );
  mustBeController({ errorCode });
  if (errorCode !== ErrorCode.NONE) {
    throw new InfrastructureError(`the election is refused: ${wordsOf({ errorCode, errorMessage: null })}`);
  }
  return replicaElectionResults.flatMap(({ topic, partitionResult }) =>
    partitionResult.map(({ partitionId, ...answer }): ElectionAnswer => {
      mustBeController(answer);
      const isElected = answer.errorCode === ErrorCode.NONE;
      const error = isElected ? null : errorInfo(answer.errorCode).name;
      return { topic, partition: partitionId, error, words: wordsOf(answer) };
    }),
  );
}
