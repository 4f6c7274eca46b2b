// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** SaslAuthenticateRequest · API key 36 · versions 0–2, flexible 2 */
export interface SaslAuthenticateRequest {
  /** The SASL authentication bytes from the client, as defined by the SASL mechanism. */
  authBytes: Buffer;
  unknownTaggedFields?: UnknownTaggedField[];
}

/** SaslAuthenticateResponse · API key 36 · versions 0–2, flexible 2 */
export interface SaslAuthenticateResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The error message, or null if there was no error. */
  errorMessage: string | null;
  /** The SASL authentication bytes from the server, as defined by the SASL mechanism. */
  authBytes: Buffer;
  /**
   * Number of milliseconds after which only re-authentication over the existing connection to create a new
   * session can occur. (versions 1–2; default 0)
   */
  sessionLifetimeMs: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}
