/**
 * What the proxy has to know about every request. It is read from the first bytes, without decoding the request.
 *
 *     size 4 · api key 2 · version 2 · correlation id 4 · client id 2 + n · tagged fields (flexible) · body
 *
 * For a Produce request this includes acks, because the broker does not respond with acks=0. Acks follow the
 * transactional id at the beginning of the body.
 */

import { type ApiName, apiByKey, apiOf, contains, ProtocolError, Reader } from "../protocol/index.js";

/** Key, version and correlation id: no request is shorter. */
export const REQUEST_HEAD_BYTES = 8;

export interface RequestHead {
  readonly key: number;
  /** Undefined for an unknown key. */
  readonly api: ApiName | undefined;
  readonly version: number;
  readonly correlationId: number;
  /** Whether the proxy can decode the version. */
  readonly isKnown: boolean;
}

/** @param start the place of the frame's size in the chunk */
export function readHead(chunk: Buffer, start: number): RequestHead {
  const key = chunk.readInt16BE(start + 4);
  const version = chunk.readInt16BE(start + 6);
  const api = apiByKey(key);
  const isKnown = api !== undefined && contains(apiOf(api).versions, version);
  return { key, api, version, correlationId: chunk.readInt32BE(start + 8), isKnown };
}

/** The acks of a Produce request of a known version. Null when they are behind `end`. */
export function readAcks(chunk: Buffer, start: number, end: number, version: number): number | null {
  const isFlexible = contains(apiOf("Produce").flexible, version);
  const reader = new Reader(chunk, start + 12, end);
  try {
    reader.string(reader.int16());
    if (isFlexible) {
      for (let tags = reader.unsignedVarint(); tags > 0; tags--) {
        reader.unsignedVarint();
        reader.bytes(reader.unsignedVarint());
      }
    }
    if (version >= 3) reader.string(isFlexible ? reader.unsignedVarint() - 1 : reader.int16());
    return reader.int16();
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
