// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** LeaveGroupRequest · API key 13 · versions 0–5, flexible 4–5 */
export interface LeaveGroupRequest {
  /** The ID of the group to leave. */
  groupId: string;
  /** The member ID to remove from the group. (versions 0–2) */
  memberId: string;
  /** List of leaving member identities. (versions 3–5) */
  members: LeaveGroupRequest.MemberIdentity[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace LeaveGroupRequest {
  interface MemberIdentity {
    /** The member ID to remove from the group. (versions 3–5) */
    memberId: string;
    /** The group instance ID to remove from the group. (versions 3–5; default null) */
    groupInstanceId: string | null;
    /** The reason why the member left the group. (versions 5; default null) */
    reason: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** LeaveGroupResponse · API key 13 · versions 0–5, flexible 4–5 */
export interface LeaveGroupResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–5)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** List of leaving member responses. (versions 3–5) */
  members: LeaveGroupResponse.MemberResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace LeaveGroupResponse {
  interface MemberResponse {
    /** The member ID to remove from the group. (versions 3–5) */
    memberId: string;
    /** The group instance ID to remove from the group. (versions 3–5) */
    groupInstanceId: string | null;
    /** The error code, or 0 if there was no error. (versions 3–5) */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
