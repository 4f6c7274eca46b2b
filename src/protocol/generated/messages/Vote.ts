// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** VoteRequest · API key 52 · versions 0–2, flexible 0–2 */
export interface VoteRequest {
  /** The cluster id. (default null) */
  clusterId: string | null;
  /** The replica id of the voter receiving the request. (versions 1–2; default -1) */
  voterId: number;
  /** The topic data. */
  topics: VoteRequest.TopicData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace VoteRequest {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partition data. */
    partitions: VoteRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The epoch of the voter sending the request */
    replicaEpoch: number;
    /** The replica id of the voter sending the request */
    replicaId: number;
    /** The directory id of the voter sending the request (versions 1–2) */
    replicaDirectoryId: string;
    /** The directory id of the voter receiving the request (versions 1–2) */
    voterDirectoryId: string;
    /** The epoch of the last record written to the metadata log. */
    lastOffsetEpoch: number;
    /** The log end offset of the metadata log of the voter sending the request. */
    lastOffset: bigint;
    /** Whether the request is a PreVote request (not persisted) or not. (versions 2) */
    preVote: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** VoteResponse · API key 52 · versions 0–2, flexible 0–2 */
export interface VoteResponse {
  /** The top level error code. */
  errorCode: number;
  /** The results for each topic. */
  topics: VoteResponse.TopicData[];
  /** Endpoints for all current-leaders enumerated in PartitionData. (versions 1–2; tag 0) */
  nodeEndpoints: VoteResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace VoteResponse {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The results for each partition. */
    partitions: VoteResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The partition level error code. */
    errorCode: number;
    /** The ID of the current leader or -1 if the leader is unknown. */
    leaderId: number;
    /** The latest known leader epoch. */
    leaderEpoch: number;
    /** True if the vote was granted and false otherwise. */
    voteGranted: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node. (versions 1–2) */
    nodeId: number;
    /** The node's hostname. (versions 1–2) */
    host: string;
    /** The node's port. (versions 1–2) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
