// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** CreateAclsRequest · API key 30 · versions 0–3, flexible 2–3 */
export interface CreateAclsRequest {
  /** The ACLs that we want to create. */
  creations: CreateAclsRequest.AclCreation[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreateAclsRequest {
  interface AclCreation {
    /** The type of the resource. */
    resourceType: number;
    /** The resource name for the ACL. */
    resourceName: string;
    /** The pattern type for the ACL. (versions 1–3; default 3) */
    resourcePatternType: number;
    /** The principal for the ACL. */
    principal: string;
    /** The host for the ACL. */
    host: string;
    /** The operation type for the ACL (read, write, etc.). */
    operation: number;
    /** The permission type for the ACL (allow, deny, etc.). */
    permissionType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** CreateAclsResponse · API key 30 · versions 0–3, flexible 2–3 */
export interface CreateAclsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The results for each ACL creation. */
  results: CreateAclsResponse.AclCreationResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreateAclsResponse {
  interface AclCreationResult {
    /** The result error, or zero if there was no error. */
    errorCode: number;
    /** The result message, or null if there was no error. */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
