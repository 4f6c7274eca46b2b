// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ApiVersionsRequest · API key 18 · versions 0–5, flexible 3–5 */
export interface ApiVersionsRequest {
  /** The name of the client. (versions 3–5) */
  clientSoftwareName: string;
  /** The version of the client. (versions 3–5) */
  clientSoftwareVersion: string;
  /**
   * The cluster ID the client intends to connect to. Provide both ClusterId and NodeId, if known. (versions
   * 5; default null)
   */
  clusterId: string | null;
  /**
   * The node ID the client intends to connect to. Provide both ClusterId and NodeId, if known. (versions 5;
   * default -1)
   */
  nodeId: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ApiVersionsResponse · API key 18 · versions 0–5, flexible 3–5 */
export interface ApiVersionsResponse {
  /** The top-level error code. */
  errorCode: number;
  /** The APIs supported by the broker. */
  apiKeys: ApiVersionsResponse.ApiVersion[];
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–5)
   */
  throttleTimeMs: number;
  /**
   * Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
   * (versions 3–5; tag 0)
   */
  supportedFeatures: ApiVersionsResponse.SupportedFeatureKey[];
  /**
   * The monotonically increasing epoch for the finalized features information. Valid values are >= 0. A value
   * of -1 is special and represents unknown epoch. (versions 3–5; tag 1; default -1)
   */
  finalizedFeaturesEpoch: bigint;
  /**
   * List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch >= 0.
   * (versions 3–5; tag 2)
   */
  finalizedFeatures: ApiVersionsResponse.FinalizedFeatureKey[];
  /**
   * Set by a KRaft controller if the required configurations for ZK migration are present. (versions 3–5; tag
   * 3; default false)
   */
  zkMigrationReady: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ApiVersionsResponse {
  interface ApiVersion {
    /** The API index. */
    apiKey: number;
    /** The minimum supported version, inclusive. */
    minVersion: number;
    /** The maximum supported version, inclusive. */
    maxVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface SupportedFeatureKey {
    /** The name of the feature. (versions 3–5) */
    name: string;
    /** The minimum supported version for the feature. (versions 3–5) */
    minVersion: number;
    /** The maximum supported version for the feature. (versions 3–5) */
    maxVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface FinalizedFeatureKey {
    /** The name of the feature. (versions 3–5) */
    name: string;
    /** The cluster-wide finalized max version level for the feature. (versions 3–5) */
    maxVersionLevel: number;
    /** The cluster-wide finalized min version level for the feature. (versions 3–5) */
    minVersionLevel: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
