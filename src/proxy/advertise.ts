/** What clients are told instead of the addresses that the proxy listens on, as behind a port mapping or a gateway. */

import type { Advertised } from "./addresses.js";

export interface Advertise {
  /** The host listened on unless given. */
  readonly host?: string;
  /** For the port where clients bootstrap. Those of brokers are as far from it as they are where the proxy listens. */
  readonly port?: number;
  /** Brokers that have addresses of their own, by id. */
  readonly brokers?: ReadonlyMap<number, Advertised>;
}

/**
 * @param nodeId −1 for the port where clients bootstrap
 * @param port where the proxy listens for this broker
 * @param listen where it listens for bootstrap connections; port 0 when that is any free one
 */
export function advertisedAt(
  nodeId: number,
  port: number,
  listen: Advertised,
  { host = listen.host, port: mapped, brokers }: Advertise = {},
): Advertised {
  const own = brokers?.get(nodeId);
  if (own !== undefined) return own;
  return { host, port: mapped === undefined || listen.port === 0 ? port : mapped + port - listen.port };
}
