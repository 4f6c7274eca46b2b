// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ShareAcknowledgeRequest · API key 79 · versions 1–2, flexible 1–2 */
export interface ShareAcknowledgeRequest {
  /** The group identifier. (default null) */
  groupId: string | null;
  /** The member ID. */
  memberId: string | null;
  /**
   * The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for
   * consecutive requests.
   */
  shareSessionEpoch: number;
  /** Whether Renew type acknowledgements present in AcknowledgementBatches. (versions 2; default false) */
  isRenewAck: boolean;
  /** The topics containing records to acknowledge. */
  topics: ShareAcknowledgeRequest.AcknowledgeTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ShareAcknowledgeRequest {
  interface AcknowledgeTopic {
    /** The unique topic ID. */
    topicId: string;
    /** The partitions containing records to acknowledge. */
    partitions: ShareAcknowledgeRequest.AcknowledgePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AcknowledgePartition {
    /** The partition index. */
    partitionIndex: number;
    /** Record batches to acknowledge. */
    acknowledgementBatches: ShareAcknowledgeRequest.AcknowledgementBatch[];
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
}

/** ShareAcknowledgeResponse · API key 79 · versions 1–2, flexible 1–2 */
export interface ShareAcknowledgeResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  /** The time in milliseconds for which the acquired records are locked. (versions 2) */
  acquisitionLockTimeoutMs: number;
  /** The response topics. */
  responses: ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse[];
  /** Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER. */
  nodeEndpoints: ShareAcknowledgeResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ShareAcknowledgeResponse {
  interface ShareAcknowledgeTopicResponse {
    /** The unique topic ID. */
    topicId: string;
    /** The topic partitions. */
    partitions: ShareAcknowledgeResponse.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    /** The current leader of the partition. */
    currentLeader: ShareAcknowledgeResponse.LeaderIdAndEpoch;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface LeaderIdAndEpoch {
    /** The ID of the current leader or -1 if the leader is unknown. */
    leaderId: number;
    /** The latest known leader epoch. */
    leaderEpoch: number;
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
