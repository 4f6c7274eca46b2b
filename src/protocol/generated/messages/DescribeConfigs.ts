// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeConfigsRequest · API key 32 · versions 0–4, flexible 4 */
export interface DescribeConfigsRequest {
  /** The resources whose configurations we want to describe. */
  resources: DescribeConfigsRequest.DescribeConfigsResource[];
  /** True if we should include all synonyms. (versions 1–4; default false) */
  includeSynonyms: boolean;
  /** True if we should include configuration documentation. (versions 3–4; default false) */
  includeDocumentation: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeConfigsRequest {
  interface DescribeConfigsResource {
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    /** The configuration keys to list, or null to list all configuration keys. */
    configurationKeys: string[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeConfigsResponse · API key 32 · versions 0–4, flexible 4 */
export interface DescribeConfigsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The results for each resource. */
  results: DescribeConfigsResponse.DescribeConfigsResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeConfigsResponse {
  interface DescribeConfigsResult {
    /** The error code, or 0 if we were able to successfully describe the configurations. */
    errorCode: number;
    /** The error message, or null if we were able to successfully describe the configurations. */
    errorMessage: string | null;
    /** The resource type. */
    resourceType: number;
    /** The resource name. */
    resourceName: string;
    /** Each listed configuration. */
    configs: DescribeConfigsResponse.DescribeConfigsResourceResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeConfigsResourceResult {
    /** The configuration name. */
    name: string;
    /** The configuration value. */
    value: string | null;
    /** True if the configuration is read-only. */
    readOnly: boolean;
    /** True if the configuration is not set. (versions 0) */
    isDefault: boolean;
    /** The configuration source. (versions 1–4; default -1) */
    configSource: number;
    /** True if this configuration is sensitive. */
    isSensitive: boolean;
    /** The synonyms for this configuration key. (versions 1–4) */
    synonyms: DescribeConfigsResponse.DescribeConfigsSynonym[];
    /**
     * The configuration data type. Type can be one of the following values - BOOLEAN, STRING, INT, SHORT,
     * LONG, DOUBLE, LIST, CLASS, PASSWORD. (versions 3–4; default 0)
     */
    configType: number;
    /** The configuration documentation. (versions 3–4) */
    documentation: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeConfigsSynonym {
    /** The synonym name. (versions 1–4) */
    name: string;
    /** The synonym value. (versions 1–4) */
    value: string | null;
    /** The synonym source. (versions 1–4) */
    source: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
