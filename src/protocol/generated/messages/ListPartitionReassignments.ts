// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListPartitionReassignmentsRequest · API key 46 · versions 0, flexible 0 */
export interface ListPartitionReassignmentsRequest {
  /** The time in ms to wait for the request to complete. (default 60000) */
  timeoutMs: number;
  /** The topics to list partition reassignments for, or null to list everything. (default null) */
  topics: ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListPartitionReassignmentsRequest {
  interface ListPartitionReassignmentsTopics {
    /** The topic name. */
    name: string;
    /** The partitions to list partition reassignments for. */
    partitionIndexes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ListPartitionReassignmentsResponse · API key 46 · versions 0, flexible 0 */
export interface ListPartitionReassignmentsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. */
  errorMessage: string | null;
  /** The ongoing reassignments for each topic. */
  topics: ListPartitionReassignmentsResponse.OngoingTopicReassignment[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListPartitionReassignmentsResponse {
  interface OngoingTopicReassignment {
    /** The topic name. */
    name: string;
    /** The ongoing reassignments for each partition. */
    partitions: ListPartitionReassignmentsResponse.OngoingPartitionReassignment[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OngoingPartitionReassignment {
    /** The index of the partition. */
    partitionIndex: number;
    /** The current replica set. */
    replicas: number[];
    /** The set of replicas we are currently adding. */
    addingReplicas: number[];
    /** The set of replicas we are currently removing. */
    removingReplicas: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
