/**
 * What the proxy lets a broker offer.
 *
 * An API that is only passed on needs no knowledge of it, so versions newer than these definitions go through. Where
 * the proxy has to look inside (addresses, records for interceptors, names of tenants) the newest version is the newest
 * that both sides know.
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

/** APIs that carry what interceptors work on. */
const INTERCEPTED: ReadonlySet<ApiName> = new Set(["Produce", "Fetch"]);

/** @param offers of a tenant: nothing else is offered, and only in versions known here */
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

/** The answer to an ApiVersions request of a version unknown here, as brokers give it: version 0, and what is known. */
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
