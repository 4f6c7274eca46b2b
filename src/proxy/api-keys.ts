/** Kafka's own names of its APIs (`OFFSET_COMMIT`), as users of the REST APIs write them. */

import { type ApiName, apiByKey } from "../protocol/index.js";

/** All keys are below this. Unassigned keys are skipped. */
const KEYS_MAX = 1_000;

export function apiKeyOf(api: ApiName): string {
  return api.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

/** Every API by its name in Kafka, in the order of their keys. */
export const apiKeys: ReadonlyMap<string, ApiName> = new Map(
  Array.from({ length: KEYS_MAX }, (_, key) => apiByKey(key))
    .filter((api) => api !== undefined)
    .map((api) => [apiKeyOf(api), api]),
);
