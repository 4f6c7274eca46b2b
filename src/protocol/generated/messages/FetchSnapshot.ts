// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** FetchSnapshotRequest · API key 59 · versions 0–1, flexible 0–1 */
export interface FetchSnapshotRequest {
  /**
   * The clusterId if known, this is used to validate metadata fetches prior to broker registration. (tag 0;
   * default null)
   */
  clusterId: string | null;
  /** The broker ID of the follower. (default -1) */
  replicaId: number;
  /** The maximum bytes to fetch from all of the snapshots. (default 2147483647) */
  maxBytes: number;
  /** The topics to fetch. */
  topics: FetchSnapshotRequest.TopicSnapshot[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace FetchSnapshotRequest {
  interface TopicSnapshot {
    /** The name of the topic to fetch. */
    name: string;
    /** The partitions to fetch. */
    partitions: FetchSnapshotRequest.PartitionSnapshot[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionSnapshot {
    /** The partition index. */
    partition: number;
    /** The current leader epoch of the partition, -1 for unknown leader epoch. */
    currentLeaderEpoch: number;
    /** The snapshot endOffset and epoch to fetch. */
    snapshotId: FetchSnapshotRequest.SnapshotId;
    /** The byte position within the snapshot to start fetching from. */
    position: bigint;
    /** The directory id of the follower fetching. (versions 1; tag 0) */
    replicaDirectoryId: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface SnapshotId {
    /** The end offset of the snapshot. */
    endOffset: bigint;
    /** The epoch of the snapshot. */
    epoch: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** FetchSnapshotResponse · API key 59 · versions 0–1, flexible 0–1 */
export interface FetchSnapshotResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top level response error code. */
  errorCode: number;
  /** The topics to fetch. */
  topics: FetchSnapshotResponse.TopicSnapshot[];
  /** Endpoints for all current-leaders enumerated in PartitionSnapshot. (versions 1; tag 0) */
  nodeEndpoints: FetchSnapshotResponse.NodeEndpoint[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace FetchSnapshotResponse {
  interface TopicSnapshot {
    /** The name of the topic to fetch. */
    name: string;
    /** The partitions to fetch. */
    partitions: FetchSnapshotResponse.PartitionSnapshot[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionSnapshot {
    /** The partition index. */
    index: number;
    /** The error code, or 0 if there was no fetch error. */
    errorCode: number;
    /** The snapshot endOffset and epoch fetched. */
    snapshotId: FetchSnapshotResponse.SnapshotId;
    /** The leader of the partition at the time of the snapshot. (tag 0) */
    currentLeader: FetchSnapshotResponse.LeaderIdAndEpoch;
    /** The total size of the snapshot. */
    size: bigint;
    /** The starting byte position within the snapshot included in the Bytes field. */
    position: bigint;
    /** Snapshot data in records format which may not be aligned on an offset boundary. */
    unalignedRecords: Buffer | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface SnapshotId {
    /** The snapshot end offset. */
    endOffset: bigint;
    /** The snapshot epoch. */
    epoch: number;
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
    /** The ID of the associated node. (versions 1) */
    nodeId: number;
    /** The node's hostname. (versions 1) */
    host: string;
    /** The node's port. (versions 1) */
    port: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
