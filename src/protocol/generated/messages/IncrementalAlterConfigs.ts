// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** IncrementalAlterConfigsRequest · API key 44 · versions 0–1, flexible 1 */
export interface IncrementalAlterConfigsRequest {
  /** The incremental updates for each resource. */
  resources: IncrementalAlterConfigsRequest.AlterConfigsResource[];
  /** True if we should validate the request, but not change the configurations. */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace IncrementalAlterConfigsRequest {
  interface AlterConfigsResource {
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    /** The configurations. */
    configs: IncrementalAlterConfigsRequest.AlterableConfig[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterableConfig {
    /** The configuration key name. */
    name: string;
    /** The type (Set, Delete, Append, Subtract) of operation. */
    configOperation: number;
    /** The value to set for the configuration key. */
    value: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** IncrementalAlterConfigsResponse · API key 44 · versions 0–1, flexible 1 */
export interface IncrementalAlterConfigsResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The responses for each resource. */
  responses: IncrementalAlterConfigsResponse.AlterConfigsResourceResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace IncrementalAlterConfigsResponse {
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
