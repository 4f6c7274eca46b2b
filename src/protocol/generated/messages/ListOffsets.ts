// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ListOffsetsRequest · API key 2 · versions 0–11, flexible 6–11 */
export interface ListOffsetsRequest {
  /** The broker ID of the requester, or -1 if this request is being made by a normal consumer. */
  replicaId: number;
  /**
   * This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level =
   * 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED
   * transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets
   * smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted
   * transactions in the result, which allows consumers to discard ABORTED transactional records. (versions
   * 2–11)
   */
  isolationLevel: number;
  /** Each topic in the request. */
  topics: ListOffsetsRequest.ListOffsetsTopic[];
  /**
   * The timeout to await a response in milliseconds for requests that require reading from remote storage for
   * topics enabled with tiered storage. (versions 10–11)
   */
  timeoutMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListOffsetsRequest {
  interface ListOffsetsTopic {
    /** The topic name. */
    name: string;
    /** Each partition in the request. */
    partitions: ListOffsetsRequest.ListOffsetsPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ListOffsetsPartition {
    /** The partition index. */
    partitionIndex: number;
    /** The current leader epoch. (versions 4–11; default -1) */
    currentLeaderEpoch: number;
    /** The current timestamp. */
    timestamp: bigint;
    /** The maximum number of offsets to report. (versions 0; default 1) */
    maxNumOffsets: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ListOffsetsResponse · API key 2 · versions 0–11, flexible 6–11 */
export interface ListOffsetsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 2–11)
   */
  throttleTimeMs: number;
  /** Each topic in the response. */
  topics: ListOffsetsResponse.ListOffsetsTopicResponse[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ListOffsetsResponse {
  interface ListOffsetsTopicResponse {
    /** The topic name. */
    name: string;
    /** Each partition in the response. */
    partitions: ListOffsetsResponse.ListOffsetsPartitionResponse[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ListOffsetsPartitionResponse {
    /** The partition index. */
    partitionIndex: number;
    /** The partition error code, or 0 if there was no error. */
    errorCode: number;
    /** The result offsets. (versions 0) */
    oldStyleOffsets: bigint[];
    /** The timestamp associated with the returned offset. (versions 1–11; default -1) */
    timestamp: bigint;
    /** The returned offset. (versions 1–11; default -1) */
    offset: bigint;
    /** The leader epoch associated with the returned offset. (versions 4–11; default -1) */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
