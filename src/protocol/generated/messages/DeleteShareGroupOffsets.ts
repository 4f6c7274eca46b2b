// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteShareGroupOffsetsRequest · API key 92 · versions 0, flexible 0 */
export interface DeleteShareGroupOffsetsRequest {
  /** The group identifier. */
  groupId: string;
  /** The topics to delete offsets for. */
  topics: DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteShareGroupOffsetsRequest {
  interface DeleteShareGroupOffsetsRequestTopic {
    /** The topic name. */
    topicName: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DeleteShareGroupOffsetsResponse · API key 92 · versions 0, flexible 0 */
export interface DeleteShareGroupOffsetsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The top-level error code, or 0 if there was no error. */
  errorCode: number;
  /** The top-level error message, or null if there was no error. (default null) */
  errorMessage: string | null;
  /** The results for each topic. */
  responses: DeleteShareGroupOffsetsResponse.DeleteShareGroupOffsetsResponseTopic[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteShareGroupOffsetsResponse {
  interface DeleteShareGroupOffsetsResponseTopic {
    /** The topic name. */
    topicName: string;
    /** The unique topic ID. */
    topicId: string;
    /** The topic-level error code, or 0 if there was no error. */
    errorCode: number;
    /** The topic-level error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
