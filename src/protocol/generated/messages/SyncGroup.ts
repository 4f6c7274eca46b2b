// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** SyncGroupRequest · API key 14 · versions 0–5, flexible 4–5 */
export interface SyncGroupRequest {
  /** The unique group identifier. */
  groupId: string;
  /** The generation of the group. */
  generationId: number;
  /** The member ID assigned by the group. */
  memberId: string;
  /** The unique identifier of the consumer instance provided by end user. (versions 3–5; default null) */
  groupInstanceId: string | null;
  /** The group protocol type. (versions 5; default null) */
  protocolType: string | null;
  /** The group protocol name. (versions 5; default null) */
  protocolName: string | null;
  /** Each assignment. */
  assignments: SyncGroupRequest.SyncGroupRequestAssignment[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace SyncGroupRequest {
  interface SyncGroupRequestAssignment {
    /** The ID of the member to assign. */
    memberId: string;
    /** The member assignment. */
    assignment: Buffer;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** SyncGroupResponse · API key 14 · versions 0–5, flexible 4–5 */
export interface SyncGroupResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–5)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The group protocol type. (versions 5; default null) */
  protocolType: string | null;
  /** The group protocol name. (versions 5; default null) */
  protocolName: string | null;
  /** The member assignment. */
  assignment: Buffer;
  unknownTaggedFields?: UnknownTaggedField[];
}
