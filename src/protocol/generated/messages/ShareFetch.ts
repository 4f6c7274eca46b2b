// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ShareFetchRequest · API key 78 · versions 1–2, flexible 1–2 */
export interface ShareFetchRequest {
  /** The group identifier. (default null) */
  groupId: string | null;
  /** The member ID. */
  memberId: string | null;
  /**
   * The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for
   * consecutive requests.
   */
  shareSessionEpoch: number;
  /** The maximum time in milliseconds to wait for the response. */
  maxWaitMs: number;
  /** The minimum bytes to accumulate in the response. */
  minBytes: number;
  /**
   * The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored. (default
   * 2147483647)
   */
  maxBytes: number;
  /** The maximum number of records to fetch. This limit can be exceeded for alignment of batch boundaries. */
  maxRecords: number;
  /** The optimal number of records for batches of acquired records and acknowledgements. */
  batchSize: number;
  /**
   * The acquire mode to control the fetch behavior - 0:batch-optimized,1:record-limit. (versions 2; default
   * 0)
   */
  shareAcquireMode: number;
  /** Whether Renew type acknowledgements present in AcknowledgementBatches. (versions 2; default false) */
  isRenewAck: boolean;
  /** The topics to fetch. */
  topics: ShareFetchRequest.FetchTopic[];
  /** The partitions to remove from this share session. */
  forgottenTopicsData: ShareFetchRequest.ForgottenTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ShareFetchRequest {
  interface FetchTopic {
    /** The unique topic ID. */
    topicId: string;
    /** The partitions to fetch. */
    partitions: ShareFetchRequest.FetchPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface FetchPartition {
    /** The partition index. */
    partitionIndex: number;
    /**
     * The maximum bytes to fetch from this partition. 0 when only acknowledgement with no fetching is
     * required. See KIP-74 for cases where this limit may not be honored. (versions 0–-1)
     */
    partitionMaxBytes: number;
    /** Record batches to acknowledge. */
    acknowledgementBatches: ShareFetchRequest.AcknowledgementBatch[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AcknowledgementBatch {
    /** First offset of batch of records to acknowledge. */
    firstOffset: bigint;
    /** Last offset (inclusive) of batch of records to acknowledge. */
    lastOffset: bigint;
    /** Array of acknowledge types - 0:Gap,1:Accept,2:Release,3:Reject,4:Renew. */
    acknowledgeTypes: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface ForgottenTopic {
    /** The unique topic ID. */
    topicId: string;
    /** The partitions indexes to forget. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** ShareFetchResponse · API key 78 · versions 1–2, flexible 1–2 */
export interface ShareFetchResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level response error code. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  /** The time in milliseconds for which the acquired records are locked. */
  acquisitionLockTimeoutMs: number;
  /** The response topics. */
  responses: ShareFetchResponse.ShareFetchableTopicResponse[];
  /** Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER. */
  nodeEndpoints: ShareFetchResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ShareFetchResponse {
  interface ShareFetchableTopicResponse {
    /** The unique topic ID. */
    topicId: string;
    /** The topic partitions. */
    partitions: ShareFetchResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The fetch error code, or 0 if there was no fetch error. */
    errorCode: number;
    /** The fetch error message, or null if there was no fetch error. (default null) */
    errorMessage: string | null;
    /** The acknowledge error code, or 0 if there was no acknowledge error. */
    acknowledgeErrorCode: number;
    /** The acknowledge error message, or null if there was no acknowledge error. (default null) */
    acknowledgeErrorMessage: string | null;
    /** The current leader of the partition. */
    currentLeader: ShareFetchResponse.LeaderIdAndEpoch;
    /** The record data. */
    records: Buffer | null;
    /** The acquired records. */
    acquiredRecords: ShareFetchResponse.AcquiredRecords[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderIdAndEpoch {
    /** The ID of the current leader or -1 if the leader is unknown. */
    leaderId: number;
    /** The latest known leader epoch. */
    leaderEpoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AcquiredRecords {
    /** The earliest offset in this batch of acquired records. */
    firstOffset: bigint;
    /** The last offset of this batch of acquired records. */
    lastOffset: bigint;
    /** The delivery count of this batch of acquired records. */
    deliveryCount: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface NodeEndpoint {
    /** The ID of the associated node. */
    nodeId: number;
    /** The node's hostname. */
    host: string;
    /** The node's port. */
    port: number;
    /** The rack of the node, or null if it has not been assigned to a rack. (default null) */
    rack: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
