/**
 * How a client logs in: the server's side of SASL PLAIN, where the password is a token (see token.ts).
 *
 *     SaslHandshake v1 ──▶ SaslAuthenticate ──▶ requests … ──▶ SaslHandshake v1 ──▶ SaslAuthenticate ──▶ requests …
 *     SaslHandshake v0 ──▶ the bytes of PLAIN alone in a frame ──▶ requests …
 *
 * The second round of the first line is a re-authentication (KIP-368): it may prolong a session, but not change whose it
 * is. The old way of the second line is from before SaslAuthenticate (KIP-152). There are no sockets here: a `Login` is
 * given what a client sent, one thing after the other, and says what to answer and whether the connection ends with that.
 *
 * Sources: KIP-43, KIP-152, KIP-368, RFC 4616.
 */

import { ErrorCode, type Responses } from "../../protocol/index.js";
import { type Principal, TokenError, type Tokens, type Verified } from "./token.js";

const MECHANISM = "PLAIN";
/** A username and a token take less than half of it. */
const PLAIN_BYTES_MAX = 16_384;

/** What the next frame must be. `bytes`: PLAIN's own bytes, without a request header. */
export type Expected = "handshake" | "authenticate" | "bytes" | "requests";

export interface Answer<R> {
  readonly response: R;
  /** The connection ends after the response: as with Kafka, a failed login is not tried again on it. */
  readonly close: boolean;
}

/** What an old client gets: an empty frame, or, as Kafka had no words for it then, no answer but the end. */
export type BytesAnswer = { readonly close: false; readonly response: Buffer } | { readonly close: true };

export class Login {
  private next: Expected = "handshake";
  private session: Verified | undefined;

  constructor(
    private readonly tokens: Pick<Tokens, "verify">,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** `requests` once logged in, when also a handshake may come: a re-authentication. */
  get expects(): Expected {
    return this.next;
  }

  /** Null until the client has logged in; from then on it stays the same. */
  get principal(): Principal | null {
    return this.session === undefined
      ? null
      : { vCluster: this.session.vCluster, username: this.session.username };
  }

  /** A session whose token has ended takes nothing but a re-authentication: any other request ends the connection. */
  get expired(): boolean {
    return this.session !== undefined && this.nowMs() >= this.session.expiresAtMs;
  }

  handshake(version: number, request: { readonly mechanism: string }): Answer<Responses["SaslHandshake"]> {
    if (request.mechanism !== MECHANISM) return handshakeAnswer(ErrorCode.UNSUPPORTED_SASL_MECHANISM);
    // Bytes without a header cannot be told from the requests of a session that goes on.
    const inOrder = this.next === "handshake" || (this.next === "requests" && version >= 1);
    if (!inOrder) return handshakeAnswer(ErrorCode.ILLEGAL_SASL_STATE);
    this.next = version === 0 ? "bytes" : "authenticate";
    return handshakeAnswer(ErrorCode.NONE);
  }

  async authenticate(request: {
    readonly authBytes: Uint8Array;
  }): Promise<Answer<Responses["SaslAuthenticate"]>> {
    if (this.next !== "authenticate") {
      return failure(ErrorCode.ILLEGAL_SASL_STATE, "a SaslHandshake request comes before SaslAuthenticate");
    }
    try {
      const { expiresAtMs } = await this.logIn(request.authBytes);
      const sessionLifetimeMs = BigInt(Math.max(1, Math.floor(expiresAtMs - this.nowMs())));
      return {
        response: {
          errorCode: ErrorCode.NONE,
          errorMessage: null,
          authBytes: Buffer.alloc(0),
          sessionLifetimeMs,
        },
        close: false,
      };
    } catch (error) {
      return failure(ErrorCode.SASL_AUTHENTICATION_FAILED, sentenceOf(error));
    }
  }

  /** The frame after a handshake of version 0. */
  async bytes(frame: Uint8Array): Promise<BytesAnswer> {
    if (this.next !== "bytes") return { close: true };
    try {
      await this.logIn(frame);
      return { close: false, response: Buffer.alloc(0) };
    } catch (error) {
      sentenceOf(error);
      return { close: true };
    }
  }

  private async logIn(bytes: Uint8Array): Promise<Verified> {
    const { username, password } = parsePlain(bytes);
    const verified = await this.tokens.verify(password);
    if (verified.username !== username) throw new Refused("the token belongs to another user");
    const before = this.session;
    if (
      before !== undefined &&
      (before.vCluster !== verified.vCluster || before.username !== verified.username)
    ) {
      throw new Refused("a connection stays with the user and virtual cluster that it first logged in as");
    }
    this.session = verified;
    this.next = "requests";
    return verified;
  }
}

/** A login that is refused, with a sentence that the client may read: no token and no secret in it. */
class Refused extends Error {
  override readonly name = "Refused";
}

/** What is not a refusal is a mistake of ours, and no answer to the client. */
function sentenceOf(error: unknown): string {
  if (error instanceof Refused || error instanceof TokenError) return `the login failed: ${error.message}`;
  throw error;
}

function handshakeAnswer(errorCode: number): Answer<Responses["SaslHandshake"]> {
  return { response: { errorCode, mechanisms: [MECHANISM] }, close: errorCode !== ErrorCode.NONE };
}

function failure(errorCode: number, errorMessage: string): Answer<Responses["SaslAuthenticate"]> {
  return {
    response: { errorCode, errorMessage, authBytes: Buffer.alloc(0), sessionLifetimeMs: 0n },
    close: true,
  };
}

/** `authzid NUL username NUL password`, RFC 4616. */
function parsePlain(bytes: Uint8Array): { username: string; password: string } {
  if (bytes.length > PLAIN_BYTES_MAX) {
    throw new Refused(`${bytes.length} bytes are too many for a username and a token`);
  }
  const parts = splitAtNuls(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (parts === null) {
    throw new Refused(
      "the bytes are not those of PLAIN: an empty part, the username and the token, with NULs between",
    );
  }
  const [authorization, username, password] = parts;
  if (username === "") throw new Refused("there is no username");
  if (password === "") throw new Refused("there is no token: it goes where the password goes");
  if (authorization !== "" && authorization !== username) {
    throw new Refused("nobody can log in on behalf of another user");
  }
  return { username, password };
}

/** Null unless there are exactly three. */
function splitAtNuls(bytes: Buffer): [string, string, string] | null {
  const first = bytes.indexOf(0);
  const second = first < 0 ? -1 : bytes.indexOf(0, first + 1);
  if (second < 0 || bytes.includes(0, second + 1)) return null;
  return [
    bytes.toString("utf8", 0, first),
    bytes.toString("utf8", first + 1, second),
    bytes.toString("utf8", second + 1),
  ];
}
