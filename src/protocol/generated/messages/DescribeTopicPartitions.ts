// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeTopicPartitionsRequest · API key 75 · versions 0, flexible 0 */
export interface DescribeTopicPartitionsRequest {
  /** The topics to fetch details for. */
  topics: DescribeTopicPartitionsRequest.TopicRequest[];
  /** The maximum number of partitions included in the response. (default 2000) */
  responsePartitionLimit: number;
  /** The first topic and partition index to fetch details for. (default null) */
  cursor: DescribeTopicPartitionsRequest.Cursor | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeTopicPartitionsRequest {
  interface TopicRequest {
    /** The topic name. */
    name: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Cursor {
    /** The name for the first topic to process. */
    topicName: string;
    /** The partition index to start with. */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeTopicPartitionsResponse · API key 75 · versions 0, flexible 0 */
export interface DescribeTopicPartitionsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each topic in the response. */
  topics: DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic[];
  /** The next topic and partition index to fetch details for. (default null) */
  nextCursor: DescribeTopicPartitionsResponse.Cursor | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeTopicPartitionsResponse {
  interface DescribeTopicPartitionsResponseTopic {
    /** The topic error, or 0 if there was no error. */
    errorCode: number;
    /** The topic name. */
    name: string | null;
    /** The topic id. */
    topicId: string;
    /** True if the topic is internal. (default false) */
    isInternal: boolean;
    /** Each partition in the topic. */
    partitions: DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition[];
    /** 32-bit bitfield to represent authorized operations for this topic. (default -2147483648) */
    topicAuthorizedOperations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeTopicPartitionsResponsePartition {
    /** The partition error, or 0 if there was no error. */
    errorCode: number;
    /** The partition index. */
    partitionIndex: number;
    /** The ID of the leader broker. */
    leaderId: number;
    /** The leader epoch of this partition. (default -1) */
    leaderEpoch: number;
    /** The set of all nodes that host this partition. */
    replicaNodes: number[];
    /** The set of nodes that are in sync with the leader for this partition. */
    isrNodes: number[];
    /** The new eligible leader replicas otherwise. (default null) */
    eligibleLeaderReplicas: number[] | null;
    /** The last known ELR. (default null) */
    lastKnownElr: number[] | null;
    /** The set of offline replicas of this partition. */
    offlineReplicas: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Cursor {
    /** The name for the first topic to process. */
    topicName: string;
    /** The partition index to start with. */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
