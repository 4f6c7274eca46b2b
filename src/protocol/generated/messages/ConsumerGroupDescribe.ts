// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ConsumerGroupDescribeRequest · API key 69 · versions 0–1, flexible 0–1 */
export interface ConsumerGroupDescribeRequest {
  /** The ids of the groups to describe. */
  groupIds: string[];
  /** Whether to include authorized operations. */
  includeAuthorizedOperations: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ConsumerGroupDescribeResponse · API key 69 · versions 0–1, flexible 0–1 */
export interface ConsumerGroupDescribeResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** Each described group. */
  groups: ConsumerGroupDescribeResponse.DescribedGroup[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ConsumerGroupDescribeResponse {
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
    members: ConsumerGroupDescribeResponse.Member[];
    /** 32-bit bitfield to represent authorized operations for this group. (default -2147483648) */
    authorizedOperations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Member {
    /** The member ID. */
    memberId: string;
    /** The member instance ID. (default null) */
    instanceId: string | null;
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
    /** the subscribed topic regex otherwise or null of not provided. (default null) */
    subscribedTopicRegex: string | null;
    /** The current assignment. */
    assignment: ConsumerGroupDescribeResponse.Assignment;
    /** The target assignment. */
    targetAssignment: ConsumerGroupDescribeResponse.Assignment;
    /** -1 for unknown. 0 for classic member. +1 for consumer member. (versions 1; default -1) */
    memberType: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface Assignment {
    /** The assigned topic-partitions to the member. */
    topicPartitions: ConsumerGroupDescribeResponse.TopicPartitions[];
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
