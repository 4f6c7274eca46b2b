// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** RemoveRaftVoterRequest · API key 81 · versions 0, flexible 0 */
export interface RemoveRaftVoterRequest {
  /** The cluster id of the request. */
  clusterId: string | null;
  /** The replica id of the voter getting removed from the topic partition. */
  voterId: number;
  /** The directory id of the voter getting removed from the topic partition. */
  voterDirectoryId: string;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** RemoveRaftVoterResponse · API key 81 · versions 0, flexible 0 */
export interface RemoveRaftVoterResponse {
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
