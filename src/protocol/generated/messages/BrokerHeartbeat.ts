// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** BrokerHeartbeatRequest · API key 63 · versions 0–2, flexible 0–2 */
export interface BrokerHeartbeatRequest {
  /** The broker ID. */
  brokerId: number;
  /** The broker epoch. (default -1) */
  brokerEpoch: bigint;
  /** The highest metadata offset which the broker has reached. */
  currentMetadataOffset: bigint;
  /** True if the broker wants to be fenced, false otherwise. */
  wantFence: boolean;
  /** True if the broker wants to be shut down, false otherwise. */
  wantShutDown: boolean;
  /** Log directories that failed and went offline. (versions 1–2; tag 0) */
  offlineLogDirs: string[];
  /**
   * List of log directories that are cordoned. This is null before the broker reaches the RECOVERY state.
   * (versions 2; tag 1; default null)
   */
  cordonedLogDirs: string[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** BrokerHeartbeatResponse · API key 63 · versions 0–2, flexible 0–2 */
export interface BrokerHeartbeatResponse {
  /**
   * Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** True if the broker has approximately caught up with the latest metadata. (default false) */
  isCaughtUp: boolean;
  /** True if the broker is fenced. (default true) */
  isFenced: boolean;
  /** True if the broker should proceed with its shutdown. */
  shouldShutDown: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}
