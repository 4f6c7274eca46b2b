// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** RenewDelegationTokenRequest · API key 39 · versions 0–2, flexible 2 */
export interface RenewDelegationTokenRequest {
  /** The HMAC of the delegation token to be renewed. */
  hmac: Buffer;
  /** The renewal time period in milliseconds. */
  renewPeriodMs: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** RenewDelegationTokenResponse · API key 39 · versions 0–2, flexible 2 */
export interface RenewDelegationTokenResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The timestamp in milliseconds at which this token expires. */
  expiryTimestampMs: bigint;
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
