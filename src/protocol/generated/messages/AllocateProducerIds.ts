// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AllocateProducerIdsRequest · API key 67 · versions 0, flexible 0 */
export interface AllocateProducerIdsRequest {
  /** The ID of the requesting broker. */
  brokerId: number;
  /** The epoch of the requesting broker. (default -1) */
  brokerEpoch: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** AllocateProducerIdsResponse · API key 67 · versions 0, flexible 0 */
export interface AllocateProducerIdsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code. */
  errorCode: number;
  /** The first producer ID in this range, inclusive. */
  producerIdStart: bigint;
  /** The number of producer IDs in this range. */
  producerIdLen: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
