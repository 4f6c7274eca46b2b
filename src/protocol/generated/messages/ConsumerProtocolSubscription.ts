// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ConsumerProtocolSubscription · versions 0–3 */
export interface ConsumerProtocolSubscription {
  /** The topics that the member wants to consume. */
  topics: string[];
  /** User data that will be passed back to the consumer. (default null) */
  userData: Buffer | null;
  /** The partitions that the member owns. (versions 1–3) */
  ownedPartitions: ConsumerProtocolSubscription.TopicPartition[];
  /** The generation id of the member. (versions 2–3; default -1) */
  generationId: number;
  /** The rack id of the member. (versions 3; default null) */
  rackId: string | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace ConsumerProtocolSubscription {
  interface TopicPartition {
    /** The topic name. (versions 1–3) */
    topic: string;
    /** The partition ids. (versions 1–3) */
    partitions: number[];
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
