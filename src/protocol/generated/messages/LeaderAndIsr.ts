// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** LeaderAndIsrRequest · API key 4 · versions 0–7, flexible 4–7 */
export interface LeaderAndIsrRequest {
  /** The current controller ID. */
  controllerId: number;
  /** If KRaft controller id is used during migration. See KIP-866 (versions 7; default false) */
  isKRaftController: boolean;
  /** The current controller epoch. */
  controllerEpoch: number;
  /** The current broker epoch. (versions 2–7; default -1) */
  brokerEpoch: bigint;
  /** The type that indicates whether all topics are included in the request (versions 5–7) */
  type: number;
  /** The state of each partition, in a v0 or v1 message. (versions 0–1) */
  ungroupedPartitionStates: LeaderAndIsrRequest.LeaderAndIsrPartitionState[];
  /** Each topic. (versions 2–7) */
  topicStates: LeaderAndIsrRequest.LeaderAndIsrTopicState[];
  /** The current live leaders. */
  liveLeaders: LeaderAndIsrRequest.LeaderAndIsrLiveLeader[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace LeaderAndIsrRequest {
  interface LeaderAndIsrPartitionState {
    /** The topic name. This is only present in v0 or v1. (versions 0–1) */
    topicName: string;
    /** The partition index. */
    partitionIndex: number;
    /** The controller epoch. */
    controllerEpoch: number;
    /** The broker ID of the leader. */
    leader: number;
    /** The leader epoch. */
    leaderEpoch: number;
    /** The in-sync replica IDs. */
    isr: number[];
    /**
     * The current epoch for the partition. The epoch is a monotonically increasing value which is incremented
     * after every partition change. (Since the LeaderAndIsr request is only used by the legacy controller,
     * this corresponds to the zkVersion)
     */
    partitionEpoch: number;
    /** The replica IDs. */
    replicas: number[];
    /**
     * The replica IDs that we are adding this partition to, or null if no replicas are being added. (versions
     * 3–7)
     */
    addingReplicas: number[];
    /**
     * The replica IDs that we are removing this partition from, or null if no replicas are being removed.
     * (versions 3–7)
     */
    removingReplicas: number[];
    /** Whether the replica should have existed on the broker or not. (versions 1–7; default false) */
    isNew: boolean;
    /**
     * 1 if the partition is recovering from an unclean leader election; 0 otherwise. (versions 6–7; default
     * 0)
     */
    leaderRecoveryState: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderAndIsrTopicState {
    /** The topic name. (versions 2–7) */
    topicName: string;
    /** The unique topic ID. (versions 5–7) */
    topicId: string;
    /** The state of each partition (versions 2–7) */
    partitionStates: LeaderAndIsrRequest.LeaderAndIsrPartitionState[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderAndIsrLiveLeader {
    /** The leader's broker ID. */
    brokerId: number;
    /** The leader's hostname. */
    hostName: string;
    /** The leader's port. */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** LeaderAndIsrResponse · API key 4 · versions 0–7, flexible 4–7 */
export interface LeaderAndIsrResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Each partition in v0 to v4 message. (versions 0–4) */
  partitionErrors: LeaderAndIsrResponse.LeaderAndIsrPartitionError[];
  /** Each topic (versions 5–7) */
  topics: LeaderAndIsrResponse.LeaderAndIsrTopicError[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace LeaderAndIsrResponse {
  interface LeaderAndIsrPartitionError {
    /** The topic name. (versions 0–4) */
    topicName: string;
    /** The partition index. */
    partitionIndex: number;
    /** The partition error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderAndIsrTopicError {
    /** The unique topic ID (versions 5–7) */
    topicId: string;
    /** Each partition. (versions 5–7) */
    partitionErrors: LeaderAndIsrResponse.LeaderAndIsrPartitionError[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
