// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** UnregisterBrokerRequest · API key 64 · versions 0, flexible 0 */
export interface UnregisterBrokerRequest {
  /** The broker ID to unregister. */
  brokerId: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** UnregisterBrokerResponse · API key 64 · versions 0, flexible 0 */
export interface UnregisterBrokerResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or `null` if there was no top-level error. */
  errorMessage: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}
