/**
 * Tokens: what a client of a virtual cluster logs in with, as its password. A token is a JWT signed with HS256 that
 * names the virtual cluster and the user and says when it ends; the proxy keeps nothing of the tokens it gave.
 *
 *     {"alg":"HS256"} . {"username":"sa","vcluster":"teamA","exp":1714442147}
 *
 * A holder of the secret can make tokens for every virtual cluster. Without one given, each proxy makes its own when it
 * starts, and its tokens end with it.
 */

import { randomBytes } from "node:crypto";
import { isVCluster, VCLUSTER_RULE } from "./names.js";

// jose is loaded with the first token: most proxies never see one.

const ALGORITHM = "HS256";
/** RFC 7518, section 3.2: not shorter than what HMAC gives out. */
const SECRET_BYTES_MIN = 32;
/** Our tokens have some 200; a password of megabytes is not worth hashing. */
const TOKEN_LENGTH_MAX = 4096;
const USERNAME_LENGTH_MAX = 255;
/** A hundred years: what is longer is a mistake in the unit. */
const LIFE_TIME_SECONDS_MAX = 100 * 366 * 24 * 3600;

export interface Principal {
  readonly vCluster: string;
  readonly username: string;
}

/** What a token that holds says. */
export interface Verified extends Principal {
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

export type TokenFailure = "expired" | "forged" | "not a token";

const SENTENCES: Readonly<Record<TokenFailure, string>> = {
  expired: "the token has expired; ask for a new one at the proxy's REST API",
  forged: "the token was not signed by this proxy; ask for a new one at its REST API",
  "not a token": "this is not a token of this proxy; ask for one at its REST API",
};

/** Never has the token, or a part of it, in its text. */
export class TokenError extends Error {
  override readonly name = "TokenError";

  constructor(readonly failure: TokenFailure) {
    super(SENTENCES[failure]);
  }
}

export class Tokens {
  /**
   * @param secret as the caller keeps it, at least 32 bytes, so that tokens outlive the proxy or several proxies share
   *   them; random unless given
   * @throws RangeError when it is shorter
   */
  constructor(
    private readonly secret: Uint8Array = randomBytes(SECRET_BYTES_MIN),
    private readonly nowMs: () => number = Date.now,
  ) {
    if (secret.length < SECRET_BYTES_MIN) {
      throw new RangeError(
        `a secret for tokens has at least ${SECRET_BYTES_MIN} bytes, and this one ${secret.length}`,
      );
    }
  }

  /** @throws RangeError when no client could log in with such a token */
  async issue({
    vCluster,
    username,
    lifeTimeSeconds,
  }: Principal & { readonly lifeTimeSeconds: number }): Promise<string> {
    if (!isVCluster(vCluster)) throw new RangeError(`a virtual cluster's name has ${VCLUSTER_RULE}`);
    if (!isUsername(username)) {
      throw new RangeError(`a username has 1 to ${USERNAME_LENGTH_MAX} characters, and no NUL`);
    }
    if (
      !(Number.isInteger(lifeTimeSeconds) && lifeTimeSeconds > 0 && lifeTimeSeconds <= LIFE_TIME_SECONDS_MAX)
    ) {
      throw new RangeError(
        `a token's life time is a whole number of seconds from 1 to ${LIFE_TIME_SECONDS_MAX}, not ${lifeTimeSeconds}`,
      );
    }
    const { SignJWT } = await import("jose");
    return new SignJWT({ username, vcluster: vCluster })
      .setProtectedHeader({ alg: ALGORITHM })
      .setExpirationTime(Math.floor(this.nowMs() / 1000) + lifeTimeSeconds)
      .sign(this.secret);
  }

  /** @throws TokenError */
  async verify(token: string): Promise<Verified> {
    if (token.length > TOKEN_LENGTH_MAX) throw new TokenError("not a token");
    const { username, vcluster, exp } = await this.claims(token);
    // Signed, yet not by `issue`: another program that shares the secret.
    if (typeof vcluster !== "string" || !isVCluster(vcluster) || !isUsername(username)) {
      throw new TokenError("not a token");
    }
    return { vCluster: vcluster, username, expiresAtMs: (exp as number) * 1000 };
  }

  private async claims(token: string): Promise<Record<string, unknown>> {
    const { jwtVerify } = await import("jose");
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        requiredClaims: ["exp"],
        currentDate: new Date(this.nowMs()),
      });
      return payload;
    } catch (error) {
      // Without a cause: jose's errors carry the payload of what they refuse.
      throw new TokenError(failureOf(error as { code?: string }));
    }
  }
}

function failureOf({ code }: { readonly code?: string }): TokenFailure {
  if (code === "ERR_JWT_EXPIRED") return "expired";
  if (code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" || code === "ERR_JOSE_ALG_NOT_ALLOWED")
    return "forged";
  return "not a token";
}

/** PLAIN separates by NUL, so a name with one could never log in. */
function isUsername(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= USERNAME_LENGTH_MAX &&
    !value.includes("\0")
  );
}
