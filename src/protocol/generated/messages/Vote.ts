// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** VoteRequest · API key 52 · versions 0–1, flexible 0–1 */
export interface VoteRequest {
  /** (default null) */
  clusterId: string | null;
  /** The replica id of the voter receiving the request (versions 1; default -1) */
  voterId: number;
  topics: VoteRequest.TopicData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace VoteRequest {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    partitions: VoteRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The bumped epoch of the candidate sending the request */
    candidateEpoch: number;
    /** The replica id of the voter sending the request */
    candidateId: number;
    /** The directory id of the voter sending the request (versions 1) */
    candidateDirectoryId: string;
    /** The ID of the voter sending the request (versions 1) */
    voterDirectoryId: string;
    /** The epoch of the last record written to the metadata log */
    lastOffsetEpoch: number;
    /** The offset of the last record written to the metadata log */
    lastOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** VoteResponse · API key 52 · versions 0–1, flexible 0–1 */
export interface VoteResponse {
  /** The top level error code. */
  errorCode: number;
  topics: VoteResponse.TopicData[];
  /** Endpoints for all current-leaders enumerated in PartitionData (versions 1; tag 0) */
  nodeEndpoints: VoteResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace VoteResponse {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    partitions: VoteResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    errorCode: number;
    /** The ID of the current leader or -1 if the leader is unknown. */
    leaderId: number;
    /** The latest known leader epoch */
    leaderEpoch: number;
    /** True if the vote was granted and false otherwise */
    voteGranted: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node (versions 1) */
    nodeId: number;
    /** The node's hostname (versions 1) */
    host: string;
    /** The node's port (versions 1) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
