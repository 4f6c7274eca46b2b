// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListTransactionsRequest · API key 66 · versions 0–1, flexible 0–1 */
export interface ListTransactionsRequest {
  /**
   * The transaction states to filter by: if empty, all transactions are returned; if non-empty, then only
   * transactions matching one of the filtered states will be returned
   */
  stateFilters: string[];
  /**
   * The producerIds to filter by: if empty, all transactions will be returned; if non-empty, only
   * transactions which match one of the filtered producerIds will be returned
   */
  producerIdFilters: bigint[];
  /**
   * Duration (in millis) to filter by: if < 0, all transactions will be returned; otherwise, only
   * transactions running longer than this duration will be returned (versions 1; default -1)
   */
  durationFilter: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ListTransactionsResponse · API key 66 · versions 0–1, flexible 0–1 */
export interface ListTransactionsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  errorCode: number;
  /** Set of state filters provided in the request which were unknown to the transaction coordinator */
  unknownStateFilters: string[];
  transactionStates: ListTransactionsResponse.TransactionState[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListTransactionsResponse {
  interface TransactionState {
    transactionalId: string;
    producerId: bigint;
    /** The current transaction state of the producer */
    transactionState: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
