// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** EndQuorumEpochRequest · API key 54 · versions 0–1, flexible 1 */
export interface EndQuorumEpochRequest {
  /** The cluster id. (default null) */
  clusterId: string | null;
  /** The topics. */
  topics: EndQuorumEpochRequest.TopicData[];
  /** Endpoints for the leader. (versions 1) */
  leaderEndpoints: EndQuorumEpochRequest.LeaderEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace EndQuorumEpochRequest {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partitions. */
    partitions: EndQuorumEpochRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The current leader ID that is resigning. */
    leaderId: number;
    /** The current epoch. */
    leaderEpoch: number;
    /** A sorted list of preferred successors to start the election. (versions 0) */
    preferredSuccessors: number[];
    /** A sorted list of preferred candidates to start the election. (versions 1) */
    preferredCandidates: EndQuorumEpochRequest.ReplicaInfo[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ReplicaInfo {
    /** The ID of the candidate replica. (versions 1) */
    candidateId: number;
    /** The directory ID of the candidate replica. (versions 1) */
    candidateDirectoryId: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderEndpoint {
    /** The name of the endpoint. (versions 1) */
    name: string;
    /** The node's hostname. (versions 1) */
    host: string;
    /** The node's port. (versions 1) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** EndQuorumEpochResponse · API key 54 · versions 0–1, flexible 1 */
export interface EndQuorumEpochResponse {
  /** The top level error code. */
  errorCode: number;
  /** The topic data. */
  topics: EndQuorumEpochResponse.TopicData[];
  /** Endpoints for all leaders enumerated in PartitionData. (versions 1; tag 0) */
  nodeEndpoints: EndQuorumEpochResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace EndQuorumEpochResponse {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partition data. */
    partitions: EndQuorumEpochResponse.PartitionData[];
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
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node. (versions 1) */
    nodeId: number;
    /** The node's hostname. (versions 1) */
    host: string;
    /** The node's port. (versions 1) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
