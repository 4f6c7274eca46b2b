// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

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
  transactionStates: DescribeTransactionsResponse.TransactionState[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeTransactionsResponse {
  interface TransactionState {
    errorCode: number;
    transactionalId: string;
    transactionState: string;
    transactionTimeoutMs: number;
    transactionStartTimeMs: bigint;
    producerId: bigint;
    producerEpoch: number;
    /**
     * The set of partitions included in the current transaction (if active). When a transaction is preparing
     * to commit or abort, this will include only partitions which do not have markers.
     */
    topics: DescribeTransactionsResponse.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    topic: string;
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
