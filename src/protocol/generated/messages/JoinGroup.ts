// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** JoinGroupRequest · API key 11 · versions 0–9, flexible 6–9 */
export interface JoinGroupRequest {
  /** The group identifier. */
  groupId: string;
  /**
   * The coordinator considers the consumer dead if it receives no heartbeat after this timeout in
   * milliseconds.
   */
  sessionTimeoutMs: number;
  /**
   * The maximum time in milliseconds that the coordinator will wait for each member to rejoin when
   * rebalancing the group. (versions 1–9; default -1)
   */
  rebalanceTimeoutMs: number;
  /** The member id assigned by the group coordinator. */
  memberId: string;
  /** The unique identifier of the consumer instance provided by end user. (versions 5–9; default null) */
  groupInstanceId: string | null;
  /** The unique name the for class of protocols implemented by the group we want to join. */
  protocolType: string;
  /** The list of protocols that the member supports. */
  protocols: JoinGroupRequest.JoinGroupRequestProtocol[];
  /** The reason why the member (re-)joins the group. (versions 8–9; default null) */
  reason: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace JoinGroupRequest {
  interface JoinGroupRequestProtocol {
    /** The protocol name. */
    name: string;
    /** The protocol metadata. */
    metadata: Buffer;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** JoinGroupResponse · API key 11 · versions 0–9, flexible 6–9 */
export interface JoinGroupResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota. (versions 2–9)
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The generation ID of the group. (default -1) */
  generationId: number;
  /** The group protocol name. (versions 7–9; default null) */
  protocolType: string | null;
  /** The group protocol selected by the coordinator. */
  protocolName: string | null;
  /** The leader of the group. */
  leader: string;
  /** True if the leader must skip running the assignment. (versions 9; default false) */
  skipAssignment: boolean;
  /** The member ID assigned by the group coordinator. */
  memberId: string;
  /** The group members. */
  members: JoinGroupResponse.JoinGroupResponseMember[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace JoinGroupResponse {
  interface JoinGroupResponseMember {
    /** The group member ID. */
    memberId: string;
    /** The unique identifier of the consumer instance provided by end user. (versions 5–9; default null) */
    groupInstanceId: string | null;
    /** The group member metadata. */
    metadata: Buffer;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
