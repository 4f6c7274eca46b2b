// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeGroupsRequest · API key 15 · versions 0–6, flexible 5–6 */
export interface DescribeGroupsRequest {
  /** The names of the groups to describe. */
  groups: string[];
  /** Whether to include authorized operations. (versions 3–6) */
  includeAuthorizedOperations: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** DescribeGroupsResponse · API key 15 · versions 0–6, flexible 5–6 */
export interface DescribeGroupsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–6)
   */
  throttleTimeMs: number;
  /** Each described group. */
  groups: DescribeGroupsResponse.DescribedGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeGroupsResponse {
  interface DescribedGroup {
    /** The describe error, or 0 if there was no error. */
    errorCode: number;
    /** The describe error message, or null if there was no error. (versions 6; default null) */
    errorMessage: string | null;
    /** The group ID string. */
    groupId: string;
    /** The group state string, or the empty string. */
    groupState: string;
    /** The group protocol type, or the empty string. */
    protocolType: string;
    /** The group protocol data, or the empty string. */
    protocolData: string;
    /** The group members. */
    members: DescribeGroupsResponse.DescribedGroupMember[];
    /**
     * 32-bit bitfield to represent authorized operations for this group. (versions 3–6; default -2147483648)
     */
    authorizedOperations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribedGroupMember {
    /** The member id. */
    memberId: string;
    /** The unique identifier of the consumer instance provided by end user. (versions 4–6; default null) */
    groupInstanceId: string | null;
    /** The client ID used in the member's latest join group request. */
    clientId: string;
    /** The client host. */
    clientHost: string;
    /** The metadata corresponding to the current group protocol in use. */
    memberMetadata: Buffer;
    /** The current assignment provided by the group leader. */
    memberAssignment: Buffer;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
