// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DescribeUserScramCredentialsRequest · API key 50 · versions 0, flexible 0 */
export interface DescribeUserScramCredentialsRequest {
  /** The users to describe, or null/empty to describe all users. */
  users: DescribeUserScramCredentialsRequest.UserName[] | null;
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeUserScramCredentialsRequest {
  interface UserName {
    /** The user name. */
    name: string;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}

/** DescribeUserScramCredentialsResponse · API key 50 · versions 0, flexible 0 */
export interface DescribeUserScramCredentialsResponse {
  /**
   * The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
   * request did not violate any quota.
   */
  throttleTimeMs: number;
  /** The message-level error code, 0 except for user authorization or infrastructure issues. */
  errorCode: number;
  /** The message-level error message, if any. */
  errorMessage: string | null;
  /** The results for descriptions, one per user. */
  results: DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult[];
  unknownTaggedFields?: UnknownTaggedField[];
}

export declare namespace DescribeUserScramCredentialsResponse {
  interface DescribeUserScramCredentialsResult {
    /** The user name. */
    user: string;
    /** The user-level error code. */
    errorCode: number;
    /** The user-level error message, if any. */
    errorMessage: string | null;
    /** The mechanism and related information associated with the user's SCRAM credentials. */
    credentialInfos: DescribeUserScramCredentialsResponse.CredentialInfo[];
    unknownTaggedFields?: UnknownTaggedField[];
  }

  interface CredentialInfo {
    /** The SCRAM mechanism. */
    mechanism: number;
    /** The number of iterations used in the SCRAM credential. */
    iterations: number;
    unknownTaggedFields?: UnknownTaggedField[];
  }
}
