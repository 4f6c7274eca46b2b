/**
 * Requests and responses as typed values, to and from the bytes of one frame (without the four bytes of its size).
 *
 * A frame is a header and a body. The header's version follows from the API and its version: flexible versions have
 * flexible headers, with two exceptions that Kafka keeps for its past (see {@link requestHeaderVersion} and
 * {@link responseHeaderVersion}). The caller gives only the fields that matter; the others take their defaults.
 *
 * Source: ApiKeys.java, `requestHeaderVersion` and `responseHeaderVersion`.
 */

import { type Codec, compile } from "./codec.js";
import { apis, type Messages, type Requests, type Responses } from "./generated/apis.js";
import { schemas } from "./generated/schemas.js";
import { ProtocolError } from "./protocol-error.js";
import { Reader } from "./reader.js";
import { type Api, contains, type MessageSchema } from "./schema.js";
import { Writer } from "./writer.js";

export type ApiName = keyof typeof apis;
export type MessageName = keyof Messages;

/**
 * A message as it may be given for encoding: every field optional, numbers allowed where they fit exactly, bytes and
 * records also in pieces that follow each other.
 */
export type Input<T> = T extends bigint
  ? bigint | number
  : T extends Uint8Array
    ? Uint8Array | readonly Uint8Array[]
    : T extends readonly (infer E)[]
      ? readonly Input<E>[]
      : T extends object
        ? { [K in keyof T]?: Input<T[K]> }
        : T;

export interface RequestHeaderInput {
  correlationId: number;
  clientId?: string | null;
}

/** Told apart by `api`. */
export type DecodedRequest = {
  [A in ApiName]: { api: A; version: number; header: Messages["RequestHeader"]; body: Requests[A] };
}[ApiName];

export interface DecodedResponse<A extends ApiName> {
  header: Messages["ResponseHeader"];
  body: Responses[A];
}

export function apiOf(name: ApiName): Api {
  return apis[name];
}

const namesByKey = new Map<number, ApiName>(
  Object.entries(apis).map(([name, api]) => [api.key, name as ApiName]),
);

/** Undefined for a key that this version of the definitions does not know. */
export function apiByKey(key: number): ApiName | undefined {
  return namesByKey.get(key);
}

/** ControlledShutdown v0 is from before requests named their client. */
export function requestHeaderVersion(api: ApiName, version: number): number {
  if (api === "ControlledShutdown" && version === 0) return 0;
  return contains(apiOf(api).flexible, version) ? 2 : 1;
}

/** ApiVersions is asked before the client knows what the broker speaks, so its header never changed. */
export function responseHeaderVersion(api: ApiName, version: number): number {
  if (api === "ApiVersions") return 0;
  return contains(apiOf(api).flexible, version) ? 1 : 0;
}

/** @throws ProtocolError naming the field that `version` cannot carry */
export function encodeRequest<A extends ApiName>(
  api: A,
  version: number,
  header: RequestHeaderInput,
  body: Input<Requests[A]>,
): Buffer {
  return writeRequest(api, version, header, body).bytes;
}

/** The same in pieces that follow each other: large bytes and records are not copied. */
export function encodeRequestParts<A extends ApiName>(
  api: A,
  version: number,
  header: RequestHeaderInput,
  body: Input<Requests[A]>,
): Buffer[] {
  return writeRequest(api, version, header, body).parts;
}

function writeRequest<A extends ApiName>(
  api: A,
  version: number,
  header: RequestHeaderInput,
  body: Input<Requests[A]>,
): Writer {
  const writer = new Writer();
  codec("RequestHeader", requestHeaderVersion(api, version)).encode(writer, {
    clientId: null,
    ...header,
    requestApiKey: apiOf(api).key,
    requestApiVersion: version,
  });
  codec(`${api}Request`, version).encode(writer, body);
  return writer;
}

/**
 * @param options.trailing what bytes behind the body are: brokers ignore them, and there are clients that send some
 * @throws ProtocolError when the bytes are no request of an API and version that these definitions know
 */
export function decodeRequest(
  frame: Buffer,
  options: { trailing?: "refused" | "ignored" } = {},
): DecodedRequest {
  const reader = new Reader(frame);
  const header = decodeRequestHeader(reader);
  const { api, version } = header;
  const body = codec(`${api}Request`, version).decode(reader);
  if (options.trailing !== "ignored") expectEnd(reader, `${api}Request v${version}`);
  return { api, version, header: header.header, body } as DecodedRequest;
}

/** Leaves `reader` at the first byte of the body. */
export function decodeRequestHeader(reader: Reader): {
  api: ApiName;
  version: number;
  header: Messages["RequestHeader"];
} {
  const start = reader.offset;
  const key = reader.int16();
  const version = reader.int16();
  const api = apiByKey(key);
  if (api === undefined) throw new ProtocolError(`${key} is no API key known here`, start);
  if (!contains(apiOf(api).versions, version)) {
    throw new ProtocolError(`${api} has no version ${version} known here`, start);
  }
  reader.offset = start;
  const header = codec("RequestHeader", requestHeaderVersion(api, version)).decode(reader);
  return { api, version, header: header as Messages["RequestHeader"] };
}

/** @throws ProtocolError naming the field that `version` cannot carry */
export function encodeResponse<A extends ApiName>(
  api: A,
  version: number,
  header: Input<Messages["ResponseHeader"]>,
  body: Input<Responses[A]>,
): Buffer {
  const writer = new Writer();
  codec("ResponseHeader", responseHeaderVersion(api, version)).encode(writer, header);
  codec(`${api}Response`, version).encode(writer, body);
  return writer.bytes;
}

/** Bytes and records in the result are slices of `frame`. */
export function decodeResponse<A extends ApiName>(
  api: A,
  version: number,
  frame: Buffer,
): DecodedResponse<A> {
  const reader = new Reader(frame);
  const header = codec("ResponseHeader", responseHeaderVersion(api, version)).decode(reader);
  const body = codec(`${api}Response`, version).decode(reader);
  expectEnd(reader, `${api}Response v${version}`);
  return { header, body } as DecodedResponse<A>;
}

/** Any message by its full name, without a header: what Kafka keeps in records, and the halves of a frame. */
export function encodeMessage<M extends MessageName>(
  name: M,
  version: number,
  value: Input<Messages[M]>,
): Buffer {
  const writer = new Writer();
  codec(name, version).encode(writer, value);
  return writer.bytes;
}

export function decodeMessage<M extends MessageName>(name: M, version: number, bytes: Buffer): Messages[M] {
  const reader = new Reader(bytes);
  const value = codec(name, version).decode(reader);
  expectEnd(reader, `${name} v${version}`);
  return value as Messages[M];
}

function expectEnd(reader: Reader, title: string): void {
  if (reader.remaining > 0) {
    throw new ProtocolError(`${reader.remaining} bytes are left over`, reader.offset, title);
  }
}

/** For who walks a message by its fields. Built anew each time: keep what is made of it. */
export function schemaOf(name: MessageName): MessageSchema {
  return schemas[name]();
}

/** Compiled codecs by message and version: a cache, whose entries depend on nothing but their key. */
const codecs = new Map<MessageName, Codec[]>();

function codec(name: MessageName, version: number): Codec {
  let versions = codecs.get(name);
  if (!versions) {
    versions = [];
    codecs.set(name, versions);
  }
  versions[version] ??= compile(schemas[name](), version);
  return versions[version];
}
