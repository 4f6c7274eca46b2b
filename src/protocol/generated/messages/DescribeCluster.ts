// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeClusterRequest · API key 60 · versions 0–2, flexible 0–2 */
export interface DescribeClusterRequest {
  /** Whether to include cluster authorized operations. */
  includeClusterAuthorizedOperations: boolean;
  /** The endpoint type to describe. 1=brokers, 2=controllers. (versions 1–2; default 1) */
  endpointType: number;
  /** Whether to include fenced brokers when listing brokers. (versions 2) */
  includeFencedBrokers: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** DescribeClusterResponse · API key 60 · versions 0–2, flexible 0–2 */
export interface DescribeClusterResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  /** The endpoint type that was described. 1=brokers, 2=controllers. (versions 1–2; default 1) */
  endpointType: number;
  /** The cluster ID that responding broker belongs to. */
  clusterId: string;
  /**
   * The ID of the controller. When handled by a controller, returns the current voter leader ID. When handled
   * by a broker, returns a random alive broker ID as a fallback. (default -1)
   */
  controllerId: number;
  /** Each broker in the response. */
  brokers: DescribeClusterResponse.DescribeClusterBroker[];
  /** 32-bit bitfield to represent authorized operations for this cluster. (default -2147483648) */
  clusterAuthorizedOperations: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeClusterResponse {
  interface DescribeClusterBroker {
    /** The broker ID. */
    brokerId: number;
    /** The broker hostname. */
    host: string;
    /** The broker port. */
    port: number;
    /** The rack of the broker, or null if it has not been assigned to a rack. (default null) */
    rack: string | null;
    /** Whether the broker is fenced (versions 2) */
    isFenced: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
