/**
 * The proxy's side of a connection to a broker: TCP, TLS where the cluster wants it, and a login where it wants one.
 * What comes out is a socket on which the next bytes may be a client's.
 *
 * A broker answers SASL with frames like any other (KIP-152): SaslHandshake names the mechanism, SaslAuthenticate
 * carries its messages.
 */

import { connect, isIP, type Socket } from "node:net";
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
/** Of a login, or of the list of a cluster's brokers. */
const FRAME_BYTES_MAX = 1024 * 1024;

export interface ClusterSecurity {
  /** Node's own options: ca, cert, key, servername… */
  readonly tls?: TlsOptions;
  readonly sasl?: Credentials;
}

/**
 * Connects to the first of the addresses that answers. A login leaves the socket paused, so that nothing is lost.
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
      : connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...tls });
  // Between two waits there is no other listener; the next wait sees the error.
  socket.on("error", () => {});
  try {
    return await within(socket, CONNECT_TIMEOUT_MS, signal, async () => {
      await until(socket, tls === undefined ? "connect" : "secureConnect", () => true);
      socket.setNoDelay(true);
      // As clients of Kafka have it: a broker whose machine is gone says no farewell.
      socket.setKeepAlive(true);
      if (sasl !== undefined) await login(socket, address, sasl);
      return socket;
    });
  } catch (cause) {
    socket.destroy();
    throw cause instanceof ConnectionError
      ? cause
      : new ConnectionError(address, "connect", (cause as Error).message || String(cause), { cause });
  }
}

async function login(socket: Socket, address: string, sasl: Credentials): Promise<void> {
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
    return decodeResponse(api, version, await readFrame(socket)).body;
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
  const final = await scram.answer(await authenticate(scram.first()));
  scram.verify(await authenticate(final));
}

/**
 * Does the work, and destroys the socket when that takes too long or the signal says so: a caller that waits for something
 * on it learns why.
 */
export async function within<T>(
  socket: Socket,
  limitMs: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const late = new Error(`no answer within ${limitMs / 1000} s`);
  const timer = setTimeout(() => socket.destroy(late), limitMs);
  const aborted = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", aborted, { once: true });
  if (signal.aborted) aborted();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", aborted);
  }
}

/** One frame, without its size; the socket is paused behind it. Brokers say nothing unasked, so nothing can follow it. */
export async function readFrame(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  const frame = until(socket, "data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4) return undefined;
    const sizeBytes = received.readInt32BE(0);
    if (sizeBytes < 4 || sizeBytes > FRAME_BYTES_MAX) throw new Error("what answers is no Kafka broker");
    if (received.length < 4 + sizeBytes) return undefined;
    socket.pause();
    return received.subarray(4, 4 + sizeBytes);
  });
  socket.resume();
  return frame;
}

/** What `take` makes of the event, once it makes something of it; rejects when the socket fails or ends first. */
function until<T>(socket: Socket, event: string, take: (value: Buffer) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      socket.off(event, happened).off("error", failed).off("end", ended).off("close", ended);
    };
    const failed = (error: Error): void => {
      stop();
      reject(error);
    };
    const ended = (): void => failed(new Error("the broker closed the connection"));
    const happened = (value: Buffer): void => {
      try {
        const taken = take(value);
        if (taken === undefined) return;
        stop();
        resolve(taken);
      } catch (error) {
        failed(error as Error);
      }
    };
    socket.on(event, happened).once("error", failed).once("end", ended).once("close", ended);
    if (socket.errored) failed(socket.errored);
    else if (socket.destroyed || socket.readableEnded) ended();
  });
}
