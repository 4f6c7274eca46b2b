// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** AbortedTxn · versions 0 */
export interface AbortedTxn {
  /** The producer id associated with the aborted transaction */
  producerId: bigint;
  /** The first offset in the aborted transaction */
  firstOffset: bigint;
  /** The last offset in the aborted transaction */
  lastOffset: bigint;
  /** The last stable offset at the time the transaction was aborted */
  lastStableOffset: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}
