// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** FetchRequest · API key 1 · versions 0–18, flexible 12–18 */
export interface FetchRequest {
  /**
   * The clusterId if known. This is used to validate metadata fetches prior to broker registration. (versions
   * 12–18; tag 0; default null)
   */
  clusterId: string | null;
  /** The broker ID of the follower, of -1 if this request is from a consumer. (versions 0–14; default -1) */
  replicaId: number;
  /** The state of the replica in the follower. (versions 15–18; tag 1) */
  replicaState: FetchRequest.ReplicaState;
  /** The maximum time in milliseconds to wait for the response. */
  maxWaitMs: number;
  /** The minimum bytes to accumulate in the response. */
  minBytes: number;
  /**
   * The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored. (versions 3–18;
   * default 2147483647)
   */
  maxBytes: number;
  /**
   * This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level =
   * 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED
   * transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets
   * smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted
   * transactions in the result, which allows consumers to discard ABORTED transactional records. (versions
   * 4–18; default 0)
   */
  isolationLevel: number;
  /** The fetch session ID. (versions 7–18; default 0) */
  sessionId: number;
  /**
   * The fetch session epoch, which is used for ordering requests in a session. (versions 7–18; default -1)
   */
  sessionEpoch: number;
  /** The topics to fetch. */
  topics: FetchRequest.FetchTopic[];
  /** In an incremental fetch request, the partitions to remove. (versions 7–18) */
  forgottenTopicsData: FetchRequest.ForgottenTopic[];
  /** Rack ID of the consumer making this request. (versions 11–18) */
  rackId: string;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace FetchRequest {
  interface ReplicaState {
    /**
     * The replica ID of the follower, or -1 if this request is from a consumer. (versions 15–18; default -1)
     */
    replicaId: number;
    /** The epoch of this follower, or -1 if not available. (versions 15–18; default -1) */
    replicaEpoch: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface FetchTopic {
    /** The name of the topic to fetch. (versions 0–12) */
    topic: string;
    /** The unique topic ID. (versions 13–18) */
    topicId: string;
    /** The partitions to fetch. */
    partitions: FetchRequest.FetchPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface FetchPartition {
    /** The partition index. */
    partition: number;
    /** The current leader epoch of the partition. (versions 9–18; default -1) */
    currentLeaderEpoch: number;
    /** The message offset. */
    fetchOffset: bigint;
    /** The epoch of the last fetched record or -1 if there is none. (versions 12–18; default -1) */
    lastFetchedEpoch: number;
    /**
     * The earliest available offset of the follower replica. The field is only used when the request is sent
     * by the follower. (versions 5–18; default -1)
     */
    logStartOffset: bigint;
    /**
     * The maximum bytes to fetch from this partition. See KIP-74 for cases where this limit may not be
     * honored.
     */
    partitionMaxBytes: number;
    /** The directory id of the follower fetching. (versions 17–18; tag 0) */
    replicaDirectoryId: string;
    /**
     * The high-watermark known by the replica. -1 if the high-watermark is not known and 9223372036854775807
     * if the feature is not supported. (versions 18; tag 1; default 9223372036854775807)
     */
    highWatermark: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ForgottenTopic {
    /** The topic name. (versions 7–12) */
    topic: string;
    /** The unique topic ID. (versions 13–18) */
    topicId: string;
    /** The partitions indexes to forget. (versions 7–18) */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** FetchResponse · API key 1 · versions 0–18, flexible 12–18 */
export interface FetchResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–18)
   */
  throttleTimeMs: number;
  /** The top level response error code. (versions 7–18) */
  errorCode: number;
  /** The fetch session ID, or 0 if this is not part of a fetch session. (versions 7–18; default 0) */
  sessionId: number;
  /** The response topics. */
  responses: FetchResponse.FetchableTopicResponse[];
  /**
   * Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER &
   * FENCED_LEADER_EPOCH. (versions 16–18; tag 0)
   */
  nodeEndpoints: FetchResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace FetchResponse {
  interface FetchableTopicResponse {
    /** The topic name. (versions 0–12) */
    topic: string;
    /** The unique topic ID. (versions 13–18) */
    topicId: string;
    /** The topic partitions. */
    partitions: FetchResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no fetch error. */
    errorCode: number;
    /** The current high water mark. */
    highWatermark: bigint;
    /**
     * The last stable offset (or LSO) of the partition. This is the last offset such that the state of all
     * transactional records prior to this offset have been decided (ABORTED or COMMITTED). (versions 4–18;
     * default -1)
     */
    lastStableOffset: bigint;
    /** The current log start offset. (versions 5–18; default -1) */
    logStartOffset: bigint;
    /**
     * In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this
     * field indicates the largest epoch and its end offset such that subsequent records are known to diverge.
     * (versions 12–18; tag 0)
     */
    divergingEpoch: FetchResponse.EpochEndOffset;
    /** The current leader of the partition. (versions 12–18; tag 1) */
    currentLeader: FetchResponse.LeaderIdAndEpoch;
    /**
     * In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that
     * should be used in the FetchSnapshot request. (versions 12–18; tag 2)
     */
    snapshotId: FetchResponse.SnapshotId;
    /** The aborted transactions. (versions 4–18) */
    abortedTransactions: FetchResponse.AbortedTransaction[] | null;
    /**
     * The preferred read replica for the consumer to use on its next fetch request. (versions 11–18; default
     * -1)
     */
    preferredReadReplica: number;
    /** The record data. */
    records: Buffer | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface EpochEndOffset {
    /** The largest epoch. (versions 12–18; default -1) */
    epoch: number;
    /** The end offset of the epoch. (versions 12–18; default -1) */
    endOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderIdAndEpoch {
    /** The ID of the current leader or -1 if the leader is unknown. (versions 12–18; default -1) */
    leaderId: number;
    /** The latest known leader epoch. (versions 12–18; default -1) */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface SnapshotId {
    /** The end offset of the epoch. (versions 4–18; default -1) */
    endOffset: bigint;
    /** The largest epoch. (versions 4–18; default -1) */
    epoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AbortedTransaction {
    /** The producer id associated with the aborted transaction. (versions 4–18) */
    producerId: bigint;
    /** The first offset in the aborted transaction. (versions 4–18) */
    firstOffset: bigint;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node. (versions 16–18) */
    nodeId: number;
    /** The node's hostname. (versions 16–18) */
    host: string;
    /** The node's port. (versions 16–18) */
    port: number;
    /** The rack of the node, or null if it has not been assigned to a rack. (versions 16–18; default null) */
    rack: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
