// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ProduceRequest · API key 0 · versions 0–13, flexible 9–13 */
export interface ProduceRequest {
  /** The transactional ID, or null if the producer is not transactional. (versions 3–13; default null) */
  transactionalId: string | null;
  /**
   * The number of acknowledgments the producer requires the leader to have received before considering a
   * request complete. Allowed values: 0 for no acknowledgments, 1 for only the leader and -1 for the full
   * ISR.
   */
  acks: number;
  /** The timeout to await a response in milliseconds. */
  timeoutMs: number;
  /** Each topic to produce to. */
  topicData: ProduceRequest.TopicProduceData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ProduceRequest {
  interface TopicProduceData {
    /** The topic name. (versions 0–12) */
    name: string;
    /** The unique topic ID (versions 13) */
    topicId: string;
    /** Each partition to produce to. */
    partitionData: ProduceRequest.PartitionProduceData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionProduceData {
    /** The partition index. */
    index: number;
    /** The record data to be produced. */
    records: Buffer | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ProduceResponse · API key 0 · versions 0–13, flexible 9–13 */
export interface ProduceResponse {
  /** Each produce response. */
  responses: ProduceResponse.TopicProduceResponse[];
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–13; default 0)
   */
  throttleTimeMs: number;
  /**
   * Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors
   * NOT_LEADER_OR_FOLLOWER. (versions 10–13; tag 0)
   */
  nodeEndpoints: ProduceResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ProduceResponse {
  interface TopicProduceResponse {
    /** The topic name. (versions 0–12) */
    name: string;
    /** The unique topic ID (versions 13) */
    topicId: string;
    /** Each partition that we produced to within the topic. */
    partitionResponses: ProduceResponse.PartitionProduceResponse[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionProduceResponse {
    /** The partition index. */
    index: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The base offset. */
    baseOffset: bigint;
    /**
     * The timestamp returned by broker after appending the messages. If CreateTime is used for the topic, the
     * timestamp will be -1. If LogAppendTime is used for the topic, the timestamp will be the broker local
     * time when the messages are appended. (versions 2–13; default -1)
     */
    logAppendTimeMs: bigint;
    /** The log start offset. (versions 5–13; default -1) */
    logStartOffset: bigint;
    /** The batch indices of records that caused the batch to be dropped. (versions 8–13) */
    recordErrors: ProduceResponse.BatchIndexAndErrorMessage[];
    /**
     * The global error message summarizing the common root cause of the records that caused the batch to be
     * dropped. (versions 8–13; default null)
     */
    errorMessage: string | null;
    /** The leader broker that the producer should use for future requests. (versions 10–13; tag 0) */
    currentLeader: ProduceResponse.LeaderIdAndEpoch;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface BatchIndexAndErrorMessage {
    /** The batch index of the record that caused the batch to be dropped. (versions 8–13) */
    batchIndex: number;
    /** The error message of the record that caused the batch to be dropped. (versions 8–13; default null) */
    batchIndexErrorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderIdAndEpoch {
    /** The ID of the current leader or -1 if the leader is unknown. (versions 10–13; default -1) */
    leaderId: number;
    /** The latest known leader epoch. (versions 10–13; default -1) */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node. (versions 10–13) */
    nodeId: number;
    /** The node's hostname. (versions 10–13) */
    host: string;
    /** The node's port. (versions 10–13) */
    port: number;
    /** The rack of the node, or null if it has not been assigned to a rack. (versions 10–13; default null) */
    rack: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
