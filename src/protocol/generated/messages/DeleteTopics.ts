// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteTopicsRequest · API key 20 · versions 0–6, flexible 4–6 */
export interface DeleteTopicsRequest {
  /** The name or topic ID of the topic. (versions 6) */
  topics: DeleteTopicsRequest.DeleteTopicState[];
  /** The names of the topics to delete. (versions 0–5) */
  topicNames: string[];
  /** The length of time in milliseconds to wait for the deletions to complete. */
  timeoutMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteTopicsRequest {
  interface DeleteTopicState {
    /** The topic name. (versions 6; default null) */
    name: string | null;
    /** The unique topic ID. (versions 6) */
    topicId: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DeleteTopicsResponse · API key 20 · versions 0–6, flexible 4–6 */
export interface DeleteTopicsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 1–6)
   */
  throttleTimeMs: number;
  /** The results for each topic we tried to delete. */
  responses: DeleteTopicsResponse.DeletableTopicResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteTopicsResponse {
  interface DeletableTopicResult {
    /** The topic name. */
    name: string | null;
    /** The unique topic ID. (versions 6) */
    topicId: string;
    /** The deletion error, or 0 if the deletion succeeded. */
    errorCode: number;
    /** The error message, or null if there was no error. (versions 5–6; default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
