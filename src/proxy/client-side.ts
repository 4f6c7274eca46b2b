/**
 * The client's side of a session: each request that comes in on it goes to the broker, or is answered by the proxy.
 *
 *     client ──bytes──▶ scanner ──passed──────────────────────────────▶ broker
 *                          └──held──▶ login
 *                                     interceptors, tenant ──forward──▶ broker
 *                                                          ──answer───▶ queue of responses to the client
 *
 * A request passes in the chunks it came in when nothing has to look into it. A request that is held is put together and
 * decoded. What takes time (a login, a delay, a compression) pauses the reading of the client.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { encodeResponse, type Input, ProtocolError, type Requests } from "../protocol/index.js";
import type { BrokerSide } from "./broker-side.js";
import type { ClientContext } from "./client-context.js";
import type { HeldExchange } from "./exchange.js";
import type { FramePool } from "./frame-pool.js";
import type { FramedSocket } from "./framed-socket.js";
import { type RequestStep, takeRequest, wanting } from "./interception.js";
import type { Armed } from "./interceptors/interceptor.js";
import type { Metrics } from "./metrics.js";
import { REQUEST_HEAD_BYTES, type RequestHead, readAcks, readHead } from "./request-head.js";
import type { ResponseQueue } from "./response-queue.js";
import type { FrameHandler } from "./scanner.js";
import { unsupportedVersion, unsupportedVersions } from "./versions.js";

/** Of a frame that is held before the client has logged in. Brokers have the limit sasl.server.max.receive.size. */
const LOGIN_FRAME_BYTES_MAX = 512 * 1024;
/** A Produce request whose acks lie further behind is held: to look again with every chunk would cost its square. */
const ACKS_WITHIN_BYTES = 4 * 1024;

export interface ClientSideOptions {
  readonly client: FramedSocket;
  readonly brokerSide: BrokerSide;
  readonly queue: ResponseQueue;
  readonly context: ClientContext;
  readonly frames: FramePool;
  readonly requestBytesMax: number;
  readonly metrics: Metrics;
  readonly log: (line: string) => void;
  /** A login was refused. The response that says so is in the queue, and the session ends after it. */
  readonly onRefused: () => void;
  readonly onError: (error: Error) => void;
  /** Aborted when the session is over. */
  readonly signal: AbortSignal;
}

export class ClientSide implements FrameHandler {
  readonly headBytesMin = REQUEST_HEAD_BYTES;
  /** Of the request that is held; null for the token of an old client, which has no header. */
  private head: RequestHead | null = null;

  constructor(private readonly options: ClientSideOptions) {
    const { client, requestBytesMax, metrics, onError } = options;
    const endBroker = (): void => this.endBrokerAfterClient();
    client.read(this, {
      frameBytesMax: requestBytesMax,
      onReceived: (bytes) => metrics.bytes("in", bytes),
      onHandled: endBroker,
      onError,
    });
    client.socket.on("end", endBroker);
  }

  /** Reads no more requests. `done`: the client has taken all that was written for it. */
  close(done: () => void): void {
    const { client } = this.options;
    client.pause("closing");
    client.socket.end(done);
  }

  decide(chunk: Buffer, start: number, end: number): "pass" | "hold" | number {
    const { context, brokerSide, metrics } = this.options;
    if (context.login.expects === "bytes") {
      this.head = null;
      return holdLogin(chunk, start);
    }
    const head = readHead(chunk, start);
    const { api, version, isKnown } = head;
    this.head = head;
    if (api === "SaslHandshake" || api === "SaslAuthenticate") return holdLogin(chunk, start);
    if (api === "ApiVersions" && !isKnown) return holdLogin(chunk, start);
    if (api !== "ApiVersions") context.requireLogin();
    if (context.needsDecoding(head) || brokerSide.isLoginDue) return "hold";

    let acks: number | null = 1;
    if (api === "Produce" && isKnown) {
      acks = readAcks(chunk, start, end, version);
      if (acks === null) return end - start < ACKS_WITHIN_BYTES ? end - start + 1 : "hold";
    }
    metrics.request(api ?? null);
    if (acks !== 0) brokerSide.expectResponse(head, null);
    return "pass";
  }

  passed(bytes: Buffer): void {
    this.options.brokerSide.sendBytes(bytes);
  }

  ended(): void {}

  join(chunks: readonly Buffer[], sizeBytes: number): Buffer {
    return this.options.frames.join(chunks, sizeBytes);
  }

  held(frame: Buffer): void | Promise<void> {
    const { head } = this;
    const { brokerSide } = this.options;
    if (head === null) return this.takeToken(frame);
    // All earlier requests have gone, and the next one waits for the promise.
    if (brokerSide.isLoginDue) return brokerSide.renewLogin().then(() => this.take(head, frame));
    return this.take(head, frame);
  }

