// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DeleteShareGroupStateRequest · API key 86 · versions 0, flexible 0 */
export interface DeleteShareGroupStateRequest {
  /** The group identifier. */
  groupId: string;
  /** The data for the topics. */
  topics: DeleteShareGroupStateRequest.DeleteStateData[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteShareGroupStateRequest {
  interface DeleteStateData {
    /** The topic identifier. */
    topicId: string;
    /** The data for the partitions. */
    partitions: DeleteShareGroupStateRequest.PartitionData[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionData {
    /** The partition index. */
    partition: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DeleteShareGroupStateResponse · API key 86 · versions 0, flexible 0 */
export interface DeleteShareGroupStateResponse {
  /** The delete results. */
  results: DeleteShareGroupStateResponse.DeleteStateResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DeleteShareGroupStateResponse {
  interface DeleteStateResult {
    /** The topic identifier. */
    topicId: string;
    /** The results for the partitions. */
    partitions: DeleteShareGroupStateResponse.PartitionResult[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface PartitionResult {
    /** The partition index. */
    partition: number;
    /** The error code, or 0 if there was no error. */
    errorCode: number;
    /** The error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
