// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** InitializeShareGroupStateRequest · API key 83 · versions 0, flexible 0 */
export interface InitializeShareGroupStateRequest {
  /** The group identifier. */
  groupId: string;
  /** The data for the topics. */
  topics: InitializeShareGroupStateRequest.InitializeStateData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace InitializeShareGroupStateRequest {
  interface InitializeStateData {
    /** The topic identifier. */
    topicId: string;
    /** The data for the partitions. */
    partitions: InitializeShareGroupStateRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partition: number;
    /** The state epoch for this share-partition. */
    stateEpoch: number;
    /** The share-partition start offset, or -1 if the start offset is not being initialized. */
    startOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** InitializeShareGroupStateResponse · API key 83 · versions 0, flexible 0 */
export interface InitializeShareGroupStateResponse {
  /** The initialization results. */
  results: InitializeShareGroupStateResponse.InitializeStateResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace InitializeShareGroupStateResponse {
  interface InitializeStateResult {
    /** The topic identifier. */
    topicId: string;
    /** The results for the partitions. */
    partitions: InitializeShareGroupStateResponse.PartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionResult {
    /** The partition index. */
    partition: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
