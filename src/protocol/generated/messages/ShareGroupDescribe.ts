// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ShareGroupDescribeRequest · API key 77 · versions 1, flexible 1 */
export interface ShareGroupDescribeRequest {
  /** The ids of the groups to describe. */
  groupIds: string[];
  /** Whether to include authorized operations. */
  includeAuthorizedOperations: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ShareGroupDescribeResponse · API key 77 · versions 1, flexible 1 */
export interface ShareGroupDescribeResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each described group. */
  groups: ShareGroupDescribeResponse.DescribedGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ShareGroupDescribeResponse {
  interface DescribedGroup {
    /** The describe error, or 0 if there was no error. */
    errorCode: number;
    /** The top-level error message, or null if there was no error. (default null) */
    errorMessage: string | null;
    /** The group ID string. */
    groupId: string;
    /** The group state string, or the empty string. */
    groupState: string;
    /** The group epoch. */
    groupEpoch: number;
    /** The assignment epoch. */
    assignmentEpoch: number;
    /** The selected assignor. */
    assignorName: string;
    /** The members. */
    members: ShareGroupDescribeResponse.Member[];
    /** 32-bit bitfield to represent authorized operations for this group. (default -2147483648) */
    authorizedOperations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Member {
    /** The member ID. */
    memberId: string;
    /** The member rack ID. (default null) */
    rackId: string | null;
    /** The current member epoch. */
    memberEpoch: number;
    /** The client ID. */
    clientId: string;
    /** The client host. */
    clientHost: string;
    /** The subscribed topic names. */
    subscribedTopicNames: string[];
    /** The current assignment. */
    assignment: ShareGroupDescribeResponse.Assignment;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Assignment {
    /** The assigned topic-partitions to the member. */
    topicPartitions: ShareGroupDescribeResponse.TopicPartitions[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface TopicPartitions {
    /** The topic ID. */
    topicId: string;
    /** The topic name. */
    topicName: string;
    /** The partitions. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
