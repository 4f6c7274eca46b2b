// Generated from the message definitions of Kafka 3.9.1 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ConsumerProtocolSubscription · versions 0–3 */
export interface ConsumerProtocolSubscription {
  topics: string[];
  /** (default null) */
  userData: Buffer | null;
  /** (versions 1–3) */
  ownedPartitions: ConsumerProtocolSubscription.TopicPartition[];
  /** (versions 2–3; default -1) */
  generationId: number;
  /** (versions 3; default null) */
  rackId: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ConsumerProtocolSubscription {
  interface TopicPartition {
    /** (versions 1–3) */
    topic: string;
    /** (versions 1–3) */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
