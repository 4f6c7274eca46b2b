/**
 * One client's connection and the broker's behind it.
 *
 *     client ──bytes──▶ scanner ──held──▶ login, interceptors, tenant ──▶ broker
 *                          └──────passed─────────────────────────────▶
 *     client ◀──────── owed, in the order asked ◀──── scanner ◀──bytes── broker
 *
 * A broker answers the requests of a connection in their order, one response each (none to a Produce with acks=0).
 * The session keeps a list of what is owed to the client in that order: responses that the broker will send, and those
 * that the proxy gives itself. A frame that no interceptor needs passes in the chunks it came in; what has to be
 * looked into is held until it is whole. Whatever takes time (a delay, a compression) holds back the reading of its
 * side, so that nothing piles up here and the other end feels it as it would feel a slow broker.
 */

import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ApiName,
  decodeResponse,
  ErrorCode,
  encodeResponse,
  type Input,
  ProtocolError,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { type AddressMap, mayHoldAddress } from "./addresses.js";
import { HeldExchange } from "./exchange.js";
import { withSize, writeFrame } from "./frame.js";
import type { FramePool } from "./frame-pool.js";
import {
  type Beside,
  besideFrame,
  type RequestStep,
  type ResponseStep,
  takeRequest,
  takeResponse,
  wanting,
} from "./interception.js";
import type { Armed, Client } from "./interceptors/interceptor.js";
import type { Metrics } from "./metrics.js";
import { PausableReader } from "./pausable-reader.js";
import { REQUEST_HEAD_BYTES, type RequestHead, readAcks, readHead } from "./request-head.js";
import type { RulesInForce } from "./rules.js";
import { type FrameHandler, FrameScanner } from "./scanner.js";
import { PASSTHROUGH } from "./tenants/names.js";
import type { Tenant } from "./tenants/rename.js";
import { Login } from "./tenants/sasl.js";
import type { Tokens } from "./tenants/token.js";
import type { Topics } from "./topics.js";
import { unsupportedVersions } from "./versions.js";

/** What may wait here for its turn before the side that makes it grow is held back. */
const OWED_MAX = 1_000;
const OWED_BYTES_MAX = 32 * 1024 * 1024;
/** Of what is held before anybody has logged in: brokers take no more either (sasl.server.max.receive.size). */
const LOGIN_FRAME_BYTES_MAX = 512 * 1024;
/** A Produce request whose acks lie further behind is held: looking again with every chunk would cost its square. */
const ACKS_WITHIN_BYTES = 4 * 1024;
/** For a client to read what is left for it, when its connection ends. */
const LINGER_MS = 10_000;
/** A correlation id. */
const RESPONSE_HEAD_BYTES = 4;
const RESPONSE_BYTES_MAX = 0x7fff_ffff;

export interface SessionOptions {
  readonly client: Socket;
  /** The broker whose port the client came to; −1 for the bootstrap port. */
  readonly brokerId: number;
  readonly connect: (signal: AbortSignal) => Promise<Socket>;
  readonly addresses: AddressMap;
  readonly rules: () => RulesInForce;
  readonly tokens: Tokens;
  readonly tenantOf: (vCluster: string) => Tenant;
  readonly topics: Topics;
  readonly frames: FramePool;
  /** Whether only clients that log in are served. */
  readonly isLoginRequired: boolean;
  /** Brokers refuse larger ones (socket.request.max.bytes). */
  readonly requestBytesMax: number;
  readonly metrics: Metrics;
  readonly log: (line: string) => void;
  readonly onEnd: () => void;
}

/** A response that is still to come, or waits for its turn. */
interface Owed {
  readonly correlationId: number;
  /** The proxy gives it, the broker knows nothing of it. */
  readonly isOurs: boolean;
  /** Takes the whole frame; without it the frame passes as it comes. */
  readonly onFrame: ((frame: Buffer) => ResponseStep | Promise<ResponseStep>) | null;
  /** Called when the connection ends without it. */
  readonly onLost: (() => void) | null;
  /** Called when it has gone to the client. */
  readonly onPaid: (() => void) | null;
  /** The client has not asked for it. */
  readonly isSwallowed: boolean;
  /** The connection ends after it. */
  readonly isLast: boolean;
  /** What stays in memory for it until it is paid, on the client's account. */
  readonly keptBytes: number;
  hasArrived: boolean;
  /** With its size; null until it can go. */
  bytes: Buffer | null;
  /** By performance.now(). */
  dueMs: number;
}

