// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeLogDirsRequest · API key 35 · versions 0–5, flexible 2–5 */
export interface DescribeLogDirsRequest {
  /** Each topic that we want to describe log directories for, or null for all topics. */
  topics: DescribeLogDirsRequest.DescribableLogDirTopic[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeLogDirsRequest {
  interface DescribableLogDirTopic {
    /** The topic name. */
    topic: string;
    /** The partition indexes. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeLogDirsResponse · API key 35 · versions 0–5, flexible 2–5 */
export interface DescribeLogDirsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. (versions 3–5) */
  errorCode: number;
  /** The log directories. */
  results: DescribeLogDirsResponse.DescribeLogDirsResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeLogDirsResponse {
  interface DescribeLogDirsResult {
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The absolute log directory path. */
    logDir: string;
    /** The topics. */
    topics: DescribeLogDirsResponse.DescribeLogDirsTopic[];
    /**
     * The total size in bytes of the volume the log directory is in. This value does not include the size of
     * data stored in remote storage. (versions 4–5; default -1)
     */
    totalBytes: bigint;
    /**
     * The usable size in bytes of the volume the log directory is in. This value does not include the size of
     * data stored in remote storage. (versions 4–5; default -1)
     */
    usableBytes: bigint;
    /** True if this log directory is cordoned. (versions 5; default false) */
    isCordoned: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeLogDirsTopic {
    /** The topic name. */
    name: string;
    /** The partitions. */
    partitions: DescribeLogDirsResponse.DescribeLogDirsPartition[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribeLogDirsPartition {
    /** The partition index. */
    partitionIndex: number;
    /** The size of the log segments in this partition in bytes. */
    partitionSize: bigint;
    /**
     * The lag of the log's LEO w.r.t. partition's HW (if it is the current log for the partition) or current
     * replica's LEO (if it is the future log for the partition).
     */
    offsetLag: bigint;
    /**
     * True if this log is created by AlterReplicaLogDirsRequest and will replace the current log of the
     * replica in the future.
     */
    isFutureKey: boolean;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
