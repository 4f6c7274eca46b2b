// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ControlledShutdownRequest · API key 7 · versions 0–3, flexible 3 */
export interface ControlledShutdownRequest {
  /** The id of the broker for which controlled shutdown has been requested. */
  brokerId: number;
  /** The broker epoch. (versions 2–3; default -1) */
  brokerEpoch: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** ControlledShutdownResponse · API key 7 · versions 0–3, flexible 3 */
export interface ControlledShutdownResponse {
  /** The top-level error code. */
  errorCode: number;
  /** The partitions that the broker still leads. */
  remainingPartitions: ControlledShutdownResponse.RemainingPartition[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ControlledShutdownResponse {
  interface RemainingPartition {
    /** The name of the topic. */
    topicName: string;
    /** The index of the partition. */
    partitionIndex: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