/** A request that was looked into and is on its way. */
interface HeldRequest {
  readonly exchange: HeldExchange;
  readonly armed: readonly Armed[];
  readonly requestBytes: number;
  readonly onPaid: () => void;
}

export class Session {
  private broker: Socket | null = null;
  private readonly upward: FrameScanner;
  private readonly downward: FrameScanner;
  private readonly clientReader: PausableReader<
    "connecting" | "slow broker" | "slow client" | "request" | "owed" | "closing"
  >;
  private brokerReader: PausableReader<"slow client" | "response" | "owed"> | null = null;

  private readonly owed: Owed[] = [];
  /** Of requests that were looked into and of answers of our own. The client makes them, so it is held back. */
  private keptBytes = 0;
  /** Of the broker's responses that wait for their time, which is why the broker is held back. */
  private arrivedBytes = 0;
  private dueTimer: NodeJS.Timeout | undefined;

  private readonly login: Login;
  private identity: Client = { clientId: null, vCluster: PASSTHROUGH, username: null };
  private tenant: Tenant | null = null;
  private armed: readonly Armed[] = [];
  private armedVersion = -1;
  /** Of the request being held; null for the bare token of an old client. */
  private head: RequestHead | null = null;
  /** Counts down from where no client counts. */
  private ownCorrelationId = -1_000_000_000;

  /** A socket forgets it when it closes. */
  private readonly clientAddress: string;
  private hasBrokerEnded = false;
  private isClosing = false;
  private lingering: NodeJS.Timeout | undefined;
  private isOver = false;
  private readonly ending = new AbortController();

  constructor(private readonly options: SessionOptions) {
    const { client } = options;
    this.clientAddress = `${client.remoteAddress}:${client.remotePort}`;
    this.login = new Login(options.tokens);
    this.upward = new FrameScanner(this.requests, options.requestBytesMax);
    this.downward = new FrameScanner(this.responses, RESPONSE_BYTES_MAX);
    this.clientReader = new PausableReader(client);
    this.clientReader.hold("connecting");
    client.on("data", (chunk: Buffer) => {
      options.metrics.bytes("in", chunk.length);
      const later = this.attempt(() => this.upward.push(chunk));
      if (later) this.wait(later, this.clientReader, "request", () => this.clientEnded());
    });
    client.on("end", () => this.clientEnded());
    client.on("error", () => this.end());
    client.on("close", () => this.end());
    options.connect(this.ending.signal).then(
      (broker) => this.connected(broker),
      (error: Error) => this.fail(error),
    );
  }

  /** Both connections end, whatever was on its way. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.ending.abort(new Error("the client has gone"));
    clearTimeout(this.dueTimer);
    clearTimeout(this.lingering);
    this.options.client.destroy();
    this.broker?.destroy();
    this.giveUp();
    this.options.onEnd();
  }

  /** Tells interceptors about requests that were still unanswered when the connection ended: their outcome is unknown. */
  private giveUp(): void {
    for (const { bytes, onLost } of this.owed) {
      try {
        // A response that arrived in part counts as unanswered.
        if (bytes === null) onLost?.();
      } catch (error) {
        this.options.log(`client ${this.clientAddress}: ${(error as Error).message}`);
      }
    }
  }

  private connected(broker: Socket): void {
    if (this.isOver) {
      broker.destroy();
      return;
    }
    const { client, metrics } = this.options;
    metrics.connections(1, "broker");
    broker.once("close", () => metrics.connections(-1, "broker"));
    const reader = new PausableReader<"slow client" | "response" | "owed">(broker);
    this.broker = broker;
    this.brokerReader = reader;
    broker.on("data", (chunk: Buffer) => {
      const later = this.attempt(() => this.downward.push(chunk));
      if (later) this.wait(later, reader, "response", () => this.payOff());
    });
    broker.on("drain", () => this.clientReader.release("slow broker"));
    client.on("drain", () => {
      reader.release("slow client");
      this.clientReader.release("slow client");
    });
    broker.on("end", () => this.brokerEnded());
    broker.on("error", (error: Error) => this.fail(error));
    broker.on("close", () => this.brokerEnded());
    // A login leaves it paused.
    broker.resume();
    this.clientReader.release("connecting");
  }

