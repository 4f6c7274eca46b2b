// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteAclsRequest · API key 31 · versions 0–3, flexible 2–3 */
export interface DeleteAclsRequest {
  /** The filters to use when deleting ACLs. */
  filters: DeleteAclsRequest.DeleteAclsFilter[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteAclsRequest {
  interface DeleteAclsFilter {
    /** The resource type. */
    resourceTypeFilter: number;
    /** The resource name, or null to match any resource name. */
    resourceNameFilter: string | null;
    /** The pattern type. (versions 1–3; default 3) */
    patternTypeFilter: number;
    /** The principal filter, or null to accept all principals. */
    principalFilter: string | null;
    /** The host filter, or null to accept all hosts. */
    hostFilter: string | null;
    /** The ACL operation. */
    operation: number;
    /** The permission type. */
    permissionType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DeleteAclsResponse · API key 31 · versions 0–3, flexible 2–3 */
export interface DeleteAclsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The results for each filter. */
  filterResults: DeleteAclsResponse.DeleteAclsFilterResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteAclsResponse {
  interface DeleteAclsFilterResult {
    /** The error code, or 0 if the filter succeeded. */
    errorCode: number;
    /** The error message, or null if the filter succeeded. */
    errorMessage: string | null;
    /** The ACLs which matched this filter. */
    matchingAcls: DeleteAclsResponse.DeleteAclsMatchingAcl[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DeleteAclsMatchingAcl {
    /** The deletion error code, or 0 if the deletion succeeded. */
    errorCode: number;
    /** The deletion error message, or null if the deletion succeeded. */
    errorMessage: string | null;
    /** The ACL resource type. */
    resourceType: number;
    /** The ACL resource name. */
    resourceName: string;
    /** The ACL resource pattern type. (versions 1–3; default 3) */
    patternType: number;
    /** The ACL principal. */
    principal: string;
    /** The ACL host. */
    host: string;
    /** The ACL operation. */
    operation: number;
    /** The ACL permission type. */
    permissionType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
