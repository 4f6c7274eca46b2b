// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** EndTxnRequest · API key 26 · versions 0–5, flexible 3–5 */
export interface EndTxnRequest {
  /** The ID of the transaction to end. */
  transactionalId: string;
  /** The producer ID. */
  producerId: bigint;
  /** The current epoch associated with the producer. */
  producerEpoch: number;
  /** True if the transaction was committed, false if it was aborted. */
  committed: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** EndTxnResponse · API key 26 · versions 0–5, flexible 3–5 */
export interface EndTxnResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The producer ID. (versions 5; default -1) */
  producerId: bigint;
  /** The current epoch associated with the producer. (versions 5; default -1) */
  producerEpoch: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
