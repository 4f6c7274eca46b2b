// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AlterReplicaLogDirsRequest · API key 34 · versions 0–2, flexible 2 */
export interface AlterReplicaLogDirsRequest {
  /** The alterations to make for each directory. */
  dirs: AlterReplicaLogDirsRequest.AlterReplicaLogDir[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterReplicaLogDirsRequest {
  interface AlterReplicaLogDir {
    /** The absolute directory path. */
    path: string;
    /** The topics to add to the directory. */
    topics: AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterReplicaLogDirTopic {
    /** The topic name. */
    name: string;
    /** The partition indexes. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** AlterReplicaLogDirsResponse · API key 34 · versions 0–2, flexible 2 */
export interface AlterReplicaLogDirsResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The results for each topic. */
  results: AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace AlterReplicaLogDirsResponse {
  interface AlterReplicaLogDirTopicResult {
    /** The name of the topic. */
    topicName: string;
    /** The results for each partition. */
    partitions: AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface AlterReplicaLogDirPartitionResult {
    /** The partition index. */
    partitionIndex: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
