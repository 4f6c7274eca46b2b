// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** HeartbeatRequest · API key 12 · versions 0–4, flexible 4 */
export interface HeartbeatRequest {
  /** The group id. */
  groupId: string;
  /** The generation of the group. */
  generationId: number;
  /** The member ID. */
  memberId: string;
  /** The unique identifier of the consumer instance provided by end user. (versions 3–4; default null) */
  groupInstanceId: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** HeartbeatResponse · API key 12 · versions 0–4, flexible 4 */
export interface HeartbeatResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–4)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
