/** Ports of this machine for the nodes of a run. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const PORTS_FROM = 15_000;
const PORTS_TO = 32_000;

/**
 * Ports that are free now, below those that systems hand out for outgoing connections: the port of a node that is down
 * has to be free still when it comes up again, and a client that keeps on trying it must not be given it as its own.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(PORTS_FROM, PORTS_TO);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** The first of so many. */
export async function freePortsInARow(count: number, taken: readonly number[]): Promise<number> {
  for (;;) {
    const first = randomInt(PORTS_FROM, PORTS_TO - count);
    const row = Array.from({ length: count }, (_, i) => first + i);
    if (row.some((port) => taken.includes(port))) continue;
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) =>
    server
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true))),
  );
}
