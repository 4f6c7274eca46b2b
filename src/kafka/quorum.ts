/** The metadata log of a KRaft quorum, as its leader tells it. */
import { ErrorCode, type Input, type Requests, type Responses } from "../protocol/index.js";

export interface QuorumState {
  readonly leaderId: number;
  readonly epoch: number;
  readonly highWatermark: number;
  readonly voters: readonly QuorumReplica[];
  /** They copy the log and do not vote: brokers, and controllers that are no voters. */
  readonly observers: readonly QuorumReplica[];
  /** The name of the listener where voters listen. */
  readonly listener: string;
}

export interface QuorumReplica {
  readonly id: number;
  readonly directoryId: string;
  /** -1: the leader does not know it. */
  readonly logEnd: number;
  /** How long ago it last asked the leader; null: not known, or it is the leader. */
  readonly fetchedMsAgo: number | null;
}

/** What to ask. */
export const METADATA_LOG: Input<Requests["DescribeQuorum"]> = {
  topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }],
};

/** Null: the node that was asked knows no leader. */
export function quorumStateOf({ errorCode, topics, nodes }: Responses["DescribeQuorum"]): QuorumState | null {
  const partition = topics[0]?.partitions[0];
  if (errorCode !== ErrorCode.NONE || partition?.errorCode !== ErrorCode.NONE || partition.leaderId < 0) {
    return null;
  }
  const { leaderId, leaderEpoch, highWatermark, currentVoters, observers } = partition;
  // The leader gives the time of its answer as its own. Version 0 has no times.
  const leader = currentVoters.find(({ replicaId }) => replicaId === leaderId);
  const nowMs = Number(leader?.lastCaughtUpTimestamp ?? -1);
  const replicaOf = (replica: (typeof currentVoters)[number]): QuorumReplica => {
    const fetchedMs = Number(replica.lastFetchTimestamp);
    const isKnown = replica.replicaId !== leaderId && nowMs >= 0 && fetchedMs >= 0;
    return {
      id: replica.replicaId,
      directoryId: replica.replicaDirectoryId,
      logEnd: Number(replica.logEndOffset),
      fetchedMsAgo: isKnown ? Math.max(0, nowMs - fetchedMs) : null,
    };
  };
  return {
    leaderId,
    epoch: leaderEpoch,
    highWatermark: Number(highWatermark),
    voters: currentVoters.map(replicaOf),
    observers: observers.map(replicaOf),
    listener: nodes[0]?.listeners[0]?.name ?? "",
  };
}
