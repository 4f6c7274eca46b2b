/**
 * How a client logs in: the server's side of SASL PLAIN, where the password is a token (see token.ts).
 *
 *     SaslHandshake v1 ──▶ SaslAuthenticate ──▶ requests … ──▶ SaslHandshake v1 ──▶ SaslAuthenticate ──▶ requests …
 *     SaslHandshake v0 ──▶ the bytes of PLAIN alone in a frame ──▶ requests …
 *
 * In the first line, the second handshake begins a re-authentication (KIP-368): it may prolong a session, but the user
 * stays the same. The second line is the protocol before SaslAuthenticate (KIP-152). A `Login` has no socket. It gets
 * what a client sent, in order, and says what to respond and whether the connection ends after that.
 *
 * Sources: KIP-43, KIP-152, KIP-368, RFC 4616.
 */

import { ErrorCode, type Responses } from "../../protocol/index.js";
import { type Principal, TokenError, type Tokens, type Verified } from "./token.js";

const MECHANISM = "PLAIN";
/** A username and a token are shorter than half of it. */
const PLAIN_BYTES_MAX = 16_384;

/** What the next frame must be. `bytes`: PLAIN's own bytes, without a request header. */
export type Expected = "handshake" | "authenticate" | "bytes" | "requests";

export interface Answer<R> {
  readonly response: R;
  /** The connection ends after the response: as with Kafka, a failed login is not tried again on it. */
  readonly close: boolean;
}

/** The response to an old client is an empty frame. After a failed login Kafka had no response: the connection ends. */
export type BytesAnswer = { readonly close: false; readonly response: Buffer } | { readonly close: true };

export class Login {
  private next: Expected = "handshake";
  private session: Verified | undefined;

  constructor(
    private readonly tokens: Pick<Tokens, "verify">,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** `requests` after a login. A handshake may come then too, as a re-authentication. */
  get expects(): Expected {
    return this.next;
  }

  /** Null until the client has logged in; from then on it stays the same. */
  get principal(): Principal | null {
    return this.session === undefined
      ? null
      : { vCluster: this.session.vCluster, username: this.session.username };
  }

  /** After its token has expired a client may only log in again. Any other request ends the connection. */
  get expired(): boolean {
    return this.session !== undefined && this.nowMs() >= this.session.expiresAtMs;
  }

  handshake(version: number, request: { readonly mechanism: string }): Answer<Responses["SaslHandshake"]> {
    if (request.mechanism !== MECHANISM) return handshakeAnswer(ErrorCode.UNSUPPORTED_SASL_MECHANISM);
    // After version 0 come bytes without a header, which cannot be told from requests of a client that is logged in.
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

/** A refused login. The client gets the message, so it has no token and no secret. */
class Refused extends Error {
  override readonly name = "Refused";
}

/** Any other error is a bug, and the client does not get its message. */
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

/** Null unless there are exactly three parts. */
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
