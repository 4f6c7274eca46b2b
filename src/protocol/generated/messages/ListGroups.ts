// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListGroupsRequest · API key 16 · versions 0–5, flexible 3–5 */
export interface ListGroupsRequest {
  /**
   * The states of the groups we want to list. If empty, all groups are returned with their state. (versions
   * 4–5)
   */
  statesFilter: string[];
  /**
   * The types of the groups we want to list. If empty, all groups are returned with their type. (versions 5)
   */
  typesFilter: string[];
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ListGroupsResponse · API key 16 · versions 0–5, flexible 3–5 */
export interface ListGroupsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–5)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Each group in the response. */
  groups: ListGroupsResponse.ListedGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListGroupsResponse {
  interface ListedGroup {
    /** The group ID. */
    groupId: string;
    /** The group protocol type. */
    protocolType: string;
    /** The group state name. (versions 4–5) */
    groupState: string;
    /** The group type name. (versions 5) */
    groupType: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
