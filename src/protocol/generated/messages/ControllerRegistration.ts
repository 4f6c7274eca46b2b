// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ControllerRegistrationRequest · API key 70 · versions 0, flexible 0 */
export interface ControllerRegistrationRequest {
  /** The ID of the controller to register. */
  controllerId: number;
  /** The controller incarnation ID, which is unique to each process run. */
  incarnationId: string;
  /** Set if the required configurations for ZK migration are present. */
  zkMigrationReady: boolean;
  /** The listeners of this controller. */
  listeners: ControllerRegistrationRequest.Listener[];
  /** The features on this controller. */
  features: ControllerRegistrationRequest.Feature[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ControllerRegistrationRequest {
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

/** ControllerRegistrationResponse · API key 70 · versions 0, flexible 0 */
export interface ControllerRegistrationResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The response error code. */
  errorCode: number;
  /** The response error message, or null if there was no error. */
  errorMessage: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}
