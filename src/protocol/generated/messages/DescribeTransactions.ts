// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeTransactionsRequest · API key 65 · versions 0, flexible 0 */
export interface DescribeTransactionsRequest {
  /** Array of transactionalIds to include in describe results. If empty, then no results will be returned. */
  transactionalIds: string[];
  unknownTaggedFields?: UnknownTaggedField[];
}

/** DescribeTransactionsResponse · API key 65 · versions 0, flexible 0 */
export interface DescribeTransactionsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The current state of the transaction. */
  transactionStates: DescribeTransactionsResponse.TransactionState[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeTransactionsResponse {
  interface TransactionState {
    /** The error code. */
    errorCode: number;
    /** The transactional id. */
    transactionalId: string;
    /** The current transaction state of the producer. */
    transactionState: string;
    /** The timeout in milliseconds for the transaction. */
    transactionTimeoutMs: number;
    /** The start time of the transaction in milliseconds. */
    transactionStartTimeMs: bigint;
    /** The current producer id associated with the transaction. */
    producerId: bigint;
    /** The current epoch associated with the producer id. */
    producerEpoch: number;
    /**
     * The set of partitions included in the current transaction (if active). When a transaction is preparing
     * to commit or abort, this will include only partitions which do not have markers.
     */
    topics: DescribeTransactionsResponse.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    /** The topic name. */
    topic: string;
    /** The partition ids included in the current transaction. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
