// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterPartitionReassignmentsRequest · API key 45 · versions 0–1, flexible 0–1 */
export interface AlterPartitionReassignmentsRequest {
  /** The time in ms to wait for the request to complete. (default 60000) */
  timeoutMs: number;
  /**
   * The option indicating whether changing the replication factor of any given partition as part of this
   * request is a valid move. (versions 1; default true)
   */
  allowReplicationFactorChange: boolean;
  /** The topics to reassign. */
  topics: AlterPartitionReassignmentsRequest.ReassignableTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterPartitionReassignmentsRequest {
  interface ReassignableTopic {
    /** The topic name. */
    name: string;
    /** The partitions to reassign. */
    partitions: AlterPartitionReassignmentsRequest.ReassignablePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ReassignablePartition {
    /** The partition index. */
    partitionIndex: number;
    /**
     * The replicas to place the partitions on, or null to cancel a pending reassignment for this partition.
     * (default null)
     */
    replicas: number[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterPartitionReassignmentsResponse · API key 45 · versions 0–1, flexible 0–1 */
export interface AlterPartitionReassignmentsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /**
   * The option indicating whether changing the replication factor of any given partition as part of the
   * request was allowed. (versions 1; default true)
   */
  allowReplicationFactorChange: boolean;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. */
  errorMessage: string | null;
  /** The responses to topics to reassign. */
  responses: AlterPartitionReassignmentsResponse.ReassignableTopicResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterPartitionReassignmentsResponse {
  interface ReassignableTopicResponse {
    /** The topic name. */
    name: string;
    /** The responses to partitions to reassign. */
    partitions: AlterPartitionReassignmentsResponse.ReassignablePartitionResponse[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ReassignablePartitionResponse {
    /** The partition index. */
    partitionIndex: number;
    /** The error code for this partition, or 0 if there was no error. */
    errorCode: number;
    /** The error message for this partition, or null if there was no error. */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
