// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ControlRecordTypeSchema · versions 0 */
export interface ControlRecordTypeSchema {
  /** The type of the control record, such as commit or abort */
  type: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
