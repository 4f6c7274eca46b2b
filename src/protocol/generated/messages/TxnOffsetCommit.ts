// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** TxnOffsetCommitRequest · API key 28 · versions 0–6, flexible 3–6 */
export interface TxnOffsetCommitRequest {
  /** The ID of the transaction. */
  transactionalId: string;
  /** The ID of the group. */
  groupId: string;
  /** The current producer ID in use by the transactional ID. */
  producerId: bigint;
  /** The current epoch associated with the producer ID. */
  producerEpoch: number;
  /**
   * The generation of the group if using the classic group protocol or the member epoch if using the consumer
   * protocol. (versions 3–6; default -1)
   */
  generationIdOrMemberEpoch: number;
  /** The member ID assigned by the group coordinator. (versions 3–6) */
  memberId: string;
  /** The unique identifier of the consumer instance provided by end user. (versions 3–6; default null) */
  groupInstanceId: string | null;
  /** Each topic that we want to commit offsets for. */
  topics: TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace TxnOffsetCommitRequest {
  interface TxnOffsetCommitRequestTopic {
    /** The topic name. (versions 0–5) */
    name: string;
    /** The topic ID. (versions 6) */
    topicId: string;
    /** The partitions inside the topic that we want to commit offsets for. */
    partitions: TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TxnOffsetCommitRequestPartition {
    /** The index of the partition within the topic. */
    partitionIndex: number;
    /** The message offset to be committed. */
    committedOffset: bigint;
    /** The leader epoch of the last consumed record. (versions 2–6; default -1) */
    committedLeaderEpoch: number;
    /** Any associated metadata the client wants to keep. */
    committedMetadata: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** TxnOffsetCommitResponse · API key 28 · versions 0–6, flexible 3–6 */
export interface TxnOffsetCommitResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The responses for each topic. */
  topics: TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace TxnOffsetCommitResponse {
  interface TxnOffsetCommitResponseTopic {
    /** The topic name. (versions 0–5) */
    name: string;
    /** The topic ID. (versions 6) */
    topicId: string;
    /** The responses for each partition in the topic. */
    partitions: TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TxnOffsetCommitResponsePartition {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
