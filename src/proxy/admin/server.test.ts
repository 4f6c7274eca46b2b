import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { UsageError } from "../../errors.js";
import { BASIC, partsFor } from "./admin.test-support.js";
import { type AdminOptions, DEFAULT_CREDENTIALS, startAdmin } from "./server.js";

async function started(changed: Partial<AdminOptions> = {}) {
  const parts = partsFor();
  const admin = await startAdmin({
    ...parts.options,
    host: "127.0.0.1",
    port: 0,
    credentials: DEFAULT_CREDENTIALS,
    ...changed,
  });
  return {
    ...parts,
    ...admin,
    url: `http://${admin.host}:${admin.port}`,
    [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose](),
  };
}

test("it listens, says where, and is gone afterwards", async () => {
  let url: string;
  {
    await using admin = await started();
    url = admin.url;
    expect(admin.port).toBeGreaterThan(0);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ready: true });
  }
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test("it is gone at once, also while a client keeps a connection open and sends nothing", async () => {
  const socket = await (async () => {
    await using admin = await started();
    const open = connect(admin.port, admin.host);
    open.on("error", () => {});
    await once(open, "connect");
    open.write("POST /tenant HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n");
    return open;
  })();
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  expect(socket.closed).toBe(true);
});

test("localhost is an address of this machine only", async () => {
  await using admin = await started({ host: "localhost" });
  expect(["127.0.0.1", "::1"]).toContain(admin.host);
});

test("the default password is told at the start, on loopback", async () => {
  await using admin = await started();
  expect(admin.lines).toEqual([expect.stringContaining("default user and password, admin:conduktor")]);
});

test("a chosen password is not told", async () => {
  await using admin = await started({ credentials: { username: "ada", password: "secret" } });
  expect(admin.lines).toEqual([]);
});

test.each(["0.0.0.0", "::", "192.0.2.1"])(
  "the default password is refused on %s, with what to do",
  async (host) => {
    const refused = started({ host });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(/choose a user and a password for it, or listen on 127\.0\.0\.1/);
  },
);

test("a port that is taken, and a name that is none, are told as such", async () => {
  await using admin = await started();
  await expect(started({ port: admin.port })).rejects.toThrow(/cannot listen on 127\.0\.0\.1:\d+/);
  await expect(started({ host: "no.such.name.invalid" })).rejects.toThrow(
    /no address or name of this machine/,
  );
});