  private take(head: RequestHead, frame: Buffer): void | Promise<void> {
    const { brokerSide, context, metrics, signal } = this.options;
    if (signal.aborted) return;
    const { key, api, version, correlationId, isKnown } = head;
    metrics.request(api ?? null);
    if (api === "ApiVersions" && !isKnown) return this.answer(unsupportedVersions(correlationId));
    if ((api === undefined || !isKnown) && context.tenant === null) {
      brokerSide.sendFrame([frame]);
      return brokerSide.expectResponse(head, null);
    }
    if (api === undefined) throw new ProtocolError(`an API with the key ${key} is not for tenants`);
    if (!isKnown) return this.answer(unsupportedVersion(api, version, correlationId, frame));
    const exchange = context.exchange(api, version, frame);
    if (api === "SaslHandshake") return this.takeHandshake(exchange, correlationId);
    if (api === "SaslAuthenticate") return this.authenticate(exchange, correlationId);
    const armed = wanting(context.interceptors(), api);
    const step = takeRequest(exchange, armed, context.tenant);
    return step instanceof Promise
      ? step.then((settled) => this.forwardOrAnswer(settled, exchange, head, frame, armed))
      : this.forwardOrAnswer(step, exchange, head, frame, armed);
  }

  private forwardOrAnswer(
    step: RequestStep,
    exchange: HeldExchange,
    head: RequestHead,
    frame: Buffer,
    armed: readonly Armed[],
  ): void | Promise<void> {
    const { brokerSide, frames, signal } = this.options;
    const { acks } = exchange.outgoingRequest as Input<Requests["Produce"]>;
    const isAnswered = !(exchange.api === "Produce" && acks === 0);
    if (step.do === "answer") {
      if (isAnswered) this.answer(step.frame, { delayMs: step.delayMs });
      return;
    }
    let uses = isAnswered ? 2 : 1;
    const used = (): void => {
      // Extra requests may be slices of the frame too, and are needed for longer.
      if (--uses === 0 && step.extraRequests.length === 0) frames.release(frame);
    };
    const send = (): void => {
      if (signal.aborted) return;
      brokerSide.sendFrame(step.frame ?? [frame], used);
      if (isAnswered) {
        brokerSide.expectResponse(head, { exchange, armed, requestBytes: frame.length, onSent: used });
      }
      for (const extra of step.extraRequests) brokerSide.sendExtraRequest(extra, exchange, isAnswered);
    };
    if (step.delayMs <= 0) return send();
    return sleep(step.delayMs, undefined, { signal }).then(send);
  }

  private takeHandshake({ version, request }: HeldExchange, correlationId: number): void | Promise<void> {
    const { response, close } = this.options.context.login.handshake(
      version,
      request as Requests["SaslHandshake"],
    );
    return this.answerLogin(encodeResponse("SaslHandshake", version, { correlationId }, response), close);
  }

  private async authenticate({ version, request }: HeldExchange, correlationId: number): Promise<void> {
    const { context, log } = this.options;
    const { response, close } = await context.login.authenticate(request as Requests["SaslAuthenticate"]);
    if (close) log(`a login was refused: ${response.errorMessage}`);
    context.learnPrincipal();
    return this.answerLogin(encodeResponse("SaslAuthenticate", version, { correlationId }, response), close);
  }

  /** After its handshake an old client sends the bytes of PLAIN without a header. The response has no header either. */
  private async takeToken(frame: Buffer): Promise<void> {
    const { context } = this.options;
    const answer = await context.login.bytes(frame);
    if (answer.close) throw new ProtocolError("a login was refused");
    context.learnPrincipal();
    this.answer(answer.response);
  }

  private answerLogin(frame: Buffer, isRefused: boolean): void | Promise<void> {
    const { onRefused, signal } = this.options;
    this.answer(frame, { isLast: isRefused });
    if (!isRefused) return;
    onRefused();
    // Requests behind a refused login are never read: the handling of this frame lasts until the session is over.
    return untilAborted(signal);
  }

  private answer(frame: Buffer, options: { delayMs?: number; isLast?: boolean } = {}): void {
    const { queue, client } = this.options;
    queue.answer(frame, options);
    // The broker's backpressure does not apply to the proxy's own answers.
    if (client.socket.writableNeedDrain) client.pause("slow client");
  }

  /** The client can end while its last request is being handled: that request goes to the broker first. */
  private endBrokerAfterClient(): void {
    const { client, brokerSide } = this.options;
    if (client.socket.readableEnded && !client.isHandling) brokerSide.end();
  }
}

/** Holds a frame of a client that may not have logged in. */
function holdLogin(chunk: Buffer, start: number): "hold" {
  const sizeBytes = chunk.readInt32BE(start);
  if (sizeBytes > LOGIN_FRAME_BYTES_MAX) {
    throw new ProtocolError(`a frame of ${sizeBytes} bytes is too large for a login or a first question`);
  }
  return "hold";
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
