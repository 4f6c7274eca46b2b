// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterConfigsRequest · API key 33 · versions 0–2, flexible 2 */
export interface AlterConfigsRequest {
  /** The updates for each resource. */
  resources: AlterConfigsRequest.AlterConfigsResource[];
  /** True if we should validate the request, but not change the configurations. */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterConfigsRequest {
  interface AlterConfigsResource {
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    /** The configurations. */
    configs: AlterConfigsRequest.AlterableConfig[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterableConfig {
    /** The configuration key name. */
    name: string;
    /** The value to set for the configuration key. */
    value: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterConfigsResponse · API key 33 · versions 0–2, flexible 2 */
export interface AlterConfigsResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The responses for each resource. */
  responses: AlterConfigsResponse.AlterConfigsResourceResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterConfigsResponse {
  interface AlterConfigsResourceResponse {
    /** The resource error code. */
    errorCode: number;
    /** The resource error message, or null if there was no error. */
    errorMessage: string | null;
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
