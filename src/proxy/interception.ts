/**
 * What is done with a decoded request and with its response. Interceptors see a request first, in order of priority,
 * with the client's own names; then the tenant renames. A response is renamed first. All of it is synchronous unless an
 * interceptor is asynchronous: a promise would pause the connection.
 */

import {
  type ApiName,
  encodeRequestParts,
  encodeResponse,
  type Input,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { type AddressMap, mayHoldAddress, rewriteAddresses } from "./addresses.js";
import type { HeldExchange } from "./exchange.js";
import type { Armed, RequestOutcome, ResponseOutcome } from "./interceptors/interceptor.js";
import type { Tenant } from "./tenants/rename.js";
import { cutVersions } from "./versions.js";

export interface ExtraRequest {
  readonly body: Input<Requests[ApiName]>;
  readonly onAnswer?: (response: Responses[ApiName] | null) => void;
}

export type RequestStep =
  /** Without a frame the request is forwarded in the bytes it came in. */
  | {
      readonly do: "forward";
      readonly frame?: readonly Buffer[];
      readonly delayMs: number;
      readonly extraRequests: readonly ExtraRequest[];
    }
  | { readonly do: "answer"; readonly frame: Buffer; readonly delayMs: number };

export interface ResponseStep {
  /** Without it the response is sent in the bytes it came in. */
  readonly frame?: Buffer;
  readonly delayMs: number;
}

export type Later<T> = T | Promise<T>;

/** The interceptors for this API. */
export function wanting(armed: readonly Armed[], api: ApiName): readonly Armed[] {
  return armed.filter(({ apis }) => apis === null || apis.has(api));
}

export function takeRequest(
  exchange: HeldExchange,
  armed: readonly Armed[],
  tenant: Tenant | null,
): Later<RequestStep> {
  const { api, version } = exchange;
  let isChanged = false;
  let delayMs = 0;
  const extraRequests: ExtraRequest[] = [];

  const apply = (outcome: RequestOutcome | undefined): RequestStep | undefined => {
    if (outcome === undefined) return undefined;
    delayMs += outcome.delayMs ?? 0;
    if (outcome.do === "answer") {
      const { correlationId } = exchange.header;
      return {
        do: "answer",
        frame: encodeResponse(api, version, { correlationId }, outcome.response),
        delayMs,
      };
    }
    if (outcome.request !== undefined) {
      exchange.changeRequest(outcome.request);
      isChanged = true;
    }
    if (outcome.extraRequest !== undefined) {
      const { request: body, onAnswer } = outcome.extraRequest;
      extraRequests.push(onAnswer === undefined ? { body } : { body, onAnswer });
    }
    return undefined;
  };

  const finish = (): RequestStep => {
    let body: Input<Requests[ApiName]> | undefined;
    if (tenant !== null) {
      const renamed = tenant.request(api, version, exchange.outgoingRequest as Requests[ApiName]);
      if ("answer" in renamed) {
        const { correlationId } = exchange.header;
        return {
          do: "answer",
          frame: encodeResponse(api, version, { correlationId }, renamed.answer as Input<Responses[ApiName]>),
          delayMs,
        };
      }
      body = renamed.forward;
    } else if (isChanged) {
      body = exchange.outgoingRequest;
    }
    const frame =
      body === undefined ? {} : { frame: encodeRequestParts(api, version, exchange.header, body) };
    return { do: "forward", ...frame, delayMs, extraRequests };
  };

  const applyFrom = (from: number): Later<RequestStep> => {
    for (let i = from; i < armed.length; i++) {
      const outcome = armed[i]?.onRequest?.(exchange);
      if (outcome instanceof Promise) return outcome.then((settled) => apply(settled) ?? applyFrom(i + 1));
      const answer = apply(outcome);
      if (answer !== undefined) return answer;
    }
    return finish();
  };
  return applyFrom(0);
}

/** The frame of an extra request, with the header of the client's. Null when the tenant does not allow it. */
export function extraRequestFrame(
  { api, version, header }: HeldExchange,
  body: ExtraRequest["body"],
  correlationId: number,
  tenant: Tenant | null,
): Buffer[] | null {
  let renamed = body;
  if (tenant !== null) {
    const outcome = tenant.request(api, version, body as Requests[ApiName]);
    if ("answer" in outcome) return null;
    renamed = outcome.forward as Requests[ApiName];
  }
  return encodeRequestParts(api, version, { correlationId, clientId: header.clientId }, renamed);
}

/** @param exchange its response has arrived */
export function takeResponse(
  exchange: HeldExchange,
  armed: readonly Armed[],
  tenant: Tenant | null,
  addresses: AddressMap,
): Later<ResponseStep> {
  const { api, version } = exchange;
  let isChanged = false;
  let delayMs = 0;

  const apply = (outcome: ResponseOutcome | undefined): void => {
    delayMs += outcome?.delayMs ?? 0;
    if (outcome?.response === undefined) return;
    exchange.changeResponse(outcome.response);
    isChanged = true;
  };
  const finish = (): ResponseStep =>
    isChanged
      ? { frame: encodeResponse(api, version, exchange.responseHeader, exchange.outgoingResponse), delayMs }
      : { delayMs };
  const applyFrom = (from: number): Later<ResponseStep> => {
    for (let i = from; i < armed.length; i++) {
      const outcome = armed[i]?.onResponse?.(exchange);
      if (outcome instanceof Promise) {
        return outcome.then((settled) => {
          apply(settled);
          return applyFrom(i + 1);
        });
      }
      apply(outcome);
    }
    return finish();
  };
  const rename = (isRewritten: boolean): Later<ResponseStep> => {
    isChanged = isRewritten;
    if (tenant?.touches(api)) {
      const { response, request } = exchange;
      exchange.response = tenant.response(api, version, response, request) as Responses[ApiName];
      isChanged = true;
    }
    return applyFrom(0);
  };
  const rewritten = rewrite(exchange, tenant, addresses);
  return rewritten instanceof Promise ? rewritten.then(rename) : rename(rewritten);
}

/** Puts the proxy's addresses into a response, and removes the versions that it cannot decode. */
function rewrite(exchange: HeldExchange, tenant: Tenant | null, addresses: AddressMap): Later<boolean> {
  const { api, version } = exchange;
  if (api === "ApiVersions") {
    const { username } = exchange.client;
    const asker = tenant !== null ? "tenant" : username !== null ? "cluster" : "unknown";
    cutVersions(exchange.response as Responses["ApiVersions"], asker);
    return true;
  }
  return mayHoldAddress(api, version) && rewriteAddresses(api, exchange.response, addresses);
}
