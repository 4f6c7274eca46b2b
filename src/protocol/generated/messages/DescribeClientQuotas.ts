// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeClientQuotasRequest · API key 48 · versions 0–1, flexible 1 */
export interface DescribeClientQuotasRequest {
  /** Filter components to apply to quota entities. */
  components: DescribeClientQuotasRequest.ComponentData[];
  /** Whether the match is strict, i.e. should exclude entities with unspecified entity types. */
  strict: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeClientQuotasRequest {
  interface ComponentData {
    /** The entity type that the filter component applies to. */
    entityType: string;
    /** How to match the entity {0 = exact name, 1 = default name, 2 = any specified name}. */
    matchType: number;
    /** The string to match against, or null if unused for the match type. */
    match: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeClientQuotasResponse · API key 48 · versions 0–1, flexible 1 */
export interface DescribeClientQuotasResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or `0` if the quota description succeeded. */
  errorCode: number;
  /** The error message, or `null` if the quota description succeeded. */
  errorMessage: string | null;
  /** A result entry. */
  entries: DescribeClientQuotasResponse.EntryData[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeClientQuotasResponse {
  interface EntryData {
    /** The quota entity description. */
    entity: DescribeClientQuotasResponse.EntityData[];
    /** The quota values for the entity. */
    values: DescribeClientQuotasResponse.ValueData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface EntityData {
    /** The entity type. */
    entityType: string;
    /** The entity name, or null if the default. */
    entityName: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ValueData {
    /** The quota configuration key. */
    key: string;
    /** The quota configuration value. */
    value: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
