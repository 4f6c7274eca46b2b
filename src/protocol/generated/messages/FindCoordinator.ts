// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** FindCoordinatorRequest · API key 10 · versions 0–6, flexible 3–6 */
export interface FindCoordinatorRequest {
  /** The coordinator key. (versions 0–3) */
  key: string;
  /** The coordinator key type. (group, transaction, share). (versions 1–6; default 0) */
  keyType: number;
  /** The coordinator keys. (versions 4–6) */
  coordinatorKeys: string[];
  unknownTaggedFields?: UnknownTaggedField[];
}

/** FindCoordinatorResponse · API key 10 · versions 0–6, flexible 3–6 */
export interface FindCoordinatorResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–6)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. (versions 0–3) */
  errorCode: number;
  /** The error message, or null if there was no error. (versions 1–3) */
  errorMessage: string | null;
  /** The node id. (versions 0–3) */
  nodeId: number;
  /** The host name. (versions 0–3) */
  host: string;
  /** The port. (versions 0–3) */
  port: number;
  /** Each coordinator result in the response. (versions 4–6) */
  coordinators: FindCoordinatorResponse.Coordinator[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace FindCoordinatorResponse {
  interface Coordinator {
    /** The coordinator key. (versions 4–6) */
    key: string;
    /** The node id. (versions 4–6) */
    nodeId: number;
    /** The host name. (versions 4–6) */
    host: string;
    /** The port. (versions 4–6) */
    port: number;
    /** The error code, or 0 if there was no error. (versions 4–6) */
    errorCode: number;
    /** The error message, or null if there was no error. (versions 4–6) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
