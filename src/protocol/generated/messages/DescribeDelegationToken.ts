// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeDelegationTokenRequest · API key 41 · versions 0–3, flexible 2–3 */
export interface DescribeDelegationTokenRequest {
  /** Each owner that we want to describe delegation tokens for, or null to describe all tokens. */
  owners: DescribeDelegationTokenRequest.DescribeDelegationTokenOwner[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeDelegationTokenRequest {
  interface DescribeDelegationTokenOwner {
    /** The owner principal type. */
    principalType: string;
    /** The owner principal name. */
    principalName: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeDelegationTokenResponse · API key 41 · versions 0–3, flexible 2–3 */
export interface DescribeDelegationTokenResponse {
  /** The error code, or 0 if there was no error. */
  errorCode: number;
  /** The tokens. */
  tokens: DescribeDelegationTokenResponse.DescribedDelegationToken[];
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeDelegationTokenResponse {
  interface DescribedDelegationToken {
    /** The token principal type. */
    principalType: string;
    /** The token principal name. */
    principalName: string;
    /** The principal type of the requester of the token. (versions 3) */
    tokenRequesterPrincipalType: string;
    /** The principal type of the requester of the token. (versions 3) */
    tokenRequesterPrincipalName: string;
    /** The token issue timestamp in milliseconds. */
    issueTimestamp: bigint;
    /** The token expiry timestamp in milliseconds. */
    expiryTimestamp: bigint;
    /** The token maximum timestamp length in milliseconds. */
    maxTimestamp: bigint;
    /** The token ID. */
    tokenId: string;
    /** The token HMAC. */
    hmac: Buffer;
    /** Those who are able to renew this token before it expires. */
    renewers: DescribeDelegationTokenResponse.DescribedDelegationTokenRenewer[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface DescribedDelegationTokenRenewer {
    /** The renewer principal type. */
    principalType: string;
    /** The renewer principal name. */
    principalName: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
