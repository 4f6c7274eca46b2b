// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** OffsetFetchRequest · API key 9 · versions 0–10, flexible 6–10 */
export interface OffsetFetchRequest {
  /** The group to fetch offsets for. (versions 0–7) */
  groupId: string;
  /**
   * Each topic we would like to fetch offsets for, or null to fetch offsets for all topics. (versions 0–7)
   */
  topics: OffsetFetchRequest.OffsetFetchRequestTopic[] | null;
  /** Each group we would like to fetch offsets for. (versions 8–10) */
  groups: OffsetFetchRequest.OffsetFetchRequestGroup[];
  /**
   * Whether broker should hold on returning unstable offsets but set a retriable error code for the
   * partitions. (versions 7–10; default false)
   */
  requireStable: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetFetchRequest {
  interface OffsetFetchRequestTopic {
    /** The topic name. (versions 0–7) */
    name: string;
    /** The partition indexes we would like to fetch offsets for. (versions 0–7) */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchRequestGroup {
    /** The group ID. (versions 8–10) */
    groupId: string;
    /** The member id. (versions 9–10; default null) */
    memberId: string | null;
    /** The member epoch if using the new consumer protocol (KIP-848). (versions 9–10; default -1) */
    memberEpoch: number;
    /**
     * Each topic we would like to fetch offsets for, or null to fetch offsets for all topics. (versions 8–10)
     */
    topics: OffsetFetchRequest.OffsetFetchRequestTopics[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchRequestTopics {
    /** The topic name. (versions 8–9) */
    name: string;
    /** The topic ID. (versions 10) */
    topicId: string;
    /** The partition indexes we would like to fetch offsets for. (versions 8–10) */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** OffsetFetchResponse · API key 9 · versions 0–10, flexible 6–10 */
export interface OffsetFetchResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 3–10)
   */
  throttleTimeMs: number;
  /** The responses per topic. (versions 0–7) */
  topics: OffsetFetchResponse.OffsetFetchResponseTopic[];
  /** The top-level error code, or 0 if there was no error. (versions 2–7; default 0) */
  errorCode: number;
  /** The responses per group id. (versions 8–10) */
  groups: OffsetFetchResponse.OffsetFetchResponseGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetFetchResponse {
  interface OffsetFetchResponseTopic {
    /** The topic name. (versions 0–7) */
    name: string;
    /** The responses per partition. (versions 0–7) */
    partitions: OffsetFetchResponse.OffsetFetchResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchResponsePartition {
    /** The partition index. (versions 0–7) */
    partitionIndex: number;
    /** The committed message offset. (versions 0–7) */
    committedOffset: bigint;
    /** The leader epoch. (versions 5–7; default -1) */
    committedLeaderEpoch: number;
    /** The partition metadata. (versions 0–7) */
    metadata: string | null;
    /** The error code, or 0 if there was no error. (versions 0–7) */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchResponseGroup {
    /** The group ID. (versions 8–10) */
    groupId: string;
    /** The responses per topic. (versions 8–10) */
    topics: OffsetFetchResponse.OffsetFetchResponseTopics[];
    /** The group-level error code, or 0 if there was no error. (versions 8–10; default 0) */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchResponseTopics {
    /** The topic name. (versions 8–9) */
    name: string;
    /** The topic ID. (versions 10) */
    topicId: string;
    /** The responses per partition. (versions 8–10) */
    partitions: OffsetFetchResponse.OffsetFetchResponsePartitions[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetFetchResponsePartitions {
    /** The partition index. (versions 8–10) */
    partitionIndex: number;
    /** The committed message offset. (versions 8–10) */
    committedOffset: bigint;
    /** The leader epoch. (versions 8–10; default -1) */
    committedLeaderEpoch: number;
    /** The partition metadata. (versions 8–10) */
    metadata: string | null;
    /** The partition-level error code, or 0 if there was no error. (versions 8–10) */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
