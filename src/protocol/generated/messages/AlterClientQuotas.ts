// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterClientQuotasRequest · API key 49 · versions 0–1, flexible 1 */
export interface AlterClientQuotasRequest {
  /** The quota configuration entries to alter. */
  entries: AlterClientQuotasRequest.EntryData[];
  /** Whether the alteration should be validated, but not performed. */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterClientQuotasRequest {
  interface EntryData {
    /** The quota entity to alter. */
    entity: AlterClientQuotasRequest.EntityData[];
    /** An individual quota configuration entry to alter. */
    ops: AlterClientQuotasRequest.OpData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface EntityData {
    /** The entity type. */
    entityType: string;
    /** The name of the entity, or null if the default. */
    entityName: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OpData {
    /** The quota configuration key. */
    key: string;
    /** The value to set, otherwise ignored if the value is to be removed. */
    value: number;
    /** Whether the quota configuration value should be removed, otherwise set. */
    remove: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterClientQuotasResponse · API key 49 · versions 0–1, flexible 1 */
export interface AlterClientQuotasResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The quota configuration entries to alter. */
  entries: AlterClientQuotasResponse.EntryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterClientQuotasResponse {
  interface EntryData {
    /** The error code, or `0` if the quota alteration succeeded. */
    errorCode: number;
    /** The error message, or `null` if the quota alteration succeeded. */
    errorMessage: string | null;
    /** The quota entity to alter. */
    entity: AlterClientQuotasResponse.EntityData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface EntityData {
    /** The entity type. */
    entityType: string;
    /** The name of the entity, or null if the default. */
    entityName: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
