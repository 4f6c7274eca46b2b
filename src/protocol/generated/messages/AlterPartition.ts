// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterPartitionRequest · API key 56 · versions 0–3, flexible 0–3 */
export interface AlterPartitionRequest {
  /** The ID of the requesting broker. */
  brokerId: number;
  /** The epoch of the requesting broker. (default -1) */
  brokerEpoch: bigint;
  /** The topics to alter ISRs for. */
  topics: AlterPartitionRequest.TopicData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterPartitionRequest {
  interface TopicData {
    /** The name of the topic to alter ISRs for (versions 0–1) */
    topicName: string;
    /** The ID of the topic to alter ISRs for. (versions 2–3) */
    topicId: string;
    /** The partitions to alter ISRs for. */
    partitions: AlterPartitionRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The leader epoch of this partition. */
    leaderEpoch: number;
    /** The ISR for this partition. Deprecated since version 3. (versions 0–2) */
    newIsr: number[];
    /** The ISR for this partition. (versions 3) */
    newIsrWithEpochs: AlterPartitionRequest.BrokerState[];
    /**
     * 1 if the partition is recovering from an unclean leader election; 0 otherwise. (versions 1–3; default
     * 0)
     */
    leaderRecoveryState: number;
    /** The expected epoch of the partition which is being updated. */
    partitionEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface BrokerState {
    /** The ID of the broker. (versions 3) */
    brokerId: number;
    /**
     * The epoch of the broker. It will be -1 if the epoch check is not supported. (versions 3; default -1)
     */
    brokerEpoch: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterPartitionResponse · API key 56 · versions 0–3, flexible 0–3 */
export interface AlterPartitionResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code. */
  errorCode: number;
  /** The responses for each topic. */
  topics: AlterPartitionResponse.TopicData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterPartitionResponse {
  interface TopicData {
    /** The name of the topic (versions 0–1) */
    topicName: string;
    /** The ID of the topic. (versions 2–3) */
    topicId: string;
    /** The responses for each partition. */
    partitions: AlterPartitionResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The partition level error code. */
    errorCode: number;
    /** The broker ID of the leader. */
    leaderId: number;
    /** The leader epoch. */
    leaderEpoch: number;
    /** The in-sync replica IDs. */
    isr: number[];
    /**
     * 1 if the partition is recovering from an unclean leader election; 0 otherwise. (versions 1–3; default
     * 0)
     */
    leaderRecoveryState: number;
    /** The current epoch for the partition for KRaft controllers. */
    partitionEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
