// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteRecordsRequest · API key 21 · versions 0–2, flexible 2 */
export interface DeleteRecordsRequest {
  /** Each topic that we want to delete records from. */
  topics: DeleteRecordsRequest.DeleteRecordsTopic[];
  /** How long to wait for the deletion to complete, in milliseconds. */
  timeoutMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteRecordsRequest {
  interface DeleteRecordsTopic {
    /** The topic name. */
    name: string;
    /** Each partition that we want to delete records from. */
    partitions: DeleteRecordsRequest.DeleteRecordsPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DeleteRecordsPartition {
    /** The partition index. */
    partitionIndex: number;
    /** The deletion offset. -1 means that records should be truncated to the high watermark. */
    offset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DeleteRecordsResponse · API key 21 · versions 0–2, flexible 2 */
export interface DeleteRecordsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each topic that we wanted to delete records from. */
  topics: DeleteRecordsResponse.DeleteRecordsTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteRecordsResponse {
  interface DeleteRecordsTopicResult {
    /** The topic name. */
    name: string;
    /** Each partition that we wanted to delete records from. */
    partitions: DeleteRecordsResponse.DeleteRecordsPartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DeleteRecordsPartitionResult {
    /** The partition index. */
    partitionIndex: number;
    /** The partition low water mark. */
    lowWatermark: bigint;
    /** The deletion error code, or 0 if the deletion succeeded. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