  /** It says no more; what it has said still goes to the broker. The end can come while the last of it is in hand. */
  private clientEnded(): void {
    if (this.options.client.readableEnded && !this.clientReader.isHeldBy("request")) this.broker?.end();
  }

  /** It says no more; what it has said still goes to the client, also what waits for its time. */
  private brokerEnded(): void {
    this.hasBrokerEnded = true;
    this.payOff();
  }

  /** Ends when the client has taken what was written; one that does not read is not waited for. */
  private close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.clientReader.hold("closing");
    this.linger();
    this.options.client.end(() => this.end());
  }

  private linger(): void {
    this.lingering ??= setTimeout(() => this.end(), LINGER_MS);
  }

  private attempt(work: () => void | Promise<void>): void | Promise<void> {
    try {
      return work();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private wait<R extends string>(
    work: Promise<void>,
    reader: PausableReader<R>,
    reason: R,
    done: () => void,
  ): void {
    reader.hold(reason);
    work.then(
      () => {
        reader.release(reason);
        done();
      },
      (error: Error) => this.fail(error),
    );
  }

  private fail(error: Error): void {
    if (this.isOver || this.isClosing) return;
    const { brokerId, log } = this.options;
    const where = brokerId < 0 ? "bootstrap" : `broker ${brokerId}`;
    log(`client ${this.clientAddress} at ${where}: ${error.message}`);
    this.end();
  }

  // From the client to the broker

  private readonly requests: FrameHandler = {
    headBytesMin: REQUEST_HEAD_BYTES,
    decide: (chunk, start, end) => this.decideRequest(chunk, start, end),
    passed: (bytes) => this.toBroker(bytes),
    ended: () => {},
    join: (chunks, sizeBytes) => this.options.frames.join(chunks, sizeBytes),
    held: (frame) => this.heldRequest(frame),
  };

  private decideRequest(chunk: Buffer, start: number, end: number): "pass" | "hold" | number {
    if (this.login.expects === "bytes") {
      this.head = null;
      return holdLogin(chunk, start);
    }
    const head = readHead(chunk, start);
    const { api, version, isKnown } = head;
    this.head = head;
    if (api === "SaslHandshake" || api === "SaslAuthenticate") return holdLogin(chunk, start);
    if (api === "ApiVersions" && !isKnown) return holdLogin(chunk, start);
    if (api !== "ApiVersions") this.admit();
    if (this.wants(head)) return "hold";

    let acks: number | null = 1;
    if (api === "Produce" && isKnown) {
      acks = readAcks(chunk, start, end, version);
      if (acks === null) return end - start < ACKS_WITHIN_BYTES ? end - start + 1 : "hold";
    }
    this.options.metrics.request(api ?? null);
    if (acks !== 0) this.oweBrokers(head, null);
    return "pass";
  }

  /** @throws ProtocolError when the client asks for something without a login that holds */
  private admit(): void {
    if (this.login.expired)
      throw new ProtocolError("the client's token has expired, and it has not logged in again");
    if (this.login.principal !== null) return;
    if (this.options.isLoginRequired || this.login.expects !== "handshake") {
      throw new ProtocolError("the client has not logged in; it needs SASL PLAIN with a token");
    }
  }

  /** Whether a request has to be looked into. */
  private wants({ api, isKnown }: RequestHead): boolean {
    if (this.tenant !== null) {
      if (api === undefined || !isKnown || !this.tenant.offers(api) || this.tenant.touches(api)) return true;
    }
    if (api === undefined || !isKnown) return false;
    return this.interceptors().some(({ apis }) => apis === null || apis.has(api));
  }

  private interceptors(): readonly Armed[] {
    const rules = this.options.rules();
    if (this.armedVersion !== rules.version) {
      this.armed = rules.applyingTo(this.identity);
      this.armedVersion = rules.version;
    }
    return this.armed;
  }

  private heldRequest(frame: Buffer): void | Promise<void> {
    const { head } = this;
    if (head === null) return this.takeToken(frame);
    const { key, api, version, correlationId, isKnown } = head;
    this.options.metrics.request(api ?? null);
    if (api === "ApiVersions" && !isKnown) {
      this.oweOurs(unsupportedVersions(correlationId), 0);
      return;
    }
    if (api === undefined || !isKnown || this.tenant?.offers(api) === false) {
      throw new ProtocolError(
        `the API ${api ?? `with the key ${key}`}, version ${version}, is not for tenants`,
      );
    }
    const exchange = this.exchange(api, version, frame);
    const { clientId } = exchange.header;
    if (this.identity.clientId !== clientId) {
      this.identity = { ...this.identity, clientId };
      exchange.client = this.identity;
    }
    if (api === "SaslHandshake") {
      const request = exchange.request as Requests["SaslHandshake"];
      const { response, close } = this.login.handshake(version, request);
      return this.answerLogin(encodeResponse(api, version, { correlationId }, response), close);
    }
    if (api === "SaslAuthenticate") return this.authenticate(exchange, correlationId);
    const armed = wanting(this.interceptors(), api);
    const step = takeRequest(exchange, armed, this.tenant);
    if (step instanceof Promise)
      return step.then((settled) => this.goOn(settled, exchange, head, frame, armed));
    return this.goOn(step, exchange, head, frame, armed);
  }

  private exchange(api: ApiName, version: number, frame: Buffer | null): HeldExchange {
    const { brokerId, topics } = this.options;
    const prefix = this.tenant === null ? "" : `${this.identity.vCluster}.`;
    return new HeldExchange(api, version, this.identity, brokerId, frame, (id) => {
      const name = topics.nameOf(id);
      return name?.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    });
  }

  private goOn(
    step: RequestStep,
    exchange: HeldExchange,
    head: RequestHead,
    frame: Buffer,
    armed: readonly Armed[],
  ): void | Promise<void> {
    const { acks } = exchange.outgoingRequest as Input<Requests["Produce"]>;
    const isAnswered = !(exchange.api === "Produce" && acks === 0);
    if (step.do === "answer") {
      if (isAnswered) this.oweOurs(step.frame, step.delayMs);
      return;
    }
    let uses = isAnswered ? 2 : 1;
    const used = (): void => {
      // What goes beside may be slices of the frame too, and takes longer.
      if (--uses === 0 && step.besides.length === 0) this.options.frames.release(frame);
    };
    const send = (): void => {
      if (this.isOver) return;
      this.frameToBroker(step.frame ?? [frame], used);
      if (isAnswered) this.oweBrokers(head, { exchange, armed, requestBytes: frame.length, onPaid: used });
      for (const beside of step.besides) this.sendBeside(beside, exchange, isAnswered);
    };
    if (step.delayMs <= 0) return send();
    return sleep(step.delayMs, undefined, { signal: this.ending.signal }).then(send);
  }

  private sendBeside({ body, onAnswer }: Beside, exchange: HeldExchange, isAnswered: boolean): void {
    const { api, version } = exchange;
    const correlationId = this.ownCorrelationId--;
    const frame = besideFrame(exchange, body, correlationId, this.tenant);
    if (frame === null) return;
    this.frameToBroker(frame);
    if (!isAnswered) return;
    this.owe({
      correlationId,
      isOurs: false,
      isSwallowed: true,
      isLast: false,
      keptBytes: 0,
      onFrame: (answer) => {
        const { body: response } = decodeResponse(api, version, answer);
        const renamed = this.tenant?.response(api, version, response, body as Requests[ApiName]);
        onAnswer?.((renamed as Responses[ApiName] | undefined) ?? response);
        return { delayMs: 0 };
      },
      onLost: () => onAnswer?.(null),
      onPaid: null,
    });
  }

  private async authenticate({ version, request }: HeldExchange, correlationId: number): Promise<void> {
    const { response, close } = await this.login.authenticate(request as Requests["SaslAuthenticate"]);
    if (close) this.options.log(`a login was refused: ${response.errorMessage}`);
    this.recognise();
    return this.answerLogin(encodeResponse("SaslAuthenticate", version, { correlationId }, response), close);
  }

  /** What follows the handshake of an old client: bytes without a header, and so is their answer. */
  private async takeToken(frame: Buffer): Promise<void> {
    const answer = await this.login.bytes(frame);
    if (answer.close) throw new ProtocolError("a login was refused");
    this.recognise();
    this.oweOurs(answer.response, 0);
  }

  private recognise(): void {
    const { principal } = this.login;
    if (principal === null) return;
    this.identity = { ...this.identity, ...principal };
    this.tenant = principal.vCluster === PASSTHROUGH ? null : this.options.tenantOf(principal.vCluster);
    this.armedVersion = -1;
  }

  private answerLogin(frame: Buffer, close: boolean): void | Promise<void> {
    this.oweOurs(frame, 0, close);
    // What the client has sent behind a login that failed is not looked at.
    if (!close) return;
    this.linger();
    return over(this.ending.signal);
  }

  private toBroker(bytes: Buffer): void {
    if (this.broker?.write(bytes) === false) this.clientReader.hold("slow broker");
  }

  private frameToBroker(parts: readonly Buffer[], written?: () => void): void {
    if (this.broker !== null && !writeFrame(this.broker, parts, written))
      this.clientReader.hold("slow broker");
  }

  // From the broker to the client

  /** @param held what was looked into on its way to the broker; null for a request that passed */
  private oweBrokers({ api, version, correlationId, isKnown }: RequestHead, held: HeldRequest | null): void {
    const armed = held?.armed ?? [];
    const looks =
      api !== undefined &&
      isKnown &&
      (api === "ApiVersions" ||
        mayHoldAddress(api, version) ||
        this.tenant?.touches(api) === true ||
        armed.some(({ onResponse }) => onResponse !== undefined));
    const onFrame = (frame: Buffer): ResponseStep | Promise<ResponseStep> => {
      // A broker that does not know the version of an ApiVersions request answers it in version 0.
      const isRefusal =
        api === "ApiVersions" && frame.length >= 6 && frame.readInt16BE(4) === ErrorCode.UNSUPPORTED_VERSION;
      if (isRefusal) return { delayMs: 0 };
      const exchange = held?.exchange ?? this.exchange(api as ApiName, version, null);
      exchange.answered(frame);
      if (api === "Metadata") this.options.topics.learn(exchange.response as Responses["Metadata"]);
      return takeResponse(exchange, armed, this.tenant, this.options.addresses);
    };
    this.owe({
      correlationId,
      isOurs: false,
      isSwallowed: false,
      isLast: false,
      keptBytes: looks ? (held?.requestBytes ?? 0) : 0,
      onFrame: looks ? onFrame : null,
      onLost: held && (() => armed.forEach((one) => void one.onUnanswered?.(held.exchange))),
      onPaid: held?.onPaid ?? null,
    });
  }

  private oweOurs(frame: Buffer, delayMs: number, isLast = false): void {
    const bytes = withSize(frame);
    const keptBytes = bytes.length;
    this.owe({
      correlationId: 0,
      isOurs: true,
      isSwallowed: false,
      isLast,
      keptBytes,
      onFrame: null,
      onLost: null,
      onPaid: null,
    });
    const owed = this.owed.at(-1) as Owed;
    this.settle(owed, bytes, delayMs);
    // Our own answers bypass the broker's backpressure, so it is applied here.
    if (this.options.client.writableNeedDrain) this.clientReader.hold("slow client");
  }

  private owe(owed: Omit<Owed, "hasArrived" | "bytes" | "dueMs">): void {
    // Properties that are added to a copy cost V8 microseconds; what it begins with costs nothing.
    this.owed.push({ hasArrived: owed.isOurs, bytes: null, dueMs: 0, ...owed });
    this.keptBytes += owed.keptBytes;
    if (this.owed.length > OWED_MAX || this.keptBytes > OWED_BYTES_MAX) this.clientReader.hold("owed");
  }

  private readonly responses: FrameHandler = {
    headBytesMin: RESPONSE_HEAD_BYTES,
    decide: (chunk, start) => this.decideResponse(chunk.readInt32BE(start + 4)),
    passed: (bytes) => this.toClient(bytes),
    ended: () => {
      this.paid();
      // What comes next may be ours: then everything before it has to be on its way.
      if (this.owed[0]?.isOurs) {
        this.downward.flush();
        this.payOff();
      }
    },
    join: (chunks) => Buffer.concat(chunks),
    held: (frame) => this.heldResponse(frame),
  };

  private arriving: Owed | null = null;

  private decideResponse(correlationId: number): "pass" | "hold" {
    const owed = this.owed.find(({ hasArrived }) => !hasArrived);
    if (owed === undefined || owed.correlationId !== correlationId) {
      throw new ProtocolError(
        `the broker answers ${correlationId}, but ${owed === undefined ? "nothing was asked" : `${owed.correlationId} is next`}`,
      );
    }
    owed.hasArrived = true;
    this.arriving = owed;
    return owed.onFrame === null && owed === this.owed[0] ? "pass" : "hold";
  }

  private heldResponse(frame: Buffer): void | Promise<void> {
    if (this.isOver) return;
    const owed = this.arriving as Owed;
    if (owed.onFrame === null) return this.settle(owed, withSize(frame), 0);
    const step = owed.onFrame(frame);
    const go = (settled: ResponseStep): void =>
      this.settle(
        owed,
        owed.isSwallowed ? Buffer.alloc(0) : withSize(settled.frame ?? frame),
        settled.delayMs,
      );
    return step instanceof Promise ? step.then(go) : go(step);
  }

  private settle(owed: Owed, bytes: Buffer, delayMs: number): void {
    owed.bytes = bytes;
    owed.dueMs = delayMs > 0 ? performance.now() + delayMs : 0;
    if (!owed.isOurs) this.arrivedBytes += bytes.length;
    if (this.arrivedBytes > OWED_BYTES_MAX) this.brokerReader?.hold("owed");
    this.payOff();
  }

  /** Writes what is at the head of the list and due; the rest waits behind it. */
  private payOff(): void {
    if (this.isOver) return;
    clearTimeout(this.dueTimer);
    for (let first = this.owed[0]; first?.bytes; first = this.owed[0]) {
      const leftMs = first.dueMs - performance.now();
      if (leftMs > 0) {
        this.dueTimer = setTimeout(() => this.payOff(), Math.ceil(leftMs));
        return;
      }
      if (first.bytes.length > 0) this.toClient(first.bytes);
      this.paid();
      if (first.isLast) {
        this.close();
        return;
      }
    }
    if (this.hasBrokerEnded && !this.brokerReader?.isHeldBy("response")) this.close();
  }

  /** The first of the list is done with. */
  private paid(): void {
    const { isOurs, keptBytes, bytes, onPaid } = this.owed.shift() as Owed;
    onPaid?.();
    this.keptBytes -= keptBytes;
    if (!isOurs) this.arrivedBytes -= bytes?.length ?? 0;
    if (this.owed.length <= OWED_MAX && this.keptBytes <= OWED_BYTES_MAX) this.clientReader.release("owed");
    if (this.arrivedBytes <= OWED_BYTES_MAX) this.brokerReader?.release("owed");
  }

  private toClient(bytes: Buffer): void {
    if (this.isClosing) return;
    this.options.metrics.bytes("out", bytes.length);
    if (!this.options.client.write(bytes)) this.brokerReader?.hold("slow client");
  }
}

/** Of frames that are held from a client that may be anybody. */
function holdLogin(chunk: Buffer, start: number): "hold" {
  const sizeBytes = chunk.readInt32BE(start);
  if (sizeBytes > LOGIN_FRAME_BYTES_MAX) {
    throw new ProtocolError(`a frame of ${sizeBytes} bytes is too large for a login or a first question`);
  }
  return "hold";
}

/** Rejects when the session is over. */
function over(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
