/** One Fetch of one partition, as a consumer sends it. */
import { type Connection, ErrorCode } from "../protocol/index.js";

const FETCH_BYTES = 8 * 1024 * 1024;
/** The broker answers at once when it has anything; at the watermark it has not. */
const FETCH_WAIT_MS = 500;
/** From version 13 on, Fetch names topics by id. */
const FETCH_VERSION_MAX = 12;

/** How long a broker may take to connect, and to answer. */
export const CONNECT_MS_MAX = 5_000;
export const ANSWER_MS_MAX = 20_000;

export interface FetchFrom {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** A broker that leads in another epoch answers with an error. −1: any broker that has the partition answers. */
  readonly leaderEpoch: number;
  /** CONSUMER: answered up to the high watermark. FUTURE_LOCAL_REPLICA: up to the end of the log, also by a follower. */
  readonly replicaId: number;
}

export interface Fetched {
  readonly errorCode: number;
  readonly records: Buffer;
}

/** Rejects as `Connection.request` does, or with an Error when the answer does not have the partition. */
export async function fetchRecords(
  connection: Connection,
  { topic, partition, offset: fetchOffset, leaderEpoch: currentLeaderEpoch, replicaId }: FetchFrom,
  signal: AbortSignal,
): Promise<Fetched> {
  const asked = { partition, currentLeaderEpoch, fetchOffset, partitionMaxBytes: FETCH_BYTES };
  const { responses, errorCode } = await connection.request(
    "Fetch",
    {
      replicaId,
      maxWaitMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      topics: [{ topic, partitions: [asked] }],
    },
    { versionMax: FETCH_VERSION_MAX, timeoutMs: ANSWER_MS_MAX, signal },
  );
  const fetched = responses[0]?.partitions[0];
  if (errorCode !== ErrorCode.NONE) return { errorCode, records: Buffer.alloc(0) };
  if (fetched === undefined) throw new Error(`${connection.address} answered a Fetch without the partition`);
  return { errorCode: fetched.errorCode, records: fetched.records ?? Buffer.alloc(0) };
}
