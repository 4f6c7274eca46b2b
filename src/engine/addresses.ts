/** Where clients find the nodes of a cluster. */

import { brokersOf, proxyOf, registryOf } from "../cluster/topology.js";
import type { Cluster } from "./engine.js";
import { registryUrl } from "./registry-node.js";

/** As clients on this machine write it: `host:port,host:port`. */
export function bootstrapOf(cluster: Cluster): string {
  return brokersOf(cluster)
    .map(({ client, clientLink = client }) => `${clientLink.host}:${clientLink.port}`)
    .join();
}

/** Where producers begin: at the proxy, where there is one. */
export function producersBootstrapOf(cluster: Cluster): string {
  const proxy = proxyOf(cluster);
  return proxy === undefined ? bootstrapOf(cluster) : `${proxy.client.host}:${proxy.client.port}`;
}

/** For people, one an item: where their clients find the brokers, and what stands beside these. */
export function waysInto(cluster: Cluster): string[] {
  const ways = [`bootstrap.servers=${bootstrapOf(cluster)}`];
  if (proxyOf(cluster) !== undefined) {
    ways.push(`through the proxy: bootstrap.servers=${producersBootstrapOf(cluster)}`);
  }
  const registry = registryOf(cluster);
  if (registry !== undefined) ways.push(`schema registry: ${registryUrl(registry)}`);
  return ways;
}
