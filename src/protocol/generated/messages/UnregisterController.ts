// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** UnregisterControllerRequest · API key 94 · versions 0, flexible 0 */
export interface UnregisterControllerRequest {
  /** The controller ID to unregister. */
  controllerId: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** UnregisterControllerResponse · API key 94 · versions 0, flexible 0 */
export interface UnregisterControllerResponse {
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
