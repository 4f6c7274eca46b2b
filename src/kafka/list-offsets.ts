/** ListOffsets, as readers and observers ask it: where does a partition's log start, where does it end, how much is committed? */
import type { Connection, RequestOptions } from "../protocol/index.js";

/** A pair of a timestamp with a meaning of its own (ListOffsetsRequest.java) and who claims to ask. */
export interface Landmark {
  readonly timestamp: number;
  readonly replicaId: number;
}

const CONSUMER = -1;
/** Not bound by the high watermark (Partition.scala, fetchOffsetForTimestamp), and free for everyone to claim. */
const DEBUGGING_CONSUMER = -2;
const READ_UNCOMMITTED = 0;

export const HIGH_WATERMARK: Landmark = { timestamp: -1, replicaId: CONSUMER };
export const LOG_END: Landmark = { timestamp: -1, replicaId: DEBUGGING_CONSUMER };
export const LOG_START: Landmark = { timestamp: -2, replicaId: CONSUMER };

export interface ListedOffset {
  readonly partition: number;
  /** Meaningful when `errorCode` is 0. */
  readonly offset: number;
  readonly errorCode: number;
}

export interface ListOptions extends RequestOptions {
  /** A broker that leads in another epoch answers with an error; −1: whichever it leads in. */
  readonly leaderEpoch?: number;
}

/** @throws ConnectionError, TimeoutError, ProtocolError, or the signal's reason; error codes are for the caller */
export async function listOffsets(
  connection: Connection,
  topic: string,
  partitions: readonly number[],
  { timestamp, replicaId }: Landmark,
  { leaderEpoch: currentLeaderEpoch = -1, ...options }: ListOptions,
): Promise<ListedOffset[]> {
  const { topics } = await connection.request(
    "ListOffsets",
    {
      replicaId,
      isolationLevel: READ_UNCOMMITTED,
      topics: [
        {
          name: topic,
          partitions: partitions.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch, timestamp })),
        },
      ],
    },
    options,
  );
  return topics.flatMap((answer) =>
    answer.partitions.map(({ partitionIndex, offset, errorCode }) => ({
      partition: partitionIndex,
      offset: Number(offset),
      errorCode,
    })),
  );
}
