// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** ResponseHeader · versions 0–1, flexible 1 */
export interface ResponseHeader {
  /** The correlation ID of this response. */
  correlationId: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
