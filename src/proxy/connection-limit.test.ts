import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { limitConnections } from "./connection-limit.js";
import { Lines } from "./testing/start-proxy.js";
import { TestClient } from "./testing/test-client.js";

test("one client too many is turned away with a line in the log, and is taken when another has left", async () => {
  const lines = new Lines();
  const server = createServer((client) => client.resume().on("end", () => client.end()));
  limitConnections(server, lines.log, 2);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };

  using first = await TestClient.connect(port);
  using _second = await TestClient.connect(port);
  using third = await TestClient.connect(port);
  await third.closed;
  await lines.saying(/^client 127\.0\.0\.1:\d+: the port has 2 connections/);

  first.socket.end();
  await first.closed;
  const arrived = once(server, "connection");
  using _fourth = await TestClient.connect(port);
  await arrived;
  expect(lines.all).toHaveLength(1);
  server.close();
});
