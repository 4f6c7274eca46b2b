/** The whole proxy on real sockets: what comes to its ports, what it tells of addresses, and brokers that come and go. */

import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { apiOf, encodeRequest } from "../protocol/index.js";
import { withSize } from "./frame.js";
import { checkSelf, newInstance } from "./self-check.js";
import { selfSigned } from "./testing/certificate.js";
import { FakeBroker } from "./testing/fake-broker.js";
import { bytesInUse } from "./testing/memory.js";
import { startProxy } from "./testing/start-proxy.js";
import { TestClient } from "./testing/test-client.js";

const VERSIONS = { api: "ApiVersions", version: 0 } as const;

function head(sizeBytes: number, key = 18, version = 0): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeInt32BE(sizeBytes, 0);
  bytes.writeInt16BE(key, 4);
  bytes.writeInt16BE(version, 6);
  return bytes;
}

describe("what is no Kafka is turned away with a line in the log, and others are served", () => {
  const strangers: Record<string, [Buffer, RegExp]> = {
    "a TLS hello": [
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0, 1, 0, 1, 0xfc, 3, 3, 1, 2, 3]),
      /a TLS hello on a plain port/,
    ],
    "an HTTP request": [Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n"), /an HTTP request on Kafka's port/],
    "a line of text": [
      Buffer.from("hello, is anybody there?\n"),
      /a frame of 1751477356 bytes was announced/,
    ],
    "a length of 2 GB": [head(0x7fff_ffff), /a frame of 2147483647 bytes was announced/],
    "a length of -1": [head(-1), /a frame of -1 bytes was announced/],
    "a length of nothing": [head(0), /a frame of 0 bytes was announced/],
    "a frame that ends in its client id": [
      Buffer.concat([head(8, 0, 9), head(8, 0, 9)]),
      /a frame of 8 bytes ends within its header/,
    ],
  };

  test.each(Object.entries(strangers))("%s, at once and byte by byte", async (_what, [bytes, line]) => {
    await using broker = await FakeBroker.start();
    await using started = await startProxy(broker);
    using other = await TestClient.connect(started.port);
    using client = await TestClient.connect(started.port);
    client.raw(bytes);
    await client.closed;
    await started.lines.saying(line);
    using slow = await TestClient.connect(started.port);
    for (const byte of bytes) {
      slow.raw(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await slow.closed;
    expect(started.lines.all.filter((said) => line.test(said))).toHaveLength(2);
    await other.ask(VERSIONS.api, VERSIONS.version, {});
  });

  test("TLS is spoken to clients where it is on, and plain bytes are none", async () => {
    const tls = await selfSigned();
    await using broker = await FakeBroker.start();
    await using started = await startProxy(broker, { tls });
    using client = await TestClient.connect(started.port, { ca: tls.cert });
    const { brokers } = await client.ask("Metadata", 9, { topics: [] });
    using plain = await TestClient.connect(started.port);
    plain.raw(withSize(encodeRequest("ApiVersions", 0, { correlationId: 0 }, {})));
    await plain.closed;
    await started.lines.saying(/no TLS/);
    using second = await TestClient.connect(brokers[0]!.port, { ca: tls.cert });
    await second.ask("Heartbeat", 0, {});
  });
});

test("clients that send nothing, or half a frame, cause no connection to a broker, and do not delay the end", async () => {
  await using broker = await FakeBroker.start();
  const started = await startProxy(broker);
  const silent = await TestClient.connect(started.port);
  const half = await TestClient.connect(started.port);
  half.raw(head(100).subarray(0, 11));
  const begun = await TestClient.connect(started.port);
  begun.raw(head(100));
  using other = await TestClient.connect(started.port);
  await other.ask("ApiVersions", 0, {});
  expect(broker.askedByClients).toHaveLength(1);
  await started.proxy[Symbol.asyncDispose]();
  await Promise.all([silent, half, begun].map(({ closed }) => closed));
});

test("1,000 connections at once are served, and nothing of them is left", async () => {
  await using broker = await FakeBroker.start();
  await using started = await startProxy(broker);
  const round = async (): Promise<void> => {
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => TestClient.connect(started.port)));
    await Promise.all(clients.map((client) => client.ask("ApiVersions", 3, {})));
    expect((await started.proxy.metrics.scrape()).text).toContain(
      'chaos_proxy_connections{side="client"} 1000',
    );
    for (const client of clients) client.socket.end();
    await Promise.all(clients.map(({ closed }) => closed));
    await Promise.all([...broker.sockets].map((socket) => socket.destroyed || once(socket, "close")));
    broker.asked.length = 0;
  };
  await round();
  const before = bytesInUse();
  await round();
  await round();
  expect(bytesInUse() - before).toBeLessThan(4 * 1024 * 1024);
  expect((await started.proxy.metrics.scrape()).text).toContain('chaos_proxy_connections{side="client"} 0');
});

