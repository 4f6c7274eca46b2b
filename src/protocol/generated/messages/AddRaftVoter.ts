// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AddRaftVoterRequest · API key 80 · versions 0–1, flexible 0–1 */
export interface AddRaftVoterRequest {
  /** The cluster id. */
  clusterId: string | null;
  /** The maximum time to wait for the request to complete before returning. */
  timeoutMs: number;
  /** The replica id of the voter getting added to the topic partition. */
  voterId: number;
  /** The directory id of the voter getting added to the topic partition. */
  voterDirectoryId: string;
  /** The endpoints that can be used to communicate with the voter. */
  listeners: AddRaftVoterRequest.Listener[];
  /**
   * When true, return a response after the new voter set is committed. Otherwise, return after the leader
   * writes the changes locally. (versions 1; default true)
   */
  ackWhenCommitted: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AddRaftVoterRequest {
  interface Listener {
    /** The name of the endpoint. */
    name: string;
    /** The hostname. */
    host: string;
    /** The port. */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AddRaftVoterResponse · API key 80 · versions 0–1, flexible 0–1 */
export interface AddRaftVoterResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The error message, or null if there was no error. */
  errorMessage: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}
