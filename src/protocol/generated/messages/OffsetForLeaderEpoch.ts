// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** OffsetForLeaderEpochRequest · API key 23 · versions 0–4, flexible 4 */
export interface OffsetForLeaderEpochRequest {
  /** The broker ID of the follower, of -1 if this request is from a consumer. (versions 3–4; default -2) */
  replicaId: number;
  /** Each topic to get offsets for. */
  topics: OffsetForLeaderEpochRequest.OffsetForLeaderTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetForLeaderEpochRequest {
  interface OffsetForLeaderTopic {
    /** The topic name. */
    topic: string;
    /** Each partition to get offsets for. */
    partitions: OffsetForLeaderEpochRequest.OffsetForLeaderPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface OffsetForLeaderPartition {
    /** The partition index. */
    partition: number;
    /**
     * An epoch used to fence consumers/replicas with old metadata. If the epoch provided by the client is
     * larger than the current epoch known to the broker, then the UNKNOWN_LEADER_EPOCH error code will be
     * returned. If the provided epoch is smaller, then the FENCED_LEADER_EPOCH error code will be returned.
     * (versions 2–4; default -1)
     */
    currentLeaderEpoch: number;
    /** The epoch to look up an offset for. */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** OffsetForLeaderEpochResponse · API key 23 · versions 0–4, flexible 4 */
export interface OffsetForLeaderEpochResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 2–4)
   */
  throttleTimeMs: number;
  /** Each topic we fetched offsets for. */
  topics: OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace OffsetForLeaderEpochResponse {
  interface OffsetForLeaderTopicResult {
    /** The topic name. */
    topic: string;
    /** Each partition in the topic we fetched offsets for. */
    partitions: OffsetForLeaderEpochResponse.EpochEndOffset[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface EpochEndOffset {
    /** The error code 0, or if there was no error. */
    errorCode: number;
    /** The partition index. */
    partition: number;
    /** The leader epoch of the partition. (versions 1–4; default -1) */
    leaderEpoch: number;
    /** The end offset of the epoch. (default -1) */
    endOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
