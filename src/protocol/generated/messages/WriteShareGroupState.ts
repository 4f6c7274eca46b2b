// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** WriteShareGroupStateRequest · API key 85 · versions 0–1, flexible 0–1 */
export interface WriteShareGroupStateRequest {
  /** The group identifier. */
  groupId: string;
  /** The data for the topics. */
  topics: WriteShareGroupStateRequest.WriteStateData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace WriteShareGroupStateRequest {
  interface WriteStateData {
    /** The topic identifier. */
    topicId: string;
    /** The data for the partitions. */
    partitions: WriteShareGroupStateRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partition: number;
    /** The state epoch of the share-partition. */
    stateEpoch: number;
    /** The leader epoch of the share-partition. */
    leaderEpoch: number;
    /** The share-partition start offset, or -1 if the start offset is not being written. */
    startOffset: bigint;
    /**
     * The number of offsets greater than or equal to share-partition start offset for which delivery has been
     * completed. (versions 1; default -1)
     */
    deliveryCompleteCount: number;
    /** The state batches for the share-partition. */
    stateBatches: WriteShareGroupStateRequest.StateBatch[];
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

/** WriteShareGroupStateResponse · API key 85 · versions 0–1, flexible 0–1 */
export interface WriteShareGroupStateResponse {
  /** The write results. */
  results: WriteShareGroupStateResponse.WriteStateResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace WriteShareGroupStateResponse {
  interface WriteStateResult {
    /** The topic identifier. */
    topicId: string;
    /** The results for the partitions. */
    partitions: WriteShareGroupStateResponse.PartitionResult[];
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
