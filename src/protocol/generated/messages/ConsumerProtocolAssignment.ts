// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ConsumerProtocolAssignment · versions 0–3 */
export interface ConsumerProtocolAssignment {
  assignedPartitions: ConsumerProtocolAssignment.TopicPartition[];
  /** (default null) */
  userData: Buffer | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ConsumerProtocolAssignment {
  interface TopicPartition {
    topic: string;
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
