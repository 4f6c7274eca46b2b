/**
 * A request that interceptors may read, and its response. Each is decoded when an interceptor first reads it. An
 * interceptor's changed message is encoded and decoded again only when a later interceptor reads it: that interceptor
 * then gets a message with every field, and with its bytes in one piece.
 */

import {
  type ApiName,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Input,
  type Messages,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import type { AnsweredExchange, Client } from "./interceptors/interceptor.js";

export class HeldExchange implements AnsweredExchange {
  private decodedHeader: Messages["RequestHeader"] | undefined;
  private decodedRequest: Requests[ApiName] | undefined;
  /** As an interceptor gave it, until another reads it. */
  private changedRequest: Input<Requests[ApiName]> | undefined;
  private decodedResponse: Responses[ApiName] | undefined;
  /** As an interceptor gave it, until another reads it. */
  private changedResponse: Input<Responses[ApiName]> | undefined;
  private decodedResponseHeader: Messages["ResponseHeader"] | undefined;
  private responseFrame: Buffer | undefined;

  constructor(
    readonly api: ApiName,
    readonly version: number,
    public client: Client,
    readonly brokerId: number,
    private readonly requestFrame: Buffer | null,
    /** The client's own name of a topic, by its id. */
    readonly topicName: (topicId: string) => string | undefined,
  ) {}

  get header(): Messages["RequestHeader"] {
    this.decode();
    return this.decodedHeader as Messages["RequestHeader"];
  }

  get request(): Requests[ApiName] {
    this.decode();
    if (this.changedRequest !== undefined) {
      const frame = encodeRequest(this.api, this.version, this.header, this.changedRequest);
      this.decodedRequest = decodeRequest(frame).body;
      this.changedRequest = undefined;
    }
    return this.decodedRequest as Requests[ApiName];
  }

  /** As it goes on. */
  get outgoingRequest(): Input<Requests[ApiName]> {
    return this.changedRequest ?? this.request;
  }

  changeRequest(changed: Input<Requests[ApiName]>): void {
    this.changedRequest = changed;
  }

  get response(): Responses[ApiName] {
    this.decodeResponse();
    if (this.changedResponse !== undefined) {
      const frame = encodeResponse(this.api, this.version, this.responseHeader, this.changedResponse);
      this.decodedResponse = decodeResponse(this.api, this.version, frame).body;
      this.changedResponse = undefined;
    }
    return this.decodedResponse as Responses[ApiName];
  }

  set response(decoded: Responses[ApiName]) {
    this.decodedResponse = decoded;
    this.changedResponse = undefined;
  }

  get responseHeader(): Messages["ResponseHeader"] {
    this.decodeResponse();
    return this.decodedResponseHeader as Messages["ResponseHeader"];
  }

  /** As it goes on. */
  get outgoingResponse(): Input<Responses[ApiName]> {
    return this.changedResponse ?? this.response;
  }

  changeResponse(changed: Input<Responses[ApiName]>): void {
    this.changedResponse = changed;
  }

  answered(frame: Buffer): void {
    this.responseFrame = frame;
  }

  private decodeResponse(): void {
    if (this.decodedResponse !== undefined) return;
    if (this.responseFrame === undefined) throw new Error(`${this.api} has not been answered yet`);
    const { header, body } = decodeResponse(this.api, this.version, this.responseFrame);
    this.decodedResponseHeader = header;
    this.decodedResponse = body;
  }

  private decode(): void {
    if (this.decodedRequest !== undefined) return;
    if (this.requestFrame === null) throw new Error(`the ${this.api} request has passed unread`);
    const { header, body } = decodeRequest(this.requestFrame, { trailing: "ignored" });
    this.decodedHeader = header;
    this.decodedRequest = body;
  }
}
