/**
 * A request that interceptors look at, and its response: decoded when first looked at, and only then. That holds for
 * what an interceptor has changed as well: it goes on as it was given, and only who looks at it behind that interceptor
 * makes it a decoded message again, with every field and with its bytes in one piece.
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
  /** As an interceptor gave it, before it is looked at. */
  private changedRequest: Input<Requests[ApiName]> | undefined;
  private decodedResponse: Responses[ApiName] | undefined;
  /** Likewise. */
  private changedResponse: Input<Responses[ApiName]> | undefined;
  private decodedResponseHeader: Messages["ResponseHeader"] | undefined;
  private responseFrame: Buffer | undefined;

  constructor(
    readonly api: ApiName,
    readonly version: number,
    public client: Client,
    readonly brokerId: number,
    private readonly requestFrame: Buffer | null,
    /** Topics by their ids, in the client's own names. */
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
