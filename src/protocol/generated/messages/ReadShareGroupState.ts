// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ReadShareGroupStateRequest · API key 84 · versions 0, flexible 0 */
export interface ReadShareGroupStateRequest {
  /** The group identifier. */
  groupId: string;
  /** The data for the topics. */
  topics: ReadShareGroupStateRequest.ReadStateData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ReadShareGroupStateRequest {
  interface ReadStateData {
    /** The topic identifier. */
    topicId: string;
    /** The data for the partitions. */
    partitions: ReadShareGroupStateRequest.PartitionData[];
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

/** ReadShareGroupStateResponse · API key 84 · versions 0, flexible 0 */
export interface ReadShareGroupStateResponse {
  /** The read results. */
  results: ReadShareGroupStateResponse.ReadStateResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ReadShareGroupStateResponse {
  interface ReadStateResult {
    /** The topic identifier. */
    topicId: string;
    /** The results for the partitions. */
    partitions: ReadShareGroupStateResponse.PartitionResult[];
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
    /** The share-partition start offset, which can be -1 if it is not yet initialized. */
    startOffset: bigint;
    /** The state batches for this share-partition. */
    stateBatches: ReadShareGroupStateResponse.StateBatch[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface StateBatch {
    /** The first offset of this state batch. */
    firstOffset: bigint;
    /** The last offset of this state batch. */
    lastOffset: bigint;
    /** The delivery state - 0:Available,2:Acked,4:Archived. */
    deliveryState: number;
    /** The delivery count. */
    deliveryCount: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
