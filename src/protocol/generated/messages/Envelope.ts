// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** EnvelopeRequest · API key 58 · versions 0, flexible 0 */
export interface EnvelopeRequest {
  /** The embedded request header and data. */
  requestData: Buffer;
  /** Value of the initial client principal when the request is redirected by a broker. */
  requestPrincipal: Buffer | null;
  /** The original client's address in bytes. */
  clientHostAddress: Buffer;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** EnvelopeResponse · API key 58 · versions 0, flexible 0 */
export interface EnvelopeResponse {
  /** The embedded response header and data. (default null) */
  responseData: Buffer | null;
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
