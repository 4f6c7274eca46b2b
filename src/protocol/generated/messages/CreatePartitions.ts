// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** CreatePartitionsRequest · API key 37 · versions 0–3, flexible 2–3 */
export interface CreatePartitionsRequest {
  /** Each topic that we want to create new partitions inside. */
  topics: CreatePartitionsRequest.CreatePartitionsTopic[];
  /** The time in ms to wait for the partitions to be created. */
  timeoutMs: number;
  /** If true, then validate the request, but don't actually increase the number of partitions. */
  validateOnly: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreatePartitionsRequest {
  interface CreatePartitionsTopic {
    /** The topic name. */
    name: string;
    /** The new partition count. */
    count: number;
    /** The new partition assignments. */
    assignments: CreatePartitionsRequest.CreatePartitionsAssignment[] | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface CreatePartitionsAssignment {
    /** The assigned broker IDs. */
    brokerIds: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** CreatePartitionsResponse · API key 37 · versions 0–3, flexible 2–3 */
export interface CreatePartitionsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The partition creation results for each topic. */
  results: CreatePartitionsResponse.CreatePartitionsTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreatePartitionsResponse {
  interface CreatePartitionsTopicResult {
    /** The topic name. */
    name: string;
    /** The result error, or zero if there was no error. */
    errorCode: number;
    /** The result message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