test("until clients can be served, health is 503 with the details", async () => {
  const found = { ready: false, brokers: 0, waitingFor: "kafka1:9092" };
  await using admin = await started({ health: () => found });
  const response = await fetch(`${admin.url}/health`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual(found);
});

test("metrics are Prometheus text", async () => {
  await using admin = await started();
  admin.metrics.request("Produce");
  const response = await fetch(`${admin.url}/metrics`);
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  expect(await response.text()).toContain('chaos_proxy_requests_total{api="Produce"} 1');
});

/** Sends a body in pieces until the server answers; how much of it went out. */
async function sendUntilAnswered(port: number, headers: Record<string, string>, sizeBytes: number) {
  const sending = request({
    host: "127.0.0.1",
    port,
    method: "POST",
    path: "/tenant",
    headers: { "content-type": "application/json", ...headers },
  });
  sending.on("error", () => {}); // The server stops reading: that is what is wanted.
  const answered = once(sending, "response");
  const piece = Buffer.alloc(64 * 1024, " ");
  let sentBytes = 0;
  let over = false;
  answered.then(
    () => (over = true),
    () => (over = true),
  );
  const sent = (async () => {
    while (!over && sentBytes < sizeBytes) {
      sentBytes += piece.length;
      if (!sending.write(piece)) await Promise.race([once(sending, "drain"), answered]);
    }
  })();
  const [response] = await answered;
  await sent.catch(() => {});
  const body = await text(response);
  sending.destroy();
  return { status: response.statusCode as number, body, sentBytes };
}

const HUNDRED_MB = 100 * 1024 * 1024;

test.each([
  ["told in advance", { "content-length": String(HUNDRED_MB) }],
  ["in chunks of unknown number", { "transfer-encoding": "chunked" }],
])("a body of 100 MB, %s, is refused before it is read", async (_, headers) => {
  await using admin = await started();
  const answer = await sendUntilAnswered(
    admin.port,
    headers as unknown as Record<string, string>,
    HUNDRED_MB,
  );
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toEqual({ message: "the body is too large: 1 MB is the limit" });
  expect(answer.sentBytes).toBeLessThan(20 * 1024 * 1024);
});

test("a client that asks whether to send 100 MB is told not to, and need not", async () => {
  await using admin = await started();
  const sending = request({
    host: admin.host,
    port: admin.port,
    method: "POST",
    path: "/tenant",
    headers: { "content-type": "application/json", "content-length": HUNDRED_MB, expect: "100-continue" },
  });
  let asked = false;
  sending.on("continue", () => (asked = true));
  sending.on("error", () => {});
  sending.flushHeaders();
  const [response] = await once(sending, "response");
  expect([response.statusCode, asked]).toEqual([413, false]);
  sending.destroy();
});

test("a client that asks whether to send a small body is told to go on", async () => {
  await using admin = await started();
  const sending = request({
    host: admin.host,
    port: admin.port,
    method: "POST",
    path: "/tenant",
    headers: { "content-type": "application/json", expect: "100-continue" },
  });
  sending.on("continue", () =>
    sending.end(JSON.stringify({ tenant: "1-1", topic: "orders", messageFormat: "JSON" })),
  );
  sending.flushHeaders();
  const [response] = await once(sending, "response");
  expect(response.statusCode).toBe(200);
  response.resume();
});

test.each([
  ["a TLS hello", Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
  ["a Kafka request", Buffer.from("0000001000120003000000010003666f6f0000", "hex")],
  ["words", Buffer.from("hello?\r\n\r\n")],
])("%s instead of HTTP is answered in JSON, and the connection ends", async (_, bytes) => {
  await using admin = await started();
  const socket = connect(admin.port, admin.host);
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(answer.split("\r\n\r\n")[1]!)).toEqual({
    message: expect.stringContaining("not an HTTP request"),
  });
  expect((await fetch(`${admin.url}/health`)).status).toBe(200);
});

test.each([
  ["not JSON", "{nope", "application/json", 400, /not JSON/],
  ["cut off", '{"tenant":', "application/json", 400, /not JSON/],
  ["an attempt at prototypes", '{"__proto__":{"tenant":"a"}}', "application/json", 400, /prototype/],
  ["empty", "", "application/json", 400, /not as it should be/],
  ["another kind of value", "[]", "application/json", 400, /not as it should be/],
  ["deeply nested", "[".repeat(500_000), "application/json", 400, /not JSON/],
  [
    "what a form of a web page sends",
    "tenant=a",
    "application/x-www-form-urlencoded",
    415,
    /application\/json/,
  ],
  ["what a web page may send unasked", '{"tenant":"a"}', "text/plain", 415, /application\/json/],
  ["of no known type", '{"tenant":"a"}', "a/b/c", 415, /application\/json/],
])("a body that is %s is answered in words", async (_, body, contentType, status, message) => {
  await using admin = await started();
  const response = await fetch(`${admin.url}/tenant`, {
    method: "POST",
    body,
    headers: { "content-type": contentType },
  });
  expect(response.status).toBe(status);
  const answer = (await response.json()) as { message: string };
  expect(answer.message).toMatch(message);
  expect(JSON.stringify(answer)).not.toMatch(/ at .*:\d+/);
});

test("a failure inside is logged, and the answer keeps it", async () => {
  const tokens = { issue: () => Promise.reject(new Error("the secret is lost")) };
  await using admin = await started({ tokens });
  const response = await fetch(`${admin.url}/admin/vclusters/v1/vcluster/teamA/username/sa`, {
    method: "POST",
    headers: { authorization: BASIC, "content-type": "application/json" },
    body: '{"lifeTimeSeconds": 1}',
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: "the proxy could not do this; its log says why" });
  expect(admin.lines.at(-1)).toBe(
    "POST /admin/vclusters/v1/vcluster/teamA/username/sa failed: the secret is lost",
  );
});

test.each([
  ["GET", "/tenat/1-1/features", "GET /tenant/:tenant/features"],
  ["POST", "/tenant/1-1/user/u/features/slow-broker", "POST /tenant/:tenant/user/:user/feature/:feature"],
  ["GET", "/gateway/v2/interceptors", "GET /gateway/v2/interceptor"],
  ["GET", "/gateway/v2/interceptor/mine", "DELETE /gateway/v2/interceptor/:name"],
])("%s %s is not there, and the answer names %s", async (method, path, nearest) => {
  await using admin = await started();
  const response = await fetch(admin.url + path, { method });
  expect(response.status).toBe(404);
  const { message } = (await response.json()) as { message: string };
  expect(message).toContain(`there is no ${method} ${path}; near it are: `);
  expect(message).toContain(nearest);
});

test("on loopback a request that does not say whom it calls is refused", async () => {
  await using admin = await started();
  const socket = connect(admin.port, admin.host);
  socket.write("GET /health HTTP/1.0\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 421 /);
});

test("a path that is no path is answered in JSON", async () => {
  await using admin = await started();
  const response = await fetch(`${admin.url}/tenant/%zz/features`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ message: expect.any(String) });
});

test("a path longer than any name is answered in words", async () => {
  await using admin = await started();
  const response = await fetch(`${admin.url}/tenant/${"a".repeat(3_000)}/features`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ issues: [{ path: "tenant", message: expect.any(String) }] });
});
