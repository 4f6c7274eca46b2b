// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** KRaftVersionRecord · versions 0, flexible 0 */
export interface KRaftVersionRecord {
  /** The version of the kraft version record. */
  version: number;
  /** The kraft protocol version. */
  kRaftVersion: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
