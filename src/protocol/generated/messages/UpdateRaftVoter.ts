// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** UpdateRaftVoterRequest · API key 82 · versions 0, flexible 0 */
export interface UpdateRaftVoterRequest {
  /** The cluster id. */
  clusterId: string | null;
  /** The current leader epoch of the partition, -1 for unknown leader epoch. */
  currentLeaderEpoch: number;
  /** The replica id of the voter getting updated in the topic partition. */
  voterId: number;
  /** The directory id of the voter getting updated in the topic partition. */
  voterDirectoryId: string;
  /** The endpoint that can be used to communicate with the leader. */
  listeners: UpdateRaftVoterRequest.Listener[];
  /** The range of versions of the protocol that the replica supports. */
  kRaftVersionFeature: UpdateRaftVoterRequest.KRaftVersionFeature;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace UpdateRaftVoterRequest {
  interface Listener {
    /** The name of the endpoint. */
    name: string;
    /** The hostname. */
    host: string;
    /** The port. */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface KRaftVersionFeature {
    /** The minimum supported KRaft protocol version. */
    minSupportedVersion: number;
    /** The maximum supported KRaft protocol version. */
    maxSupportedVersion: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** UpdateRaftVoterResponse · API key 82 · versions 0, flexible 0 */
export interface UpdateRaftVoterResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** Details of the current Raft cluster leader. (tag 0) */
  currentLeader: UpdateRaftVoterResponse.CurrentLeader;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace UpdateRaftVoterResponse {
  interface CurrentLeader {
    /** The replica id of the current leader or -1 if the leader is unknown. (default -1) */
    leaderId: number;
    /** The latest known leader epoch. (default -1) */
    leaderEpoch: number;
    /** The node's hostname. */
    host: string;
    /** The node's port. */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