test("rules given at the start are in force for the first request of the first client", async () => {
  await using broker = await FakeBroker.start();
  const effects: string[] = [];
  await using started = await startProxy(broker, {
    rules: [
      {
        name: "late",
        generation: 3,
        interceptor: "SimulateLatencyPlugin",
        config: { appliedPercentage: 100, latencyMs: 1 },
      },
    ],
    onEffect: ({ rule, api }) => effects.push(`${rule} ${api}`),
  });
  using client = await TestClient.connect(started.port);
  await client.ask("ApiVersions", 3, {});
  expect(effects).toEqual(["late ApiVersions", "late ApiVersions"]);
  expect((await started.proxy.rules()).list()).toHaveLength(1);
});

test("a rule put while clients are connected applies to what they ask next", async () => {
  await using broker = await FakeBroker.start();
  const effects: string[] = [];
  await using started = await startProxy(broker, { onEffect: ({ rule }) => effects.push(rule) });
  using client = await TestClient.connect(started.port);
  await client.ask("ApiVersions", 3, {});
  const rules = await started.proxy.rules();
  const config = { appliedPercentage: 100, latencyMs: 1 };
  rules.put({ name: "late", generation: 3, interceptor: "SimulateLatencyPlugin", config });
  await client.ask("Heartbeat", 0, {});
  expect(effects).toEqual(["late", "late"]);
});

describe("what a client may ask", () => {
  test("ApiVersions of a version from the future is answered in version 0, and the client goes on", async () => {
    await using broker = await FakeBroker.start();
    await using started = await startProxy(broker);
    using client = await TestClient.connect(started.port);
    client.raw(Buffer.concat([head(8, 18, 99)]));
    const refusal = await client.next();
    expect(refusal.readInt16BE(4)).toBe(35);
    expect((await client.ask("ApiVersions", 3, {})).errorCode).toBe(0);
    expect(broker.askedByClients).toHaveLength(1);
  });

  test("a broker that refuses the version of an ApiVersions request is heard as it says it", async () => {
    const refusal = withSize(Buffer.from([0, 0, 0, 0, 0, 35, 0, 0, 0, 0]));
    await using broker = await FakeBroker.start({
      onRequest: ({ api, socket }) => api === "ApiVersions" && (socket.write(refusal) || true),
    });
    await using started = await startProxy(broker);
    using client = await TestClient.connect(started.port);
    client.send("ApiVersions", 3, {});
    expect(withSize(await client.next())).toEqual(refusal);
  });

  test("an answer to ApiVersions that ends in its error code is told in the protocol's words", async () => {
    await using broker = await FakeBroker.start({
      onRequest: ({ api, socket }) =>
        api === "ApiVersions" && (socket.write(head(4).fill(0, 4, 8).subarray(0, 8)) || true),
    });
    await using started = await startProxy(broker);
    using client = await TestClient.connect(started.port);
    client.send("ApiVersions", 3, {});
    await client.closed;
    await started.lines.saying(/ApiVersionsResponse v3/);
  });

  test("of a newer broker it is offered what passes, and of what may be looked into what is known here", async () => {
    await using broker = await FakeBroker.start({
      onRequest: ({ api, answer }) => {
        if (api !== "ApiVersions") return false;
        const keys = [0, 1, 12, 29, 777].map((apiKey) => ({ apiKey, minVersion: 4, maxVersion: 99 }));
        answer(api, { apiKeys: keys });
        return true;
      },
    });
    await using started = await startProxy(broker);
    using client = await TestClient.connect(started.port);
    const { apiKeys } = await client.ask("ApiVersions", 3, {});
    expect(apiKeys.map(({ apiKey, maxVersion }) => [apiKey, maxVersion])).toEqual([
      [0, apiOf("Produce").versions[1]],
      [1, apiOf("Fetch").versions[1]],
      [12, apiOf("Heartbeat").versions[1]],
      [29, 99],
      [777, 99],
    ]);
  });
});

