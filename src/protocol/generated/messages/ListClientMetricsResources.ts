// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListClientMetricsResourcesRequest · API key 74 · versions 0, flexible 0 */
export interface ListClientMetricsResourcesRequest {
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ListClientMetricsResourcesResponse · API key 74 · versions 0, flexible 0 */
export interface ListClientMetricsResourcesResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Each client metrics resource in the response. */
  clientMetricsResources: ListClientMetricsResourcesResponse.ClientMetricsResource[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListClientMetricsResourcesResponse {
  interface ClientMetricsResource {
    /** The resource name. */
    name: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
