// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListTransactionsRequest · API key 66 · versions 0–2, flexible 0–2 */
export interface ListTransactionsRequest {
  /**
   * The transaction states to filter by: if empty, all transactions are returned; if non-empty, then only
   * transactions matching one of the filtered states will be returned.
   */
  stateFilters: string[];
  /**
   * The producerIds to filter by: if empty, all transactions will be returned; if non-empty, only
   * transactions which match one of the filtered producerIds will be returned.
   */
  producerIdFilters: bigint[];
  /**
   * Duration (in millis) to filter by: if < 0, all transactions will be returned; otherwise, only
   * transactions running longer than this duration will be returned. (versions 1–2; default -1)
   */
  durationFilter: bigint;
  /**
   * The transactional ID regular expression pattern to filter by: if it is empty or null, all transactions
   * are returned; Otherwise then only the transactions matching the given regular expression will be
   * returned. (versions 2; default null)
   */
  transactionalIdPattern: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ListTransactionsResponse · API key 66 · versions 0–2, flexible 0–2 */
export interface ListTransactionsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Set of state filters provided in the request which were unknown to the transaction coordinator. */
  unknownStateFilters: string[];
  /** The current state of the transaction for the transactional id. */
  transactionStates: ListTransactionsResponse.TransactionState[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListTransactionsResponse {
  interface TransactionState {
    /** The transactional id. */
    transactionalId: string;
    /** The producer id. */
    producerId: bigint;
    /** The current transaction state of the producer. */
    transactionState: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