describe("wherever a client learns an address it is the proxy's", () => {
  const node = { nodeId: 7, host: "kafka7", port: 9_092 };
  const endpoints = { nodeEndpoints: [node] };

  test.each([
    ["Metadata", 12, { brokers: [node] }],
    ["Metadata", 0, { brokers: [node] }],
    ["DescribeCluster", 1, { brokers: [{ brokerId: 7, host: "kafka7", port: 9_092 }] }],
    ["DescribeCluster", 2, { brokers: [{ brokerId: 7, host: "kafka7", port: 9_092, isFenced: true }] }],
    ["FindCoordinator", 3, node],
    ["FindCoordinator", 4, { coordinators: [{ key: "g", ...node }] }],
    ["Produce", 10, endpoints],
    ["Fetch", 16, endpoints],
    ["ShareFetch", 2, endpoints],
    ["ShareAcknowledge", 2, endpoints],
  ] as const)("%s v%i", async (api, version, response) => {
    await using broker = await FakeBroker.start({
      onRequest: (asked) => {
        if (asked.api !== api || asked.frame.includes("chaos-proxy")) return false;
        asked.answer(api, response as never);
        return true;
      },
    });
    await using started = await startProxy(broker);
    using client = await TestClient.connect(started.port);
    const body = await client.ask(api, version, (api === "Produce" ? { acks: -1 } : {}) as never);
    const [, port] = /broker 7 \(kafka7:9092\) is served at 127\.0\.0\.1:(\d+)/.exec(
      await started.lines.saying(/^broker 7/),
    ) as unknown as [string, string];
    expect(JSON.stringify(body, plain)).toContain(`"host":"127.0.0.1","port":${port}`);
    expect(JSON.stringify(body, plain)).not.toContain("kafka7");
  });

  const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
});

