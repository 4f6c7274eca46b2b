/**
 * Which versions of a broker's APIs clients see, and what a client gets that uses another one.
 *
 * When requests of an API only pass, the proxy need not know its versions, and newer ones than these definitions are
 * allowed. When the proxy has to decode them (addresses, records for interceptors, names of tenants), the newest
 * version is the newest that both the broker and the proxy know.
 *
 * Many clients ask once, before they log in. The proxy does not know then whether the client will belong to a virtual
 * cluster. So it offers what both kinds of clients may use: each API that a virtual cluster has, in versions known here.
 */

import {
  type ApiName,
  apiByKey,
  apiOf,
  decodeRequest,
  ErrorCode,
  encodeResponse,
  type Input,
  ProtocolError,
  type Responses,
} from "../protocol/index.js";
import { ADDRESS_APIS } from "./addresses.js";
import { agree } from "./features.js";
import { isOffered } from "./tenants/offered.js";
import { refusal } from "./tenants/refusal.js";

/** In a request, the version follows the key. */
const API_KEY_BYTES = 2;

/** Who asks: a client that has not logged in, a client of a virtual cluster, or one of the cluster itself. */
export type Asker = "unknown" | "tenant" | "cluster";

/** The APIs that are decoded for every client: for their addresses, or for interceptors. */
const DECODED: ReadonlySet<ApiName> = new Set<ApiName>([...ADDRESS_APIS, "ApiVersions", "Produce", "Fetch"]);

export function cutVersions(response: Responses["ApiVersions"], asker: Asker): void {
  const kept: Responses["ApiVersions"]["apiKeys"] = [];
  for (const range of response.apiKeys) {
    const api = apiByKey(range.apiKey);
    const isTenants = api !== undefined && isOffered(api);
    if (asker === "tenant" && !isTenants) continue;
    if (api !== undefined && (DECODED.has(api) || (asker !== "cluster" && isTenants))) {
      const [first, last] = apiOf(api).versions;
      range.minVersion = Math.max(range.minVersion, first);
      range.maxVersion = Math.min(range.maxVersion, last);
    }
    if (range.minVersion <= range.maxVersion) kept.push(range);
  }
  response.apiKeys = kept;
  agree(response);
}

/**
 * The response to an ApiVersions request of an unknown version. As brokers do, it has version 0 and the known versions.
 */
export function unsupportedVersions(correlationId: number): Buffer {
  const [minVersion, maxVersion] = apiOf("ApiVersions").versions;
  return encodeResponse(
    "ApiVersions",
    0,
    { correlationId },
    {
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: apiOf("ApiVersions").key, minVersion, maxVersion }],
    },
  );
}

/**
 * The response to a request of a version that is not known here. It is in the nearest version that is known, and its
 * error is UNSUPPORTED_VERSION. The request is read as one of that version, for the entries that get the error.
 * @throws ProtocolError when no field of the response can have the error
 */
export function unsupportedVersion(
  api: ApiName,
  version: number,
  correlationId: number,
  frame: Buffer,
): Buffer {
  const [first, last] = apiOf(api).versions;
  const nearest = Math.min(Math.max(version, first), last);
  const response = refusal(api, nearest, asVersion(frame, nearest), ErrorCode.UNSUPPORTED_VERSION);
  if (!hasError(response)) {
    throw new ProtocolError(`${api} has no version ${version} here, but ${first} to ${last}`);
  }
  return encodeResponse(api, nearest, { correlationId }, response as Input<Responses[ApiName]>);
}

/** An empty request when the bytes cannot be read. */
function asVersion(frame: Buffer, version: number): Record<string, unknown> {
  const copy = Buffer.from(frame);
  copy.writeInt16BE(version, API_KEY_BYTES);
  try {
    return { ...decodeRequest(copy, { trailing: "ignored" }).body };
  } catch (error) {
    if (error instanceof ProtocolError) return {};
    throw error;
  }
}

function hasError(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([field, inner]) =>
    /errorCode$/i.test(field) ? inner === ErrorCode.UNSUPPORTED_VERSION : hasError(inner),
  );
}
