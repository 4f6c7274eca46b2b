// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** CreateTopicsRequest · API key 19 · versions 0–7, flexible 5–7 */
export interface CreateTopicsRequest {
  /** The topics to create. */
  topics: CreateTopicsRequest.CreatableTopic[];
  /** How long to wait in milliseconds before timing out the request. (default 60000) */
  timeoutMs: number;
  /**
   * If true, check that the topics can be created as specified, but don't create anything. (versions 1–7;
   * default false)
   */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreateTopicsRequest {
  interface CreatableTopic {
    /** The topic name. */
    name: string;
    /**
     * The number of partitions to create in the topic, or -1 if we are either specifying a manual partition
     * assignment or using the default partitions.
     */
    numPartitions: number;
    /**
     * The number of replicas to create for each partition in the topic, or -1 if we are either specifying a
     * manual partition assignment or using the default replication factor.
     */
    replicationFactor: number;
    /** The manual partition assignment, or the empty array if we are using automatic assignment. */
    assignments: CreateTopicsRequest.CreatableReplicaAssignment[];
    /** The custom topic configurations to set. */
    configs: CreateTopicsRequest.CreatableTopicConfig[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface CreatableReplicaAssignment {
    /** The partition index. */
    partitionIndex: number;
    /** The brokers to place the partition on. */
    brokerIds: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface CreatableTopicConfig {
    /** The configuration name. */
    name: string;
    /** The configuration value. */
    value: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** CreateTopicsResponse · API key 19 · versions 0–7, flexible 5–7 */
export interface CreateTopicsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 2–7)
   */
  throttleTimeMs: number;
  /** Results for each topic we tried to create. */
  topics: CreateTopicsResponse.CreatableTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreateTopicsResponse {
  interface CreatableTopicResult {
    /** The topic name. */
    name: string;
    /** The unique topic ID. (versions 7) */
    topicId: string;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (versions 1–7) */
    errorMessage: string | null;
    /**
     * Optional topic config error returned if configs are not returned in the response. (versions 5–7; tag 0)
     */
    topicConfigErrorCode: number;
    /** Number of partitions of the topic. (versions 5–7; default -1) */
    numPartitions: number;
    /** Replication factor of the topic. (versions 5–7; default -1) */
    replicationFactor: number;
    /** Configuration of the topic. (versions 5–7) */
    configs: CreateTopicsResponse.CreatableTopicConfigs[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface CreatableTopicConfigs {
    /** The configuration name. (versions 5–7) */
    name: string;
    /** The configuration value. (versions 5–7) */
    value: string | null;
    /** True if the configuration is read-only. (versions 5–7) */
    readOnly: boolean;
    /** The configuration source. (versions 5–7; default -1) */
    configSource: number;
    /** True if this configuration is sensitive. (versions 5–7) */
    isSensitive: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
