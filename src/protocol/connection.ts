/**
 * A connection to one broker.
 *
 * It opens with TLS and a login, where the broker's listener has them, and with ApiVersions, so that every later request goes out in the
 * highest version that both sides know.
 * Requests are pipelined: each gets a correlation id, the broker answers in order, and an answer whose asker has given
 * up is dropped when it comes. A broker that is paused or cut off therefore costs a time-out per request, never the
 * connection: when it comes back, its answers do too.
 */

import type { OnReadOpts, Socket } from "node:net";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { BrokerLogin } from "./broker-login.js";
import { connectSocket } from "./broker-socket.js";
import { ConnectionError, TimeoutError } from "./connection-error.js";
import { ErrorCode } from "./errors.js";
import { FrameAssembler } from "./frames.js";
import type { Requests, Responses } from "./generated/apis.js";
import { type ApiName, apiByKey, apiOf, decodeResponse, encodeRequest, type Input } from "./messages.js";
import type { Credentials } from "./sasl.js";
import type { Range } from "./schema.js";

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Kafka's default for socket.request.max.bytes is 100 MiB; a Fetch response may pass its own limits by one batch. */
const FRAME_BYTES_MAX = 128 * 1024 * 1024;
/** Requests whose answer is still to come, given up or not: more than this and the broker is not listening. */
const IN_FLIGHT_MAX = 256;

/** How a listener of a broker is spoken to; neither: PLAINTEXT. */
export interface Security {
  /** Node's own options: ca, cert, key, servername… */
  readonly tls?: TlsOptions;
  readonly sasl?: Credentials;
}

export interface ConnectionOptions extends Security {
  host: string;
  port: number;
  clientId?: string;
  /** For the TCP handshake and, again, for the first answer. */
  connectTimeoutMs?: number;
  /** For requests that bring no time-out of their own. */
  requestTimeoutMs?: number;
  frameBytesMax?: number;
  signal?: AbortSignal;
}

export interface RequestOptions {
  timeoutMs?: number;
  /** Exactly this version. */
  version?: number;
  /** The highest version common to both sides, but at most this one. */
  versionMax?: number;
  signal?: AbortSignal;
}

export interface RawResponse {
  version: number;
  /** The whole response, header included and size excluded: what `decodeResponse` takes. */
  frame: Buffer;
}

interface InFlight {
  readonly asked: string;
  answer(frame: Buffer): void;
  refuse(reason: unknown): void;
}

export class Connection implements AsyncDisposable {
  readonly address: string;
  /** What both sides know of each API. */
  readonly versions: ReadonlyMap<ApiName, Range> = new Map();

