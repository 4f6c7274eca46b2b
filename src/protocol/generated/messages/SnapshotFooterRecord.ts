// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** SnapshotFooterRecord · versions 0, flexible 0 */
export interface SnapshotFooterRecord {
  /** The version of the snapshot footer record. */
  version: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
