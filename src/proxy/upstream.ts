/**
 * The proxy's connection to a broker: TCP, and TLS and a login where the cluster requires them. The result is a socket
 * on which a client's requests can be sent.
 */

import type { Socket } from "node:net";
import {
  type AskBroker,
  BrokerLogin,
  ConnectionError,
  connectSocket,
  decodeResponse,
  encodeRequest,
  type Security,
} from "../protocol/index.js";
import type { Advertised } from "./addresses.js";
import { withSize } from "./frame.js";

const CONNECT_TIMEOUT_MS = 10_000;
/** The limit of a response to a login or to the proxy's own Metadata request. */
const FRAME_BYTES_MAX = 1024 * 1024;

export interface BrokerConnection {
  readonly socket: Socket;
  /** Null where the cluster requires none. */
  readonly login: BrokerLogin | null;
}

/**
 * Connects to the first address that answers. After a login the socket is paused, so that no bytes are lost.
 * @throws ConnectionError of the last address tried
 */
export async function connectBroker(
  addresses: readonly Advertised[],
  security: Security,
  signal: AbortSignal,
): Promise<BrokerConnection> {
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
  { tls, sasl }: Security,
  signal: AbortSignal,
): Promise<BrokerConnection> {
  const address = `${host}:${port}`;
  const { socket, opened } = connectSocket({ host, port, tls }, { allowHalfOpen: true });
  // Between two waits there is no other listener. The next wait finds the error in `socket.errored`.
  socket.on("error", () => {});
  try {
    return await within(socket, CONNECT_TIMEOUT_MS, signal, async () => {
      await until(socket, opened, () => true);
      // As in Kafka's clients: a broker whose machine has died does not close its connection.
      socket.setKeepAlive(true);
      const login = sasl === undefined ? null : new BrokerLogin(address, sasl);
      await login?.logIn(askOn(socket));
      return { socket, login };
    });
  } catch (cause) {
    socket.destroy();
    throw cause instanceof ConnectionError
      ? cause
      : new ConnectionError(address, "connect", (cause as Error).message || String(cause), { cause });
  }
}

/** Before any client's request is on the socket. */
function askOn(socket: Socket): AskBroker {
  let correlationId = 0;
  return async (api, version, body) => {
    const header = { correlationId: correlationId++, clientId: "chaos-proxy" };
    socket.write(withSize(encodeRequest(api, version, header, body)));
    return decodeResponse(api, version, await readFrame(socket)).body;
  };
}

/**
 * Does the work. Destroys the socket when it takes too long or the signal is aborted: a wait on the socket then rejects
 * with the reason.
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

/** One frame, without its size. The socket is paused after it: brokers send nothing unasked, so nothing follows. */
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

/** The first result of `take` that is not undefined. Rejects when the socket fails or ends before. */
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
