// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AssignReplicasToDirsRequest · API key 73 · versions 0, flexible 0 */
export interface AssignReplicasToDirsRequest {
  /** The ID of the requesting broker. */
  brokerId: number;
  /** The epoch of the requesting broker. (default -1) */
  brokerEpoch: bigint;
  /** The directories to which replicas should be assigned. */
  directories: AssignReplicasToDirsRequest.DirectoryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AssignReplicasToDirsRequest {
  interface DirectoryData {
    /** The ID of the directory. */
    id: string;
    /** The topics assigned to the directory. */
    topics: AssignReplicasToDirsRequest.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    /** The ID of the assigned topic. */
    topicId: string;
    /** The partitions assigned to the directory. */
    partitions: AssignReplicasToDirsRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
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
  /** The top level response error code. */
  errorCode: number;
  /** The list of directories and their assigned partitions. */
  directories: AssignReplicasToDirsResponse.DirectoryData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AssignReplicasToDirsResponse {
  interface DirectoryData {
    /** The ID of the directory. */
    id: string;
    /** The list of topics and their assigned partitions. */
    topics: AssignReplicasToDirsResponse.TopicData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicData {
    /** The ID of the assigned topic. */
    topicId: string;
    /** The list of assigned partitions. */
    partitions: AssignReplicasToDirsResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The partition level error code. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
