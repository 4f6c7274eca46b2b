// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterShareGroupOffsetsRequest · API key 91 · versions 0, flexible 0 */
export interface AlterShareGroupOffsetsRequest {
  /** The group identifier. */
  groupId: string;
  /** The topics to alter offsets for. */
  topics: AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterShareGroupOffsetsRequest {
  interface AlterShareGroupOffsetsRequestTopic {
    /** The topic name. */
    topicName: string;
    /** Each partition to alter offsets for. */
    partitions: AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterShareGroupOffsetsRequestPartition {
    /** The partition index. */
    partitionIndex: number;
    /** The share-partition start offset. */
    startOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterShareGroupOffsetsResponse · API key 91 · versions 0, flexible 0 */
export interface AlterShareGroupOffsetsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  /** The results for each topic. */
  responses: AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponseTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterShareGroupOffsetsResponse {
  interface AlterShareGroupOffsetsResponseTopic {
    /** The topic name. */
    topicName: string;
    /** The unique topic ID. */
    topicId: string;
    partitions: AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterShareGroupOffsetsResponsePartition {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
