// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** BrokerRegistrationRequest · API key 62 · versions 0–4, flexible 0–4 */
export interface BrokerRegistrationRequest {
  /** The broker ID. */
  brokerId: number;
  /** The cluster id of the broker process. */
  clusterId: string;
  /** The incarnation id of the broker process. */
  incarnationId: string;
  /** The listeners of this broker. */
  listeners: BrokerRegistrationRequest.Listener[];
  /** The features on this broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted. */
  features: BrokerRegistrationRequest.Feature[];
  /** The rack which this broker is in. */
  rack: string | null;
  /**
   * If the required configurations for ZK migration are present, this value is set to true. (versions 1–4;
   * default false)
   */
  isMigratingZkBroker: boolean;
  /** Log directories configured in this broker which are available. (versions 2–4) */
  logDirs: string[];
  /** The epoch before a clean shutdown. (versions 3–4; default -1) */
  previousBrokerEpoch: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace BrokerRegistrationRequest {
  interface Listener {
    /** The name of the endpoint. */
    name: string;
    /** The hostname. */
    host: string;
    /** The port. */
    port: number;
    /** The security protocol. */
    securityProtocol: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Feature {
    /** The feature name. */
    name: string;
    /** The minimum supported feature level. */
    minSupportedVersion: number;
    /** The maximum supported feature level. */
    maxSupportedVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** BrokerRegistrationResponse · API key 62 · versions 0–4, flexible 0–4 */
export interface BrokerRegistrationResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The broker's assigned epoch, or -1 if none was assigned. (default -1) */
  brokerEpoch: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}
