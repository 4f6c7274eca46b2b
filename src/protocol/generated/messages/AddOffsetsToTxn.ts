// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AddOffsetsToTxnRequest · API key 25 · versions 0–4, flexible 3–4 */
export interface AddOffsetsToTxnRequest {
  /** The transactional id corresponding to the transaction. */
  transactionalId: string;
  /** Current producer id in use by the transactional id. */
  producerId: bigint;
  /** Current epoch associated with the producer id. */
  producerEpoch: number;
  /** The unique group identifier. */
  groupId: string;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** AddOffsetsToTxnResponse · API key 25 · versions 0–4, flexible 3–4 */
export interface AddOffsetsToTxnResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The response error code, or 0 if there was no error. */
  errorCode: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
