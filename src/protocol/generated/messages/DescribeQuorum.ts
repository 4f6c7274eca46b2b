// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeQuorumRequest · API key 55 · versions 0–2, flexible 0–2 */
export interface DescribeQuorumRequest {
  /** The topics to describe. */
  topics: DescribeQuorumRequest.TopicData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeQuorumRequest {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partitions to describe. */
    partitions: DescribeQuorumRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeQuorumResponse · API key 55 · versions 0–2, flexible 0–2 */
export interface DescribeQuorumResponse {
  /** The top level error code. */
  errorCode: number;
  /** The error message, or null if there was no error. (versions 2) */
  errorMessage: string | null;
  /** The response from the describe quorum API. */
  topics: DescribeQuorumResponse.TopicData[];
  /** The nodes in the quorum. (versions 2) */
  nodes: DescribeQuorumResponse.Node[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeQuorumResponse {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partition data. */
    partitions: DescribeQuorumResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The partition error code. */
    errorCode: number;
    /** The error message, or null if there was no error. (versions 2) */
    errorMessage: string | null;
    /** The ID of the current leader or -1 if the leader is unknown. */
    leaderId: number;
    /** The latest known leader epoch. */
    leaderEpoch: number;
    /** The high water mark. */
    highWatermark: bigint;
    /** The current voters of the partition. */
    currentVoters: DescribeQuorumResponse.ReplicaState[];
    /** The observers of the partition. */
    observers: DescribeQuorumResponse.ReplicaState[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ReplicaState {
    /** The ID of the replica. */
    replicaId: number;
    /** The replica directory ID of the replica. (versions 2) */
    replicaDirectoryId: string;
    /** The last known log end offset of the follower or -1 if it is unknown. */
    logEndOffset: bigint;
    /**
     * The last known leader wall clock time time when a follower fetched from the leader. This is reported as
     * -1 both for the current leader or if it is unknown for a voter. (versions 1–2; default -1)
     */
    lastFetchTimestamp: bigint;
    /**
     * The leader wall clock append time of the offset for which the follower made the most recent fetch
     * request. This is reported as the current time for the leader and -1 if unknown for a voter. (versions
     * 1–2; default -1)
     */
    lastCaughtUpTimestamp: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Node {
    /** The ID of the associated node. (versions 2) */
    nodeId: number;
    /** The listeners of this controller. (versions 2) */
    listeners: DescribeQuorumResponse.Listener[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Listener {
    /** The name of the endpoint. (versions 2) */
    name: string;
    /** The hostname. (versions 2) */
    host: string;
    /** The port. (versions 2) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