describe("brokers that come, go and move", () => {
  const metadata = (nodes: readonly { nodeId: number; port: number }[]) => ({
    brokers: nodes.map((node) => ({ ...node, host: "127.0.0.1" })),
    topics: [],
  });
  const ports = async (client: TestClient) => {
    const { brokers } = await client.ask("Metadata", 9, { topics: [] });
    return new Map(brokers.map(({ nodeId, port }) => [nodeId, port]));
  };

  test("a node keeps its port, and behind it is where the node is now", async () => {
    await using second = await FakeBroker.start();
    let nodes = [{ nodeId: 1, port: 0 }];
    await using first = await FakeBroker.start({
      onRequest: (asked) => {
        if (asked.api !== "Metadata") return false;
        asked.answer("Metadata", metadata(nodes));
        return true;
      },
    });
    nodes = [
      { nodeId: 1, port: first.port },
      { nodeId: 2, port: second.port },
    ];
    await using started = await startProxy(first);
    using client = await TestClient.connect(started.port);
    const before = await ports(client);
    using atSecond = await TestClient.connect(before.get(2)!);
    await atSecond.ask("Heartbeat", 0, {});
    expect(second.askedByClients).toHaveLength(1);

    await using moved = await FakeBroker.start();
    nodes = [{ nodeId: 1, port: first.port }];
    expect([...(await ports(client)).keys()]).toEqual([1]);
    nodes = [
      { nodeId: 2, port: moved.port },
      { nodeId: 3, port: second.port },
    ];
    const after = await ports(client);
    expect(after.get(2)).toBe(before.get(2));
    using atMoved = await TestClient.connect(after.get(2)!);
    await atMoved.ask("Heartbeat", 0, {});
    expect(moved.askedByClients).toHaveLength(1);
    using atThird = await TestClient.connect(after.get(3)!);
    await atThird.ask("Heartbeat", 0, {});
    expect(second.askedByClients).toHaveLength(2);
  });

  test("a broker that dies under load takes its clients' connections with it, and serves again when it is back", async () => {
    const first = await FakeBroker.start();
    await using started = await startProxy(first);
    const loading = async (): Promise<number> => {
      using client = await TestClient.connect(started.port);
      let answered = 0;
      for (;;) {
        for (let i = 0; i < 20; i++) client.send("Heartbeat", 0, {});
        try {
          for (let i = 0; i < 20; i++) await client.next();
          answered += 20;
        } catch {
          return answered;
        }
      }
    };
    const clients = Array.from({ length: 20 }, loading);
    while (first.askedByClients.length < 2_000) await new Promise((resolve) => setImmediate(resolve));
    await first.die();
    expect((await Promise.all(clients)).some((answered) => answered > 0)).toBe(true);

    using refused = await TestClient.connect(started.port);
    refused.send("Heartbeat", 0, {});
    await refused.closed;
    await started.lines.saying(/ECONNREFUSED/);

    await using back = await FakeBroker.start({ port: first.port });
    using again = await TestClient.connect(started.port);
    await again.ask("Heartbeat", 0, {});
    expect(back.askedByClients).toHaveLength(1);
  });

  test("a cluster that is not up yet is waited for", async () => {
    const taken = await FakeBroker.start();
    const { port } = taken;
    await taken[Symbol.asyncDispose]();
    await using started = await startProxy({ address: { host: "127.0.0.1", port } });
    await started.lines.saying(/the cluster does not answer: .*ECONNREFUSED/);
    expect(started.proxy.health().ready).toBe(false);
    await using _broker = await FakeBroker.start({ port });
    await started.lines.saying(/^broker 1 .* is served at/);
    expect(started.proxy.health().brokers).toHaveLength(1);
  });

  test("a cluster that says how large its answer is, and it is too large, is asked again", async () => {
    let asked = 0;
    await using broker = await FakeBroker.start({
      onRequest: ({ socket }) => asked++ === 0 && (socket.write(head(0x7fff_0000)) || true),
    });
    await using started = await startProxy(broker);
    await started.lines.saying(/no Kafka broker/);
    await started.lines.saying(/^broker 1 .* is served at/);
  });
});

describe("at its start the proxy looks for itself where it tells clients to come", () => {
  test("and finds itself, without a connection that stays", async () => {
    await using broker = await FakeBroker.start();
    await using started = await startProxy(broker);
    expect(started.port).toBeGreaterThan(0);
  });

  test("and does not start when nothing answers there", async () => {
    await using broker = await FakeBroker.start();
    await expect(startProxy(broker, { advertise: { host: "127.0.0.9" } })).rejects.toThrow(
      /the proxy does not reach itself at 127\.0\.0\.9:\d+: .*ECONNREFUSED/,
    );
  });

  test("and starts when it tells clients another port, which something else maps, and says so", async () => {
    await using broker = await FakeBroker.start();
    const port = 1;
    await using started = await startProxy(broker, {
      advertise: { host: "127.0.0.1", brokers: new Map([[-1, { host: "127.0.0.1", port }]]) },
    });
    await started.lines.saying(/the proxy does not reach itself at 127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  test("another proxy is told from itself, and from what is none", async () => {
    await using broker = await FakeBroker.start();
    await using started = await startProxy(broker);
    expect(await checkSelf(started.proxy.address, newInstance(), false)).toBe("another proxy answers there");
    for (const words of ["", "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"]) {
      const server = createServer((socket) => socket.end(words));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = { host: "127.0.0.1", port: (server.address() as { port: number }).port };
      expect(await checkSelf(address, newInstance(), false)).toBe("something that is no proxy answers there");
      server.close();
    }
  });
});
