// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AssignReplicasToDirsRequest · API key 73 · versions 0, flexible 0 */
export interface AssignReplicasToDirsRequest {
  /** The ID of the requesting broker */
  brokerId: number;
  /** The epoch of the requesting broker (default -1) */
  brokerEpoch: bigint;
  directories: AssignReplicasToDirsRequest.DirectoryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AssignReplicasToDirsRequest {
  interface DirectoryData {
    /** The ID of the directory */
    id: string;
    topics: AssignReplicasToDirsRequest.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    /** The ID of the assigned topic */
    topicId: string;
    partitions: AssignReplicasToDirsRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AssignReplicasToDirsResponse · API key 73 · versions 0, flexible 0 */
export interface AssignReplicasToDirsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code */
  errorCode: number;
  directories: AssignReplicasToDirsResponse.DirectoryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AssignReplicasToDirsResponse {
  interface DirectoryData {
    /** The ID of the directory */
    id: string;
    topics: AssignReplicasToDirsResponse.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    /** The ID of the assigned topic */
    topicId: string;
    partitions: AssignReplicasToDirsResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index */
    partitionIndex: number;
    /** The partition level error code */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
