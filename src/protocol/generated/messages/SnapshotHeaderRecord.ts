// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** SnapshotHeaderRecord · versions 0, flexible 0 */
export interface SnapshotHeaderRecord {
  /** The version of the snapshot header record. */
  version: number;
  /** The append time of the last record from the log contained in this snapshot. */
  lastContainedLogTimestamp: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}
