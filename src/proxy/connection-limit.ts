/** How many connections a port of the proxy accepts, as max.connections limits them at a broker: each costs memory. */

import type { Server } from "node:net";

const CONNECTIONS_MAX = 10_000;

/** Closes each connection beyond the limit, with a line in the log. */
export function limitConnections(
  server: Server,
  log: (line: string) => void,
  connectionsMax = CONNECTIONS_MAX,
): void {
  server.maxConnections = connectionsMax;
  server.on("drop", (client) => {
    const who = `client ${client?.remoteAddress}:${client?.remotePort}`;
    log(`${who}: the port has ${connectionsMax} connections, which is its limit; this one was closed`);
  });
}
