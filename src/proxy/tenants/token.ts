/**
 * Tokens: the passwords of clients of virtual clusters. A token is a JWT that is signed with HS256. It has the virtual
 * cluster, the user and the time when it expires. The proxy does not store the tokens that it issued.
 *
 *     {"alg":"HS256"} . {"username":"sa","vcluster":"teamA","exp":1714442147}
 *
 * A holder of the secret can make tokens for every virtual cluster. Without a given secret each proxy makes one when it
 * starts, and its tokens are valid until it ends.
 */

import { randomBytes } from "node:crypto";
import { isVCluster, VCLUSTER_RULE } from "./names.js";

// jose is loaded with the first token, because most proxies never get one.

const ALGORITHM = "HS256";
/** RFC 7518, section 3.2: not shorter than the output of HMAC. */
const SECRET_BYTES_MIN = 32;
/** Our tokens have about 200. Longer passwords are refused before they are hashed. */
const TOKEN_LENGTH_MAX = 4096;
const USERNAME_LENGTH_MAX = 255;
/** A hundred years. A longer time is a mistake in the unit. */
const LIFE_TIME_SECONDS_MAX = 100 * 366 * 24 * 3600;

export interface Principal {
  readonly vCluster: string;
  readonly username: string;
}

/** The content of a valid token. */
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

/** The message never has the token or a part of it. */
export class TokenError extends Error {
  override readonly name = "TokenError";

  constructor(readonly failure: TokenFailure) {
    super(SENTENCES[failure]);
  }
}

export class Tokens {
  /**
   * @param secret at least 32 bytes; random unless given. With a given secret tokens outlive the proxy, and several
   *   proxies can share them
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
    // The signature is right, but `issue` did not make it: another program has the secret.
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
      // Without the cause: jose's errors contain the payload of the token.
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

/** PLAIN separates its parts by NUL, so a username with NUL could never log in. */
function isUsername(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= USERNAME_LENGTH_MAX &&
    !value.includes("\0")
  );
}
