// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** BeginQuorumEpochRequest · API key 53 · versions 0–1, flexible 1 */
export interface BeginQuorumEpochRequest {
  /** The cluster id. (default null) */
  clusterId: string | null;
  /** The replica id of the voter receiving the request. (versions 1; default -1) */
  voterId: number;
  /** The topics. */
  topics: BeginQuorumEpochRequest.TopicData[];
  /** Endpoints for the leader. (versions 1) */
  leaderEndpoints: BeginQuorumEpochRequest.LeaderEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace BeginQuorumEpochRequest {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partitions. */
    partitions: BeginQuorumEpochRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The directory id of the receiving replica. (versions 1) */
    voterDirectoryId: string;
    /** The ID of the newly elected leader. */
    leaderId: number;
    /** The epoch of the newly elected leader. */
    leaderEpoch: number;
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

/** BeginQuorumEpochResponse · API key 53 · versions 0–1, flexible 1 */
export interface BeginQuorumEpochResponse {
  /** The top level error code. */
  errorCode: number;
  /** The topic data. */
  topics: BeginQuorumEpochResponse.TopicData[];
  /** Endpoints for all leaders enumerated in PartitionData. (versions 1; tag 0) */
  nodeEndpoints: BeginQuorumEpochResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace BeginQuorumEpochResponse {
  interface TopicData {
    /** The topic name. */
    topicName: string;
    /** The partition data. */
    partitions: BeginQuorumEpochResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The error code for this partition. */
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
