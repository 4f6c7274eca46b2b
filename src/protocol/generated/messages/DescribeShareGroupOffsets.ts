// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeShareGroupOffsetsRequest · API key 90 · versions 0–1, flexible 0–1 */
export interface DescribeShareGroupOffsetsRequest {
  /** The groups to describe offsets for. */
  groups: DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeShareGroupOffsetsRequest {
  interface DescribeShareGroupOffsetsRequestGroup {
    /** The group identifier. */
    groupId: string;
    /** The topics to describe offsets for, or null for all topic-partitions. */
    topics: DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeShareGroupOffsetsRequestTopic {
    /** The topic name. */
    topicName: string;
    /** The partitions. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeShareGroupOffsetsResponse · API key 90 · versions 0–1, flexible 0–1 */
export interface DescribeShareGroupOffsetsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The results for each group. */
  groups: DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeShareGroupOffsetsResponse {
  interface DescribeShareGroupOffsetsResponseGroup {
    /** The group identifier. */
    groupId: string;
    /** The results for each topic. */
    topics: DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic[];
    /** The group-level error code, or 0 if there was no error. */
    errorCode: number;
    /** The group-level error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeShareGroupOffsetsResponseTopic {
    /** The topic name. */
    topicName: string;
    /** The unique topic ID. */
    topicId: string;
    partitions: DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeShareGroupOffsetsResponsePartition {
    /** The partition index. */
    partitionIndex: number;
    /** The share-partition start offset. */
    startOffset: bigint;
    /** The leader epoch of the partition. */
    leaderEpoch: number;
    /** The share-partition lag. (versions 1; default -1) */
    lag: bigint;
    /** The partition-level error code, or 0 if there was no error. */
    errorCode: number;
    /** The partition-level error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
