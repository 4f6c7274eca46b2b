// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** OffsetCommitRequest · API key 8 · versions 0–10, flexible 8–10 */
export interface OffsetCommitRequest {
  /** The unique group identifier. */
  groupId: string;
  /**
   * The generation of the group if using the classic group protocol or the member epoch if using the consumer
   * protocol. (versions 1–10; default -1)
   */
  generationIdOrMemberEpoch: number;
  /** The member ID assigned by the group coordinator. (versions 1–10) */
  memberId: string;
  /** The unique identifier of the consumer instance provided by end user. (versions 7–10; default null) */
  groupInstanceId: string | null;
  /** The time period in ms to retain the offset. (versions 2–4; default -1) */
  retentionTimeMs: bigint;
  /** The topics to commit offsets for. */
  topics: OffsetCommitRequest.OffsetCommitRequestTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetCommitRequest {
  interface OffsetCommitRequestTopic {
    /** The topic name. (versions 0–9) */
    name: string;
    /** The topic ID. (versions 10) */
    topicId: string;
    /** Each partition to commit offsets for. */
    partitions: OffsetCommitRequest.OffsetCommitRequestPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetCommitRequestPartition {
    /** The partition index. */
    partitionIndex: number;
    /** The message offset to be committed. */
    committedOffset: bigint;
    /** The leader epoch of this partition. (versions 6–10; default -1) */
    committedLeaderEpoch: number;
    /** The timestamp of the commit. (versions 1; default -1) */
    commitTimestamp: bigint;
    /** Any associated metadata the client wants to keep. */
    committedMetadata: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** OffsetCommitResponse · API key 8 · versions 0–10, flexible 8–10 */
export interface OffsetCommitResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 3–10)
   */
  throttleTimeMs: number;
  /** The responses for each topic. */
  topics: OffsetCommitResponse.OffsetCommitResponseTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetCommitResponse {
  interface OffsetCommitResponseTopic {
    /** The topic name. (versions 0–9) */
    name: string;
    /** The topic ID. (versions 10) */
    topicId: string;
    /** The responses for each partition in the topic. */
    partitions: OffsetCommitResponse.OffsetCommitResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetCommitResponsePartition {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
