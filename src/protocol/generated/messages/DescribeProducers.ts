// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeProducersRequest · API key 61 · versions 0, flexible 0 */
export interface DescribeProducersRequest {
  /** The topics to list producers for. */
  topics: DescribeProducersRequest.TopicRequest[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeProducersRequest {
  interface TopicRequest {
    /** The topic name. */
    name: string;
    /** The indexes of the partitions to list producers for. */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeProducersResponse · API key 61 · versions 0, flexible 0 */
export interface DescribeProducersResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each topic in the response. */
  topics: DescribeProducersResponse.TopicResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeProducersResponse {
  interface TopicResponse {
    /** The topic name. */
    name: string;
    /** Each partition in the response. */
    partitions: DescribeProducersResponse.PartitionResponse[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionResponse {
    /** The partition index. */
    partitionIndex: number;
    /** The partition error code, or 0 if there was no error. */
    errorCode: number;
    /**
     * The partition error message, which may be null if no additional details are available. (default null)
     */
    errorMessage: string | null;
    /** The active producers for the partition. */
    activeProducers: DescribeProducersResponse.ProducerState[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ProducerState {
    /** The producer id. */
    producerId: bigint;
    /** The producer epoch. */
    producerEpoch: number;
    /** The last sequence number sent by the producer. (default -1) */
    lastSequence: number;
    /** The last timestamp sent by the producer. (default -1) */
    lastTimestamp: bigint;
    /** The current epoch of the producer group. */
    coordinatorEpoch: number;
    /** The current transaction start offset of the producer. (default -1) */
    currentTxnStartOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
