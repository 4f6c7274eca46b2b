// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** MetadataRequest · API key 3 · versions 0–13, flexible 9–13 */
export interface MetadataRequest {
  /** The topics to fetch metadata for. */
  topics: MetadataRequest.MetadataRequestTopic[] | null;
  /**
   * If this is true, the broker may auto-create topics that we requested which do not already exist, if it is
   * configured to do so. (versions 4–13; default true)
   */
  allowAutoTopicCreation: boolean;
  /** Whether to include cluster authorized operations. (versions 8–10) */
  includeClusterAuthorizedOperations: boolean;
  /** Whether to include topic authorized operations. (versions 8–13) */
  includeTopicAuthorizedOperations: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace MetadataRequest {
  interface MetadataRequestTopic {
    /** The topic id. (versions 10–13) */
    topicId: string;
    /** The topic name. */
    name: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** MetadataResponse · API key 3 · versions 0–13, flexible 9–13 */
export interface MetadataResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 3–13)
   */
  throttleTimeMs: number;
  /** A list of brokers present in the cluster. */
  brokers: MetadataResponse.MetadataResponseBroker[];
  /** The cluster ID that responding broker belongs to. (versions 2–13; default null) */
  clusterId: string | null;
  /** The ID of the controller broker. (versions 1–13; default -1) */
  controllerId: number;
  /** Each topic in the response. */
  topics: MetadataResponse.MetadataResponseTopic[];
  /**
   * 32-bit bitfield to represent authorized operations for this cluster. (versions 8–10; default -2147483648)
   */
  clusterAuthorizedOperations: number;
  /** The top-level error code, or 0 if there was no error. (versions 13) */
  errorCode: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace MetadataResponse {
  interface MetadataResponseBroker {
    /** The broker ID. */
    nodeId: number;
    /** The broker hostname. */
    host: string;
    /** The broker port. */
    port: number;
    /**
     * The rack of the broker, or null if it has not been assigned to a rack. (versions 1–13; default null)
     */
    rack: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface MetadataResponseTopic {
    /** The topic error, or 0 if there was no error. */
    errorCode: number;
    /**
     * The topic name. Null for non-existing topics queried by ID. This is never null when ErrorCode is zero.
     * One of Name and TopicId is always populated.
     */
    name: string | null;
    /**
     * The topic id. Zero for non-existing topics queried by name. This is never zero when ErrorCode is zero.
     * One of Name and TopicId is always populated. (versions 10–13)
     */
    topicId: string;
    /** True if the topic is internal. (versions 1–13; default false) */
    isInternal: boolean;
    /** Each partition in the topic. */
    partitions: MetadataResponse.MetadataResponsePartition[];
    /**
     * 32-bit bitfield to represent authorized operations for this topic. (versions 8–13; default -2147483648)
     */
    topicAuthorizedOperations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface MetadataResponsePartition {
    /** The partition error, or 0 if there was no error. */
    errorCode: number;
    /** The partition index. */
    partitionIndex: number;
    /** The ID of the leader broker. */
    leaderId: number;
    /** The leader epoch of this partition. (versions 7–13; default -1) */
    leaderEpoch: number;
    /** The set of all nodes that host this partition. */
    replicaNodes: number[];
    /** The set of nodes that are in sync with the leader for this partition. */
    isrNodes: number[];
    /** The set of offline replicas of this partition. (versions 5–13) */
    offlineReplicas: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
