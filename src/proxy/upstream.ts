/**
 * The proxy's side of a connection to a broker: TCP, TLS where the cluster wants it, and a login where it wants one.
 * What comes out is a socket on which the next bytes may be a client's.
 *
 * A broker answers SASL with frames like any other (KIP-152): SaslHandshake names the mechanism, SaslAuthenticate
 * carries its messages.
 */

import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions as TlsOptions } from "node:tls";
import {
  type ApiName,
  ConnectionError,
  decodeResponse,
  ErrorCode,
  encodeRequest,
  type Input,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import type { Advertised } from "./addresses.js";
import { withSize } from "./frame.js";
import { type Credentials, plainMessage, ScramClient } from "./upstream-sasl.js";

const CONNECT_TIMEOUT_MS = 10_000;
const LOGIN_FRAME_BYTES_MAX = 1024 * 1024;

export interface ClusterSecurity {
  /** Node's own options: ca, cert, key, servername… */
  readonly tls?: TlsOptions;
  readonly sasl?: Credentials;
}

/**
 * Connects to the first of the addresses that answers.
 * @throws ConnectionError of the last address tried
 */
export async function connectBroker(
  addresses: readonly Advertised[],
  security: ClusterSecurity,
  signal: AbortSignal,
): Promise<Socket> {
  let last: unknown = new ConnectionError("?", "connect", "no address of it is known");
  for (const address of addresses) {
    signal.throwIfAborted();
    try {
      return await connectOne(address, security, signal);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function connectOne(
  { host, port }: Advertised,
  { tls, sasl }: ClusterSecurity,
  signal: AbortSignal,
): Promise<Socket> {
  const address = `${host}:${port}`;
  const socket =
    tls === undefined
      ? connect({ host, port, noDelay: true, allowHalfOpen: true })
      : connectTls({ host, port, servername: host, ...tls });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]);
  try {
    await once(socket, tls === undefined ? "connect" : "secureConnect", limit);
    socket.setNoDelay(true);
    if (sasl !== undefined) await login(socket, address, sasl, limit);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause instanceof ConnectionError
      ? cause
      : new ConnectionError(address, "connect", (cause as Error).message || String(cause), { cause });
  }
}

async function login(socket: Socket, address: string, sasl: Credentials, limit: AbortSignal): Promise<void> {
  let correlationId = 0;
  const ask = async <A extends ApiName>(
    api: A,
    version: number,
    body: Input<Requests[A]>,
  ): Promise<Responses[A]> => {
    const frame = encodeRequest(
      api,
      version,
      { correlationId: correlationId++, clientId: "chaos-proxy" },
      body,
    );
    socket.write(withSize(frame));
    return decodeResponse(api, version, await readFrame(socket, limit)).body;
  };
  const refuse = (asked: string, errorCode: number, message: string | null): never => {
    throw new ConnectionError(
      address,
      asked,
      `the broker refused the login of ${sasl.username}: error ${errorCode}${message ? `, ${message}` : ""}`,
    );
  };
  const { mechanism } = sasl;
  const handshake = await ask("SaslHandshake", 1, { mechanism });
  if (handshake.errorCode !== ErrorCode.NONE) {
    refuse("SaslHandshake", handshake.errorCode, `it offers ${handshake.mechanisms.join(", ")}`);
  }
  const authenticate = async (authBytes: Buffer): Promise<Buffer> => {
    const { errorCode, errorMessage, authBytes: answer } = await ask("SaslAuthenticate", 1, { authBytes });
    if (errorCode !== ErrorCode.NONE) refuse("SaslAuthenticate", errorCode, errorMessage);
    return answer;
  };
  if (mechanism === "PLAIN") {
    await authenticate(plainMessage(sasl));
    return;
  }
  const scram = new ScramClient(sasl);
  const final = scram.answer(await authenticate(scram.first()));
  scram.verify(await authenticate(final));
}

/** One frame, without its size. Brokers say nothing unasked, so nothing can follow it. */
async function readFrame(socket: Socket, limit: AbortSignal): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for (;;) {
    await once(socket, "readable", limit);
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      received = Buffer.concat([received, chunk as Buffer]);
    }
    if (received.length >= 4) {
      const sizeBytes = received.readInt32BE(0);
      if (sizeBytes < 4 || sizeBytes > LOGIN_FRAME_BYTES_MAX)
        throw new Error("what answers is no Kafka broker");
      if (received.length >= 4 + sizeBytes) return received.subarray(4, 4 + sizeBytes);
    }
  }
}

/** The event, or a rejection when the socket fails or ends first, or the limit is over. */
function once(socket: Socket, event: string, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error): void => {
      socket.off(event, happened).off("error", done).off("end", ended).off("close", ended);
      limit.removeEventListener("abort", aborted);
      if (error === undefined) resolve();
      else reject(error);
    };
    const happened = (): void => done();
    const ended = (): void => done(new Error("the broker closed the connection"));
    const aborted = (): void =>
      done(
        limit.reason instanceof Error && limit.reason.name === "TimeoutError"
          ? new Error(`no answer within ${CONNECT_TIMEOUT_MS / 1000} s`)
          : (limit.reason as Error),
      );
    socket.once(event, happened).once("error", done).once("end", ended).once("close", ended);
    limit.addEventListener("abort", aborted, { once: true });
    if (limit.aborted) aborted();
  });
}
