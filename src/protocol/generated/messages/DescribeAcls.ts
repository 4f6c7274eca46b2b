// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeAclsRequest · API key 29 · versions 0–3, flexible 2–3 */
export interface DescribeAclsRequest {
  /** The resource type. */
  resourceTypeFilter: number;
  /** The resource name, or null to match any resource name. */
  resourceNameFilter: string | null;
  /** The resource pattern to match. (versions 1–3; default 3) */
  patternTypeFilter: number;
  /** The principal to match, or null to match any principal. */
  principalFilter: string | null;
  /** The host to match, or null to match any host. */
  hostFilter: string | null;
  /** The operation to match. */
  operation: number;
  /** The permission type to match. */
  permissionType: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** DescribeAclsResponse · API key 29 · versions 0–3, flexible 2–3 */
export interface DescribeAclsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The error message, or null if there was no error. */
  errorMessage: string | null;
  /** Each Resource that is referenced in an ACL. */
  resources: DescribeAclsResponse.DescribeAclsResource[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeAclsResponse {
  interface DescribeAclsResource {
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    /** The resource pattern type. (versions 1–3; default 3) */
    patternType: number;
    /** The ACLs. */
    acls: DescribeAclsResponse.AclDescription[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AclDescription {
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
