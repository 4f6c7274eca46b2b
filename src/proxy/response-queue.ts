/**
 * The responses that a client still has to get, in the order of its requests, which is the order in which it gets them.
 *
 *     expect, answer ──▶ [ next to be sent │ … │ added last ] ──▶ send
 *                                 ▲
 *                      arriving, complete: from the broker
 *
 * A response is sent when it is complete, its delay is over and every response before it was sent. A broker answers the
 * requests of a connection in their order, so the next response that arrives is the first that has not arrived yet.
 *
 * Responses that wait here take memory. Requests add to the queue, so the client is not read while the queue is long or
 * keeps many bytes on account of requests. The broker is not read while many bytes of its responses wait.
 */

import { ProtocolError } from "../protocol/index.js";
import { withSize } from "./frame.js";
import type { PauseReason } from "./framed-socket.js";
import type { Later, ResponseStep } from "./interception.js";

export const RESPONSES_MAX = 1_000;
export const KEPT_BYTES_MAX = 32 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

/** A response that the broker will send. */
export interface ExpectedResponse {
  readonly correlationId: number;
  /** Takes the whole frame. Null as its result: the client does not get it. Without it the frame passes in chunks. */
  readonly onFrame: ((frame: Buffer) => Later<ResponseStep | null>) | null;
  /** The connection has ended without it. */
  readonly onUnanswered: (() => void) | null;
  readonly onSent: (() => void) | null;
  /** The bytes of the request that stay in memory until the response is sent. */
  readonly keptBytes: number;
}

export interface QueuedResponse extends ExpectedResponse {
  /** The proxy made it, and the broker does not know of it. */
  readonly isOwn: boolean;
  /** The connection ends after it. */
  readonly isLast: boolean;
  hasArrived: boolean;
  /** With its size; null until it is complete. */
  bytes: Buffer | null;
  /** By performance.now(). */
  dueMs: number;
}

interface Pausable {
  pause(reason: PauseReason): void;
  resume(reason: PauseReason): void;
}

export interface ResponseQueueOptions {
  readonly client: Pausable;
  readonly broker: Pausable;
  /** Takes a whole response with its size. */
  readonly send: (bytes: Buffer) => void;
  /** The response after which the connection ends was sent. */
  readonly onLastSent: () => void;
  /** No response is left that is complete: the queue is empty, or the first has not arrived. */
  readonly onAllCompleteSent: () => void;
}

export class ResponseQueue {
  private readonly responses: QueuedResponse[] = [];
  /** Of requests, and of the proxy's own responses. */
  private keptBytes = 0;
  /** Of the broker's responses that are complete. */
  private arrivedBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private isDiscarded = false;

  constructor(private readonly options: ResponseQueueOptions) {}

  /** The broker will respond to a request. */
  expect(expected: ExpectedResponse): void {
    // Properties that are added to a copy cost V8 microseconds; those that it begins with cost nothing.
    this.add({ isOwn: false, isLast: false, hasArrived: false, bytes: null, dueMs: 0, ...expected });
  }

  /** The proxy responds to a request. `isLast`: the connection ends after the response. */
  answer(frame: Buffer, { delayMs = 0, isLast = false } = {}): void {
    const bytes = withSize(frame);
    const response = {
      isOwn: true,
      isLast,
      hasArrived: true,
      bytes: null,
      dueMs: 0,
      correlationId: 0,
      onFrame: null,
      onUnanswered: null,
      onSent: null,
      keptBytes: bytes.length,
    };
    this.add(response);
    this.completeBytes(response, bytes, delayMs);
  }

  /**
   * The response whose first bytes have come from the broker.
   * @throws ProtocolError when it is not the one that has to come next
   */
  arriving(correlationId: number): QueuedResponse {
    const next = this.responses.find(({ hasArrived }) => !hasArrived);
    if (next === undefined || next.correlationId !== correlationId) {
      throw new ProtocolError(
        `the broker answers ${correlationId}, but ${next === undefined ? "nothing was asked" : `${next.correlationId} is next`}`,
      );
    }
    next.hasArrived = true;
    return next;
  }

  /** Whether the response is next to be sent, and needs no look at the whole of it: its bytes may pass as they come. */
  mayPass(response: QueuedResponse): boolean {
    return response.onFrame === null && response === this.responses[0];
  }

  /** The first response has gone to the client. */
  firstSent(): void {
    const { isOwn, keptBytes, bytes, onSent } = this.responses.shift() as QueuedResponse;
    onSent?.();
    this.keptBytes -= keptBytes;
    if (!isOwn) this.arrivedBytes -= bytes?.length ?? 0;
    const { client, broker } = this.options;
    if (this.responses.length <= RESPONSES_MAX && this.keptBytes <= KEPT_BYTES_MAX) client.resume("queue");
    if (this.arrivedBytes <= KEPT_BYTES_MAX) broker.resume("queue");
  }

  /** Whether the response that is next to be sent is the proxy's own. */
  get isOwnNext(): boolean {
    return this.responses[0]?.isOwn === true;
  }

  /** A response of the broker can go to the client, in this frame. Without a frame nothing goes to the client. */
  complete(response: QueuedResponse, frame: Buffer | null, delayMs: number): void {
    this.completeBytes(response, frame === null ? NOTHING : withSize(frame), delayMs);
  }

  /** Sends the responses at the beginning of the queue that are complete and due. Later ones wait behind them. */
  sendDue(): void {
    if (this.isDiscarded) return;
    clearTimeout(this.timer);
    for (let first = this.responses[0]; first?.bytes; first = this.responses[0]) {
      const leftMs = first.dueMs - performance.now();
      if (leftMs > 0) {
        this.timer = setTimeout(() => this.sendDue(), Math.ceil(leftMs));
        return;
      }
      if (first.bytes.length > 0) this.options.send(first.bytes);
      this.firstSent();
      if (first.isLast) {
        this.options.onLastSent();
        return;
      }
    }
    this.options.onAllCompleteSent();
  }

  /** The connection has ended: nothing is sent any more. A response that arrived in part counts as unanswered. */
  discard(onError: (error: Error) => void): void {
    this.isDiscarded = true;
    clearTimeout(this.timer);
    for (const { bytes, onUnanswered } of this.responses) {
      try {
        if (bytes === null) onUnanswered?.();
      } catch (error) {
        onError(error as Error);
      }
    }
  }

  private add(response: QueuedResponse): void {
    this.responses.push(response);
    this.keptBytes += response.keptBytes;
    if (this.responses.length > RESPONSES_MAX || this.keptBytes > KEPT_BYTES_MAX) {
      this.options.client.pause("queue");
    }
  }

  private completeBytes(response: QueuedResponse, bytes: Buffer, delayMs: number): void {
    response.bytes = bytes;
    response.dueMs = delayMs > 0 ? performance.now() + delayMs : 0;
    if (!response.isOwn) this.arrivedBytes += bytes.length;
    if (this.arrivedBytes > KEPT_BYTES_MAX) this.options.broker.pause("queue");
    this.sendDue();
  }
}
