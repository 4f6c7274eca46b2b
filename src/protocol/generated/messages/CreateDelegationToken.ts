// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** CreateDelegationTokenRequest · API key 38 · versions 0–3, flexible 2–3 */
export interface CreateDelegationTokenRequest {
  /**
   * The principal type of the owner of the token. If it's null it defaults to the token request principal.
   * (versions 3)
   */
  ownerPrincipalType: string | null;
  /**
   * The principal name of the owner of the token. If it's null it defaults to the token request principal.
   * (versions 3)
   */
  ownerPrincipalName: string | null;
  /** A list of those who are allowed to renew this token before it expires. */
  renewers: CreateDelegationTokenRequest.CreatableRenewers[];
  /** The maximum lifetime of the token in milliseconds, or -1 to use the server side default. */
  maxLifetimeMs: bigint;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace CreateDelegationTokenRequest {
  interface CreatableRenewers {
    /** The type of the Kafka principal. */
    principalType: string;
    /** The name of the Kafka principal. */
    principalName: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** CreateDelegationTokenResponse · API key 38 · versions 0–3, flexible 2–3 */
export interface CreateDelegationTokenResponse {
  /** The top-level error, or zero if there was no error. */
  errorCode: number;
  /** The principal type of the token owner. */
  principalType: string;
  /** The name of the token owner. */
  principalName: string;
  /** The principal type of the requester of the token. (versions 3) */
  tokenRequesterPrincipalType: string;
  /** The principal type of the requester of the token. (versions 3) */
  tokenRequesterPrincipalName: string;
  /** When this token was generated. */
  issueTimestampMs: bigint;
  /** When this token expires. */
  expiryTimestampMs: bigint;
  /** The maximum lifetime of this token. */
  maxTimestampMs: bigint;
  /** The token UUID. */
  tokenId: string;
  /** HMAC of the delegation token. */
  hmac: Buffer;
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}
