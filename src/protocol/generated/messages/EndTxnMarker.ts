// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** EndTxnMarker · versions 0 */
export interface EndTxnMarker {
  /** The coordinator epoch when appending the record */
  coordinatorEpoch: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
