/**
 * The broker's side of a session: requests go out on it, and each response that comes back takes its place in the queue
 * of responses to the client.
 *
 *     client ◀── queue ◀──complete── interceptors, tenant, addresses ◀──held── scanner ◀──bytes── broker
 *     client ◀──────────────────────passed───────────────────────────────────────┘
 *
 * A response passes in the chunks it came in when nothing has to look into it and every response before it was sent.
 */

import {
  type ApiName,
  type BrokerLogin,
  decodeResponse,
  ErrorCode,
  encodeRequest,
  type Input,
  type LoginApi,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { type AddressMap, mayHoldAddress } from "./addresses.js";
import type { ClientContext } from "./client-context.js";
import type { HeldExchange } from "./exchange.js";
import { writeFrame } from "./frame.js";
import type { FramedSocket } from "./framed-socket.js";
import {
  type ExtraRequest,
  extraRequestFrame,
  type Later,
  type ResponseStep,
  takeResponse,
} from "./interception.js";
import type { Armed } from "./interceptors/interceptor.js";
import type { RequestHead } from "./request-head.js";
import type { QueuedResponse, ResponseQueue } from "./response-queue.js";
import type { FrameHandler, FrameScanner } from "./scanner.js";
import type { TopicNames } from "./topic-names.js";

/** A correlation id. */
const RESPONSE_HEAD_BYTES = 4;
const RESPONSE_BYTES_MAX = 0x7fff_ffff;

/** A request that was decoded on its way to the broker. */
export interface DecodedRequest {
  readonly exchange: HeldExchange;
  readonly armed: readonly Armed[];
  readonly requestBytes: number;
  /** The response was sent, and the request is not needed any more. */
  readonly onSent: () => void;
}

export interface BrokerSideOptions {
  readonly broker: FramedSocket;
  /** Of the proxy. Null where the cluster requires none. */
  readonly login: BrokerLogin | null;
  readonly client: FramedSocket;
  readonly queue: ResponseQueue;
  readonly context: ClientContext;
  readonly addresses: AddressMap;
  readonly topicNames: TopicNames;
  /** Takes bytes of responses that pass. */
  readonly sendToClient: (bytes: Buffer) => void;
  readonly onError: (error: Error) => void;
  /** Aborted when the session is over. */
  readonly signal: AbortSignal;
}

export class BrokerSide implements FrameHandler {
  readonly headBytesMin = RESPONSE_HEAD_BYTES;
  private readonly scanner: FrameScanner;
  private arriving: QueuedResponse | null = null;
  /** Counts down from numbers that no client uses. */
  private ownCorrelationId = -1_000_000_000;

  constructor(private readonly options: BrokerSideOptions) {
    const { broker, client, queue, onError } = options;
    this.scanner = broker.read(this, {
      frameBytesMax: RESPONSE_BYTES_MAX,
      onHandled: () => queue.sendDue(),
      onError,
    });
    broker.socket.on("drain", () => client.resume("slow broker"));
  }

  /** Sends bytes of requests that pass. */
  sendBytes(bytes: Buffer): void {
    const { broker, client } = this.options;
    if (!broker.socket.write(bytes)) client.pause("slow broker");
  }

  /** Sends a request, in pieces. `written`: the pieces are not needed any more. */
  sendFrame(parts: readonly Buffer[], written?: () => void): void {
    const { broker, client } = this.options;
    if (!writeFrame(broker.socket, parts, written)) client.pause("slow broker");
  }

  /** The client sends no more requests. */
  end(): void {
    this.options.broker.socket.end();
  }

  destroy(): void {
    this.options.broker.socket.destroy();
  }

  /** @param decoded null for a request that passed */
  expectResponse(head: RequestHead, decoded: DecodedRequest | null): void {
    const { queue, context } = this.options;
    const { api, version, correlationId, isKnown } = head;
    const armed = decoded?.armed ?? [];
    const isLookedInto =
      api !== undefined &&
      isKnown &&
      (api === "ApiVersions" ||
        mayHoldAddress(api, version) ||
        context.tenant?.touches(api) === true ||
        armed.some(({ onResponse }) => onResponse !== undefined));
    queue.expect({
      correlationId,
      onFrame: isLookedInto ? (frame) => this.lookInto(frame, api, version, decoded) : null,
      onUnanswered: decoded && (() => armed.forEach((one) => void one.onUnanswered?.(decoded.exchange))),
      onSent: decoded?.onSent ?? null,
      keptBytes: isLookedInto ? (decoded?.requestBytes ?? 0) : 0,
    });
  }

  /** Whether the proxy has to log in again before the next request of the client. */
  get isLoginDue(): boolean {
    return this.options.login?.isDue === true;
  }

  /** Logs in again. Until this has resolved the broker must not get another request. */
  async renewLogin(): Promise<void> {
    await this.options.login?.logIn((api, version, body) => this.ask(api, version, body));
  }

  private ask<A extends LoginApi>(api: A, version: number, body: Input<Requests[A]>): Promise<Responses[A]> {
    const correlationId = this.ownCorrelationId--;
    return new Promise((resolve, reject) => {
      this.options.queue.expect({
        correlationId,
        onFrame: (answer) => {
          resolve(decodeResponse(api, version, answer).body);
          return null;
        },
        onUnanswered: () => reject(new Error("the broker closed the connection during a login")),
        onSent: null,
        keptBytes: 0,
      });
      this.sendFrame([encodeRequest(api, version, { correlationId, clientId: "chaos-proxy" }, body)]);
    });
  }

  /** Sends a request of an interceptor. The interceptor gets the response, and the client does not. */
  sendExtraRequest({ body, onAnswer }: ExtraRequest, exchange: HeldExchange, isAnswered: boolean): void {
    const { queue, context } = this.options;
    const { api, version } = exchange;
    const correlationId = this.ownCorrelationId--;
    const frame = extraRequestFrame(exchange, body, correlationId, context.tenant);
    if (frame === null) return;
    this.sendFrame(frame);
    if (!isAnswered) return;
    queue.expect({
      correlationId,
      onFrame: (answer) => {
        const { body: response } = decodeResponse(api, version, answer);
        const renamed = context.tenant?.response(api, version, response, body as Requests[ApiName]);
        onAnswer?.((renamed as Responses[ApiName] | undefined) ?? response);
        return null;
      },
      onUnanswered: () => onAnswer?.(null),
      onSent: null,
      keptBytes: 0,
    });
  }

  decide(chunk: Buffer, start: number): "pass" | "hold" {
    const { queue } = this.options;
    this.arriving = queue.arriving(chunk.readInt32BE(start + 4));
    return queue.mayPass(this.arriving) ? "pass" : "hold";
  }

  passed(bytes: Buffer): void {
    this.options.sendToClient(bytes);
  }

  ended(): void {
    const { queue } = this.options;
    queue.firstSent();
    if (!queue.isOwnNext) return;
    // The proxy's own response may go only when all bytes before it have gone.
    this.scanner.flush();
    queue.sendDue();
  }

  join(chunks: readonly Buffer[]): Buffer {
    return Buffer.concat(chunks);
  }

  held(frame: Buffer): void | Promise<void> {
    const { queue, signal } = this.options;
    if (signal.aborted) return;
    const response = this.arriving as QueuedResponse;
    if (response.onFrame === null) return queue.complete(response, frame, 0);
    const complete = (step: ResponseStep | null): void =>
      queue.complete(response, step === null ? null : (step.frame ?? frame), step?.delayMs ?? 0);
    const step = response.onFrame(frame);
    return step instanceof Promise ? step.then(complete) : complete(step);
  }

  private lookInto(
    frame: Buffer,
    api: ApiName,
    version: number,
    decoded: DecodedRequest | null,
  ): Later<ResponseStep> {
    // A broker that does not know the version of an ApiVersions request answers it in version 0.
    const isRefusal =
      api === "ApiVersions" && frame.length >= 6 && frame.readInt16BE(4) === ErrorCode.UNSUPPORTED_VERSION;
    if (isRefusal) return { delayMs: 0 };
    const { context, topicNames, addresses } = this.options;
    const exchange = decoded?.exchange ?? context.passedExchange(api, version);
    exchange.answered(frame);
    if (api === "Metadata") topicNames.learn(exchange.response as Responses["Metadata"]);
    return takeResponse(exchange, decoded?.armed ?? [], context.tenant, addresses);
  }
}
