// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ElectLeadersRequest · API key 43 · versions 0–2, flexible 2 */
export interface ElectLeadersRequest {
  /**
   * Type of elections to conduct for the partition. A value of '0' elects the preferred replica. A value of
   * '1' elects the first live replica if there are no in-sync replica. (versions 1–2)
   */
  electionType: number;
  /** The topic partitions to elect leaders. */
  topicPartitions: ElectLeadersRequest.TopicPartitions[] | null;
  /** The time in ms to wait for the election to complete. (default 60000) */
  timeoutMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ElectLeadersRequest {
  interface TopicPartitions {
    /** The name of a topic. */
    topic: string;
    /** The partitions of this topic whose leader should be elected. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ElectLeadersResponse · API key 43 · versions 0–2, flexible 2 */
export interface ElectLeadersResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code. (versions 1–2) */
  errorCode: number;
  /**
   * The election results, or an empty array if the requester did not have permission and the request asks for
   * all partitions.
   */
  replicaElectionResults: ElectLeadersResponse.ReplicaElectionResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ElectLeadersResponse {
  interface ReplicaElectionResult {
    /** The topic name. */
    topic: string;
    /** The results for each partition. */
    partitionResult: ElectLeadersResponse.PartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionResult {
    /** The partition id. */
    partitionId: number;
    /** The result error, or zero if there was no error. */
    errorCode: number;
    /** The result message, or null if there was no error. */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
