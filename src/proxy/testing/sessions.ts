/** Sessions without the rest of the proxy, before a broker of the test: interceptors are whatever the test arms. */

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Address } from "../addresses.js";
import { FramePool } from "../frame-pool.js";
import type { Armed } from "../interceptors/interceptor.js";
import { Metrics } from "../metrics.js";
import { Session } from "../session.js";
import { tenant } from "../tenants/rename.js";
import { Tokens } from "../tenants/token.js";
import { TopicNames } from "../topic-names.js";
import { Lines } from "./start-proxy.js";

export interface Serving extends AsyncDisposable {
  readonly port: number;
  readonly lines: Lines;
  readonly tokens: Tokens;
  /** Of those connections that are open. */
  readonly clients: ReadonlySet<Socket>;
}

/** @param connectable each connection to the broker waits for it */
export async function serveSessions(
  brokerPort: number,
  armed: readonly Armed[] = [],
  connectable: Promise<void> = Promise.resolve(),
): Promise<Serving> {
  const lines = new Lines();
  const tokens = new Tokens();
  const clients = new Set<Socket>();
  const metrics = new Metrics();
  const topicNames = new TopicNames();
  const frames = new FramePool();
  const rules = { version: 1, applyingTo: () => [...armed] };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    new Session({
      client,
      brokerId: 1,
      connect: async () => {
        await connectable;
        const broker = connect({ host: "127.0.0.1", port: brokerPort, allowHalfOpen: true, noDelay: true });
        await once(broker, "connect");
        return { socket: broker, login: null };
      },
      addresses: { advertised: ({ nodeId }: Address) => ({ host: "proxy", port: 20_000 + nodeId }) },
      rules: () => rules,
      tokens,
      tenantOf: tenant,
      topicNames,
      frames,
      isLoginRequired: false,
      requestBytesMax: 100 * 1024 * 1024,
      metrics,
      log: lines.log,
      onEnd: () => {},
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    lines,
    tokens,
    clients,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
