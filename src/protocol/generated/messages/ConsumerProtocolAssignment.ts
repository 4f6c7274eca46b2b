// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ConsumerProtocolAssignment · versions 0–3 */
export interface ConsumerProtocolAssignment {
  /** The list of topics and partitions assigned to this consumer. */
  assignedPartitions: ConsumerProtocolAssignment.TopicPartition[];
  /** User data. (default null) */
  userData: Buffer | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ConsumerProtocolAssignment {
  interface TopicPartition {
    /** The topic name. */
    topic: string;
    /** The list of partitions assigned to this consumer. */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
