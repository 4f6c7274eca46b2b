// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AddPartitionsToTxnRequest · API key 24 · versions 0–5, flexible 3–5 */
export interface AddPartitionsToTxnRequest {
  /** List of transactions to add partitions to. (versions 4–5) */
  transactions: AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction[];
  /** The transactional id corresponding to the transaction. (versions 0–3) */
  v3AndBelowTransactionalId: string;
  /** Current producer id in use by the transactional id. (versions 0–3) */
  v3AndBelowProducerId: bigint;
  /** Current epoch associated with the producer id. (versions 0–3) */
  v3AndBelowProducerEpoch: number;
  /** The partitions to add to the transaction. (versions 0–3) */
  v3AndBelowTopics: AddPartitionsToTxnRequest.AddPartitionsToTxnTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AddPartitionsToTxnRequest {
  interface AddPartitionsToTxnTransaction {
    /** The transactional id corresponding to the transaction. (versions 4–5) */
    transactionalId: string;
    /** Current producer id in use by the transactional id. (versions 4–5) */
    producerId: bigint;
    /** Current epoch associated with the producer id. (versions 4–5) */
    producerEpoch: number;
    /**
     * Boolean to signify if we want to check if the partition is in the transaction rather than add it.
     * (versions 4–5; default false)
     */
    verifyOnly: boolean;
    /** The partitions to add to the transaction. (versions 4–5) */
    topics: AddPartitionsToTxnRequest.AddPartitionsToTxnTopic[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AddPartitionsToTxnTopic {
    /** The name of the topic. */
    name: string;
    /** The partition indexes to add to the transaction. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AddPartitionsToTxnResponse · API key 24 · versions 0–5, flexible 3–5 */
export interface AddPartitionsToTxnResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The response top level error code. (versions 4–5) */
  errorCode: number;
  /** Results categorized by transactional ID. (versions 4–5) */
  resultsByTransaction: AddPartitionsToTxnResponse.AddPartitionsToTxnResult[];
  /** The results for each topic. (versions 0–3) */
  resultsByTopicV3AndBelow: AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AddPartitionsToTxnResponse {
  interface AddPartitionsToTxnResult {
    /** The transactional id corresponding to the transaction. (versions 4–5) */
    transactionalId: string;
    /** The results for each topic. (versions 4–5) */
    topicResults: AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AddPartitionsToTxnTopicResult {
    /** The topic name. */
    name: string;
    /** The results for each partition. */
    resultsByPartition: AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AddPartitionsToTxnPartitionResult {
    /** The partition indexes. */
    partitionIndex: number;
    /** The response error code. */
    partitionErrorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
