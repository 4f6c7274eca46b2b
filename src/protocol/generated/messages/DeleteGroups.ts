// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteGroupsRequest · API key 42 · versions 0–3, flexible 2–3 */
export interface DeleteGroupsRequest {
  /** The group names to delete. */
  groupsNames: string[];
  unknownTaggedFields?: UnknownTaggedField[];
}

/** DeleteGroupsResponse · API key 42 · versions 0–3, flexible 2–3 */
export interface DeleteGroupsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The deletion results. */
  results: DeleteGroupsResponse.DeletableGroupResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteGroupsResponse {
  interface DeletableGroupResult {
    /** The group id. */
    groupId: string;
    /** The deletion error, or 0 if the deletion succeeded. */
    errorCode: number;
    /** The error message, or null if there was no error. (versions 3; default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
