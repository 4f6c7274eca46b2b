/**
 * Which versions of a broker's APIs clients see.
 *
 * When requests of an API only pass, the proxy need not know its versions, and newer ones than these definitions are
 * allowed. When the proxy has to decode them (addresses, records for interceptors, names of tenants), the newest
 * version is the newest that both the broker and the proxy know.
 */

import {
  type ApiName,
  apiByKey,
  apiOf,
  ErrorCode,
  encodeResponse,
  type Responses,
} from "../protocol/index.js";
import { ADDRESS_APIS } from "./addresses.js";

/** The APIs that interceptors decode. */
const INTERCEPTED: ReadonlySet<ApiName> = new Set(["Produce", "Fetch"]);

/** @param offers the APIs of a tenant: others are removed, and so are unknown versions */
export function cutVersions(response: Responses["ApiVersions"], offers?: (api: ApiName) => boolean): void {
  const kept: Responses["ApiVersions"]["apiKeys"] = [];
  for (const range of response.apiKeys) {
    const api = apiByKey(range.apiKey);
    if (offers !== undefined && (api === undefined || !offers(api))) continue;
    const isLookedInto =
      api !== undefined &&
      (offers !== undefined || api === "ApiVersions" || ADDRESS_APIS.has(api) || INTERCEPTED.has(api));
    if (isLookedInto) {
      const [first, last] = apiOf(api).versions;
      range.minVersion = Math.max(range.minVersion, first);
      range.maxVersion = Math.min(range.maxVersion, last);
    }
    if (range.minVersion <= range.maxVersion) kept.push(range);
  }
  response.apiKeys = kept;
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
