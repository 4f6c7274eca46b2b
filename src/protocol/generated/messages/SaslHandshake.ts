// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** SaslHandshakeRequest · API key 17 · versions 0–1 */
export interface SaslHandshakeRequest {
  /** The SASL mechanism chosen by the client. */
  mechanism: string;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** SaslHandshakeResponse · API key 17 · versions 0–1 */
export interface SaslHandshakeResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The mechanisms enabled in the server. */
  mechanisms: string[];
  unknownTaggedFields?: UnknownTaggedField[];
}
