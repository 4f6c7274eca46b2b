/** Questions that interceptors ask about an exchange. */

import type { ApiName } from "../../protocol/index.js";
import type { Exchange } from "./interceptor.js";

export const PRODUCE: ReadonlySet<ApiName> = new Set<ApiName>(["Produce"]);
export const FETCH: ReadonlySet<ApiName> = new Set<ApiName>(["Fetch"]);
export const PRODUCE_AND_FETCH: ReadonlySet<ApiName> = new Set<ApiName>(["Produce", "Fetch"]);

export function isProduce(exchange: Exchange): exchange is Exchange<"Produce"> {
  return exchange.api === "Produce";
}

/** The fields of an effect that say where it occurred. */
export function about({ api, brokerId, client: { clientId } }: Exchange) {
  return { api, brokerId, clientId };
}

export function isOfBroker(brokerIds: readonly number[], { brokerId }: Exchange): boolean {
  return brokerIds.length === 0 || brokerIds.includes(brokerId);
}
