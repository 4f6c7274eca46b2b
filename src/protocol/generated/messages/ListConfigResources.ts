// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListConfigResourcesRequest · API key 74 · versions 0–1, flexible 0–1 */
export interface ListConfigResourcesRequest {
  /**
   * The list of resource type. If the list is empty, it uses default supported config resource types.
   * (versions 1)
   */
  resourceTypes: number[];
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ListConfigResourcesResponse · API key 74 · versions 0–1, flexible 0–1 */
export interface ListConfigResourcesResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Each config resource in the response. */
  configResources: ListConfigResourcesResponse.ConfigResource[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListConfigResourcesResponse {
  interface ConfigResource {
    /** The resource name. */
    resourceName: string;
    /** The resource type. (versions 1; default 16) */
    resourceType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
