// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** OffsetDeleteRequest · API key 47 · versions 0 */
export interface OffsetDeleteRequest {
  /** The unique group identifier. */
  groupId: string;
  /** The topics to delete offsets for. */
  topics: OffsetDeleteRequest.OffsetDeleteRequestTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetDeleteRequest {
  interface OffsetDeleteRequestTopic {
    /** The topic name. */
    name: string;
    /** Each partition to delete offsets for. */
    partitions: OffsetDeleteRequest.OffsetDeleteRequestPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetDeleteRequestPartition {
    /** The partition index. */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** OffsetDeleteResponse · API key 47 · versions 0 */
export interface OffsetDeleteResponse {
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The responses for each topic. */
  topics: OffsetDeleteResponse.OffsetDeleteResponseTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetDeleteResponse {
  interface OffsetDeleteResponseTopic {
    /** The topic name. */
    name: string;
    /** The responses for each partition in the topic. */
    partitions: OffsetDeleteResponse.OffsetDeleteResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetDeleteResponsePartition {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
