// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** StopReplicaRequest · API key 5 · versions 0–4, flexible 2–4 */
export interface StopReplicaRequest {
  /** The controller id. */
  controllerId: number;
  /** If KRaft controller id is used during migration. See KIP-866 (versions 4; default false) */
  isKRaftController: boolean;
  /** The controller epoch. */
  controllerEpoch: number;
  /** The broker epoch. (versions 1–4; default -1) */
  brokerEpoch: bigint;
  /** Whether these partitions should be deleted. (versions 0–2) */
  deletePartitions: boolean;
  /** The partitions to stop. (versions 0) */
  ungroupedPartitions: StopReplicaRequest.StopReplicaPartitionV0[];
  /** The topics to stop. (versions 1–2) */
  topics: StopReplicaRequest.StopReplicaTopicV1[];
  /** Each topic. (versions 3–4) */
  topicStates: StopReplicaRequest.StopReplicaTopicState[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace StopReplicaRequest {
  interface StopReplicaPartitionV0 {
    /** The topic name. (versions 0) */
    topicName: string;
    /** The partition index. (versions 0) */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface StopReplicaTopicV1 {
    /** The topic name. (versions 1–2) */
    name: string;
    /** The partition indexes. (versions 1–2) */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface StopReplicaTopicState {
    /** The topic name. (versions 3–4) */
    topicName: string;
    /** The state of each partition (versions 3–4) */
    partitionStates: StopReplicaRequest.StopReplicaPartitionState[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface StopReplicaPartitionState {
    /** The partition index. (versions 3–4) */
    partitionIndex: number;
    /** The leader epoch. (versions 3–4; default -1) */
    leaderEpoch: number;
    /** Whether this partition should be deleted. (versions 3–4) */
    deletePartition: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** StopReplicaResponse · API key 5 · versions 0–4, flexible 2–4 */
export interface StopReplicaResponse {
  /** The top-level error code, or 0 if there was no top-level error. */
  errorCode: number;
  /** The responses for each partition. */
  partitionErrors: StopReplicaResponse.StopReplicaPartitionError[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace StopReplicaResponse {
  interface StopReplicaPartitionError {
    /** The topic name. */
    topicName: string;
    /** The partition index. */
    partitionIndex: number;
    /** The partition error code, or 0 if there was no partition error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
