// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** UpdateFeaturesRequest · API key 57 · versions 0–2, flexible 0–2 */
export interface UpdateFeaturesRequest {
  /** How long to wait in milliseconds before timing out the request. (default 60000) */
  timeoutMs: number;
  /** The list of updates to finalized features. */
  featureUpdates: UpdateFeaturesRequest.FeatureUpdateKey[];
  /**
   * True if we should validate the request, but not perform the upgrade or downgrade. (versions 1–2; default
   * false)
   */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace UpdateFeaturesRequest {
  interface FeatureUpdateKey {
    /** The name of the finalized feature to be updated. */
    feature: string;
    /**
     * The new maximum version level for the finalized feature. A value >= 1 is valid. A value < 1, is
     * special, and can be used to request the deletion of the finalized feature.
     */
    maxVersionLevel: number;
    /**
     * DEPRECATED in version 1 (see DowngradeType). When set to true, the finalized feature version level is
     * allowed to be downgraded/deleted. The downgrade request will fail if the new maximum version level is a
     * value that's not lower than the existing maximum finalized version level. (versions 0)
     */
    allowDowngrade: boolean;
    /**
     * Determine which type of upgrade will be performed: 1 will perform an upgrade only (default), 2 is safe
     * downgrades only (lossless), 3 is unsafe downgrades (lossy). (versions 1–2; default 1)
     */
    upgradeType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** UpdateFeaturesResponse · API key 57 · versions 0–2, flexible 0–2 */
export interface UpdateFeaturesResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or `0` if there was no top-level error. */
  errorCode: number;
  /** The top-level error message, or `null` if there was no top-level error. */
  errorMessage: string | null;
  /** Results for each feature update. (versions 0–1) */
  results: UpdateFeaturesResponse.UpdatableFeatureResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace UpdateFeaturesResponse {
  interface UpdatableFeatureResult {
    /** The name of the finalized feature. */
    feature: string;
    /** The feature update error code or `0` if the feature update succeeded. */
    errorCode: number;
    /** The feature update error, or `null` if the feature update succeeded. */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
