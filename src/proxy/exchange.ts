/** A request that interceptors look at, and its response: decoded when first looked at, and only then. */

import {
  type ApiName,
  decodeRequest,
  decodeResponse,
  type Messages,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import type { AnsweredExchange, Client } from "./interceptors/interceptor.js";

export class HeldExchange implements AnsweredExchange {
  private decodedHeader: Messages["RequestHeader"] | undefined;
  private decodedRequest: Requests[ApiName] | undefined;
  private decodedResponse: Responses[ApiName] | undefined;
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
    return this.decodedRequest as Requests[ApiName];
  }

  set request(changed: Requests[ApiName]) {
    this.decode();
    this.decodedRequest = changed;
  }

  get response(): Responses[ApiName] {
    this.decodeResponse();
    return this.decodedResponse as Responses[ApiName];
  }

  get responseHeader(): Messages["ResponseHeader"] {
    this.decodeResponse();
    return this.decodedResponseHeader as Messages["ResponseHeader"];
  }

  set response(changed: Responses[ApiName]) {
    this.decodeResponse();
    this.decodedResponse = changed;
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
