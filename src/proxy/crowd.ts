/** How many clients a port of the proxy takes: what they cost in memory has an end, as at a broker (max.connections). */

import type { Server } from "node:net";

const CONNECTIONS_MAX = 10_000;

/** Turns away whoever comes when so many are there, with a line in the log. */
export function limitCrowd(
  server: Server,
  log: (line: string) => void,
  connectionsMax = CONNECTIONS_MAX,
): void {
  server.maxConnections = connectionsMax;
  server.on("drop", (client) => {
    const who = `client ${client?.remoteAddress}:${client?.remotePort}`;
    log(`${who}: the port has ${connectionsMax} connections, and takes no more; it is turned away`);
  });
}
