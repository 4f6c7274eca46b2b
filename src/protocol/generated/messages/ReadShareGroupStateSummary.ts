// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ReadShareGroupStateSummaryRequest · API key 87 · versions 0–1, flexible 0–1 */
export interface ReadShareGroupStateSummaryRequest {
  /** The group identifier. */
  groupId: string;
  /** The data for the topics. */
  topics: ReadShareGroupStateSummaryRequest.ReadStateSummaryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ReadShareGroupStateSummaryRequest {
  interface ReadStateSummaryData {
    /** The topic identifier. */
    topicId: string;
    /** The data for the partitions. */
    partitions: ReadShareGroupStateSummaryRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partition: number;
    /** The leader epoch of the share-partition. */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ReadShareGroupStateSummaryResponse · API key 87 · versions 0–1, flexible 0–1 */
export interface ReadShareGroupStateSummaryResponse {
  /** The read results. */
  results: ReadShareGroupStateSummaryResponse.ReadStateSummaryResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ReadShareGroupStateSummaryResponse {
  interface ReadStateSummaryResult {
    /** The topic identifier. */
    topicId: string;
    /** The results for the partitions. */
    partitions: ReadShareGroupStateSummaryResponse.PartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionResult {
    /** The partition index. */
    partition: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    /** The state epoch of the share-partition. */
    stateEpoch: number;
    /** The leader epoch of the share-partition. */
    leaderEpoch: number;
    /** The share-partition start offset. */
    startOffset: bigint;
    /**
     * The number of offsets greater than or equal to share-partition start offset for which delivery has been
     * completed. (versions 1; default -1)
     */
    deliveryCompleteCount: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