  private readonly inFlight = new Map<number, InFlight>();
  private readonly closed: Promise<void>;
  private nextCorrelationId = 0;
  private failure: Error | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly assembler: FrameAssembler,
    private readonly options: ConnectionOptions,
  ) {
    this.address = `${options.host}:${options.port}`;
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", (error) => this.fail("the connection failed", error));
    socket.on("end", () => this.fail("the broker closed the connection"));
  }

  /** @throws ConnectionError, TimeoutError, ProtocolError, or the signal's reason */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    const assembler = new FrameAssembler(options.frameBytesMax ?? FRAME_BYTES_MAX);
    const received = (bytes: number): boolean => {
      connection.receive(bytes);
      return true;
    };
    const onread = { buffer: () => assembler.room, callback: received };
    // A broker says nothing before it is asked.
    const connection = new Connection(await openSocket(options, onread, timeoutMs), assembler, options);
    try {
      await connection.negotiate(timeoutMs, options.signal);
      if (options.sasl !== undefined) await connection.logIn(options.sasl, timeoutMs, options.signal);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /**
   * Asks and waits for the answer. Bytes and records in it are slices of the received frame.
   * @throws ConnectionError, TimeoutError, ProtocolError, or the signal's reason. A broker's error code is no error here.
   */
  async request<A extends ApiName>(
    api: A,
    body: Input<Requests[A]>,
    options: RequestOptions = {},
  ): Promise<Responses[A]> {
    const { version, frame } = await this.requestRaw(api, body, options);
    return decodeResponse(api, version, frame).body;
  }

  /** The same, but the answer stays as it came: for a caller that passes it on, or reads only a part of it. */
  async requestRaw<A extends ApiName>(
    api: A,
    body: Input<Requests[A]>,
    options: RequestOptions = {},
  ): Promise<RawResponse> {
    if (api === "Produce" && (body as Input<Requests["Produce"]>).acks === 0) {
      throw new TypeError("brokers do not answer Produce with acks=0, so it can't be asked as a request");
    }
    const version = options.version ?? this.versionOf(api, options.versionMax);
    return { version, frame: await this.exchange(api, version, body, options) };
  }

  /**
   * The highest version of `api` that both sides know.
   * @throws ConnectionError when there is none
   */
  versionOf(api: ApiName, versionMax = Number.POSITIVE_INFINITY): number {
    const common = this.versions.get(api);
    if (common && common[0] <= versionMax) return Math.min(common[1], versionMax);
    const offered = common ? `only versions ${common[0]} to ${common[1]}` : "no version known here";
    throw new ConnectionError(this.address, api, `the broker offers ${offered}`);
  }

  /** Requests still in flight end with a ConnectionError. */
  async close(): Promise<void> {
    this.fail("the connection was closed here");
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A broker that does not know our ApiVersions answers in version 0, with an error and the versions it does know. */
  private async negotiate(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const api = "ApiVersions";
    const newest = apiOf(api).versions[1];
    const body = { clientSoftwareName: "chaos-kafka", clientSoftwareVersion: "0" };
    const options = signal ? { timeoutMs, signal } : { timeoutMs };
    let frame = await this.exchange(api, newest, body, options);
    let version = newest;
    if (frame.length >= 6 && frame.readInt16BE(4) === ErrorCode.UNSUPPORTED_VERSION) {
      const offered = decodeResponse(api, 0, frame).body.apiKeys.find(
        ({ apiKey }) => apiKey === apiOf(api).key,
      );
      version = Math.min(newest, offered?.maxVersion ?? 0);
      frame = await this.exchange(api, version, body, options);
    }
    const answer = decodeResponse(api, version, frame).body;
    if (answer.errorCode !== ErrorCode.NONE) {
      throw new ConnectionError(
        this.address,
        `${api} v${version}`,
        `the broker answered error ${answer.errorCode}`,
      );
    }
    const versions = this.versions as Map<ApiName, Range>;
    for (const { apiKey, minVersion, maxVersion } of answer.apiKeys) {
      const name = apiByKey(apiKey);
      if (name === undefined) continue;
      const [first, last] = apiOf(name).versions;
      const common: Range = [Math.max(first, minVersion), Math.min(last, maxVersion)];
      if (common[0] <= common[1]) versions.set(name, common);
    }
  }

  /** A login that expires is not renewed: the broker then closes the connection. */
  private async logIn(credentials: Credentials, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    await new BrokerLogin(this.address, credentials).logIn((api, version, body) =>
      this.request(api, body, { version, timeoutMs, ...(signal && { signal }) }),
    );
  }

  private exchange<A extends ApiName>(
    api: A,
    version: number,
    body: Input<Requests[A]>,
    { timeoutMs = this.options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, signal }: RequestOptions,
  ): Promise<Buffer> {
    const asked = `${api} v${version}`;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.failure) {
        throw new ConnectionError(this.address, asked, this.failure.message, { cause: this.failure });
      }
      if (this.inFlight.size >= IN_FLIGHT_MAX) {
        throw new ConnectionError(this.address, asked, `${IN_FLIGHT_MAX} requests are still unanswered`);
      }
      const correlationId = this.nextCorrelationId;
      this.nextCorrelationId = (correlationId + 1) & 0x7fffffff;
      const header = { correlationId, clientId: this.options.clientId ?? "chaos" };
      const frame = encodeRequest(api, version, header, body);

      const disarm = arm(timeoutMs, signal, (aborted) => {
        reject(
          aborted
            ? signal?.reason
            : new TimeoutError(this.address, asked, `no answer within ${timeoutMs} ms`),
        );
      });
      this.inFlight.set(correlationId, {
        asked,
        answer: (response) => {
          disarm();
          resolve(response);
        },
        refuse: (reason) => {
          disarm();
          reject(reason);
        },
      });

      const size = Buffer.allocUnsafe(4);
      size.writeInt32BE(frame.length);
      this.socket.cork();
      this.socket.write(size);
      this.socket.write(frame);
      this.socket.uncork();
    });
  }

  /** The socket has read so many bytes into the assembler's room. */
  private receive(bytes: number): void {
    try {
      for (const frame of this.assembler.filled(bytes)) this.dispatch(frame);
    } catch (error) {
      this.fail("the broker does not speak the Kafka protocol", error as Error);
    }
  }

  private dispatch(frame: Buffer): void {
    if (frame.length < 4) throw new Error(`it sent a response of ${frame.length} bytes`);
    const correlationId = frame.readInt32BE(0);
    const asker = this.inFlight.get(correlationId);
    if (!asker) throw new Error(`it answered the request ${correlationId}, which was never sent`);
    this.inFlight.delete(correlationId);
    asker.answer(frame);
  }

  private fail(reason: string, cause?: Error): void {
    if (this.failure) return;
    const detail = cause ? `${reason} (${cause.message})` : reason;
    const options = cause ? { cause } : {};
    this.failure = new Error(detail, options);
    this.socket.destroy();
    for (const { asked, refuse } of this.inFlight.values()) {
      refuse(new ConnectionError(this.address, asked, detail, options));
    }
    this.inFlight.clear();
  }
}

async function openSocket(
  { host, port, tls, signal }: ConnectionOptions,
  onread: OnReadOpts,
  timeoutMs: number,
): Promise<Socket> {
  const address = `${host}:${port}`;
  signal?.throwIfAborted();
  const { socket, opened } = connectSocket({ host, port, tls }, { onread });
  return new Promise((resolve, reject) => {
    const connected = (): void => {
      disarm();
      socket.off("error", failed);
      resolve(socket);
    };
    const refuse = (reason: unknown): void => {
      disarm();
      socket.off(opened, connected).off("error", failed);
      // An error after this has no listener, and would end the process.
      socket.on("error", () => {}).destroy();
      reject(reason);
    };
    const failed = (cause: Error): void => {
      refuse(new ConnectionError(address, "connect", whyOf(cause), { cause }));
    };
    const disarm = arm(timeoutMs, signal, (aborted) => {
      refuse(
        aborted
          ? signal?.reason
          : new TimeoutError(address, "connect", `no connection within ${timeoutMs} ms`),
      );
    });
    socket.once(opened, connected).once("error", failed);
  });
}

/** Node.js begins with the name of the call, as the error does already. A name with several addresses has several errors. */
function whyOf(cause: Error): string {
  const causes: readonly Error[] = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.map(({ message }) => message.replace(/^connect /, "")).join(", ");
}

/** Calls `expire` once, when the time is over or the signal aborts, unless the returned function is called before. */
function arm(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  expire: (aborted: boolean) => void,
): () => void {
  const end = (aborted: boolean): void => {
    disarm();
    expire(aborted);
  };
  const aborted = (): void => end(true);
  const timer = setTimeout(() => end(false), timeoutMs);
  signal?.addEventListener("abort", aborted, { once: true });
  const disarm = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", aborted);
  };
  return disarm;
}
