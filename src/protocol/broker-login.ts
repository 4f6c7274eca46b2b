/**
 * A login to a broker on one connection. A broker with `connections.max.reauth.ms` ends a connection on which a request
 * comes after the login has expired. Before that the client logs in again on the same connection (KIP-368).
 *
 * SASL uses ordinary requests (KIP-152): SaslHandshake names the mechanism, SaslAuthenticate carries its messages. During
 * a login the broker takes no other requests.
 */

import { LoginError } from "./connection-error.js";
import { ErrorCode } from "./errors.js";
import type { Requests, Responses } from "./generated/apis.js";
import type { Input } from "./messages.js";
import { type Credentials, plainMessage, ScramClient } from "./sasl.js";

/** The share of a login's lifetime after which it is renewed. It is that of Java's clients. */
const RENEWED_AFTER = 0.85;

export type LoginApi = "SaslHandshake" | "SaslAuthenticate";

/** Sends a request on the connection, and resolves to its response. */
export type AskBroker = <A extends LoginApi>(
  api: A,
  version: number,
  body: Input<Requests[A]>,
) => Promise<Responses[A]>;

/** Both APIs in the version from which a login has a lifetime. */
const VERSION = 1;

export class BrokerLogin {
  private dueAtMs = Number.POSITIVE_INFINITY;

  constructor(
    private readonly address: string,
    private readonly credentials: Credentials,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Whether the client should log in again before the next request. */
  get isDue(): boolean {
    return this.nowMs() >= this.dueAtMs;
  }

  /** @throws LoginError when the broker refuses the login; Error when it does not prove that it knows the password */
  async logIn(ask: AskBroker): Promise<void> {
    const { mechanism } = this.credentials;
    const startedMs = this.nowMs();
    const handshake = await ask("SaslHandshake", VERSION, { mechanism });
    if (handshake.errorCode !== ErrorCode.NONE) {
      this.refuse("SaslHandshake", handshake.errorCode, `it offers ${handshake.mechanisms.join(", ")}`);
    }
    const lifetimeMs = mechanism === "PLAIN" ? await this.plain(ask) : await this.scram(ask);
    this.dueAtMs = lifetimeMs > 0 ? startedMs + lifetimeMs * RENEWED_AFTER : Number.POSITIVE_INFINITY;
  }

  private async plain(ask: AskBroker): Promise<number> {
    const { lifetimeMs } = await this.authenticate(ask, plainMessage(this.credentials));
    return lifetimeMs;
  }

  private async scram(ask: AskBroker): Promise<number> {
    const scram = new ScramClient(this.credentials);
    const first = await this.authenticate(ask, scram.first());
    const final = await this.authenticate(ask, await scram.answer(first.authBytes));
    scram.verify(final.authBytes);
    return final.lifetimeMs;
  }

  private async authenticate(ask: AskBroker, authBytes: Buffer) {
    const response = await ask("SaslAuthenticate", VERSION, { authBytes });
    const { errorCode, errorMessage, sessionLifetimeMs } = response;
    if (errorCode !== ErrorCode.NONE) this.refuse("SaslAuthenticate", errorCode, errorMessage);
    return { authBytes: response.authBytes, lifetimeMs: Number(sessionLifetimeMs) };
  }

  private refuse(asked: string, errorCode: number, message: string | null): never {
    throw new LoginError(
      this.address,
      asked,
      `the broker refused the login of ${this.credentials.username}: error ${errorCode}${message ? `, ${message}` : ""}`,
    );
  }
}
