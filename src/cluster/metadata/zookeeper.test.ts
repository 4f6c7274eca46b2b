import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { ClusterNode } from "../topology.js";
import { isRegistered, zookeeper as quorum } from "./zookeeper.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A ZooKeeper server that answers `dump` so, and closes. */
async function zookeeper(dump: string): Promise<ClusterNode> {
  const server = createServer((socket) => {
    socket.once("data", (command) => socket.end(`${command}` === "dump" ? dump : ""));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { name: "zk1", kind: "zookeeper", id: 1, quorum: "zookeeper", client: { host: "127.0.0.1", port } };
}

const broker = (id: number): ClusterNode => ({
  name: `kafka${id}`,
  kind: "broker",
  id,
  client: { host: "127.0.0.1", port: 1 },
});

const DUMP = `SessionTracker dump:
Session Sets (2)/(1):
1 expire at Thu Jan 01 00:00:04 UTC 1970:
	0x100000000000000
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x100000000000000:
	/controller
	/brokers/ids/12
`;

test("a broker is registered while a session holds its node, and no other with it", async () => {
  const servers = [await zookeeper(DUMP)];
  expect(await isRegistered(broker(12), servers)).toBe(true);
  expect(await isRegistered(broker(1), servers)).toBe(false);
});

test("one server that knows is enough; one that is gone knows nothing", async () => {
  const gone: ClusterNode = { ...broker(1), kind: "zookeeper", quorum: "zookeeper" };
  expect(await isRegistered(broker(12), [gone, await zookeeper(""), await zookeeper(DUMP)])).toBe(true);
  expect(await isRegistered(broker(12), [gone])).toBeNull();
});

test("one that answers that it does not serve knows of no session, nor of the end of one", async () => {
  const waiting = await zookeeper("This ZooKeeper instance is not currently serving requests\n");
  expect(await isRegistered(broker(12), [waiting])).toBeNull();
  expect(await isRegistered(broker(12), [waiting, await zookeeper(DUMP)])).toBe(true);
  expect([await quorum.answers(waiting), await quorum.serves(waiting)]).toEqual([true, false]);
});

test.each([
  [{}, "3.9.1", 18_000],
  [{}, "2.5.0", 18_000],
  [{}, "2.4.1", 6_000],
  [{}, "1.1.0", 6_000],
  [{}, "unknown", 18_000],
  [{ "zookeeper.session.timeout.ms": "6000" }, "3.9.1", 6_000],
  // What ZooKeeper grants with a tick of 2 s.
  [{ "zookeeper.session.timeout.ms": "1000" }, "3.9.1", 4_000],
  [{ "zookeeper.session.timeout.ms": "60000" }, "3.9.1", 40_000],
])("a session of brokers with %j and Kafka %s lasts %i ms", (config, kafka, ms) => {
  expect(quorum.silenceMsMax(config as Record<string, string>, kafka)).toBe(ms);
});
