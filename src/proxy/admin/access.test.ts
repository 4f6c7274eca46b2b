import { expect, test } from "vitest";
import { isLoopback } from "../../loopback.js";
import { type Credentials, DEFAULT_CREDENTIALS } from "./access.js";
import { appFor, BASIC } from "./admin.test-support.js";

const CHOSEN: Credentials = { username: "ada", password: "a: longer one, ümläut" };
const CHOSEN_BASIC = basic(CHOSEN.username, CHOSEN.password);

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function guarded(credentials: Credentials, address: string, names: string[] = []) {
  return appFor({ accessControl: { credentials, address, names } });
}

const FIRST = "/tenant/1-1/features";
const SECOND = "/admin/interceptors/v1/vcluster/teamA";
const THIRD = "/gateway/v2/interceptor";

// Rows are: who calls; columns: what they are answered. Without a header, a wrong password, the right one.
test.each([
  { where: "loopback, default password", credentials: DEFAULT_CREDENTIALS, address: "127.0.0.1", open: true },
  { where: "IPv6 loopback, default password", credentials: DEFAULT_CREDENTIALS, address: "::1", open: true },
  { where: "loopback, chosen password", credentials: CHOSEN, address: "127.0.0.1", open: false },
  { where: "any address, chosen password", credentials: CHOSEN, address: "0.0.0.0", open: false },
  { where: "another address, chosen password", credentials: CHOSEN, address: "192.0.2.1", open: false },
])("passwords on $where", async ({ credentials, address, open }) => {
  await using proxy = await guarded(credentials, address);
  const right = basic(credentials.username, credentials.password);
  const statuses = async (url: string) =>
    Promise.all(
      [undefined, basic("admin", "wrong"), basic("wrong", credentials.password), right].map(
        async (authorization) => {
          const headers = authorization === undefined ? {} : { authorization };
          return (await proxy.app.inject({ method: "GET", url, headers })).statusCode;
        },
      ),
    );
  const closedUnlessRight = [401, 401, 401, 200];
  const openToAll = [200, 200, 200, 200];
  expect(await statuses("/health")).toEqual(openToAll);
  for (const url of [FIRST, "/metrics", "/openapi.json"]) {
    expect(await statuses(url), url).toEqual(open ? openToAll : closedUnlessRight);
  }
  for (const url of [SECOND, THIRD, "/admin/vclusters/v1/vclusters"]) {
    expect(await statuses(url), url).toEqual(closedUnlessRight);
  }
});

test("a chosen password replaces the default one", async () => {
  await using proxy = await guarded(CHOSEN, "127.0.0.1");
  const status = async (authorization: string) =>
    (await proxy.app.inject({ url: SECOND, headers: { authorization } })).statusCode;
  expect(await status(BASIC)).toBe(401);
  expect(await status(CHOSEN_BASIC)).toBe(200);
});

test.each([
  "Basic",
  "Basic !!!",
  "Bearer abc",
  `Basic ${Buffer.from("nocolon").toString("base64")}`,
  "Basic \u00ff",
])("the header %j is no password, and is answered as such", async (authorization) => {
  await using proxy = await guarded(DEFAULT_CREDENTIALS, "127.0.0.1");
  const response = await proxy.app.inject({ url: SECOND, headers: { authorization } });
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toContain("Basic");
  expect(response.json()).toEqual({ message: expect.stringContaining("basic auth") });
});

test("where everything takes a password, a route that is not there does too", async () => {
  await using proxy = await guarded(CHOSEN, "0.0.0.0");
  expect((await proxy.app.inject("/nothing")).statusCode).toBe(401);
});

test.each([
  ["localhost", 200],
  ["localhost:8888", 200],
  ["LOCALHOST:8888", 200],
  ["127.0.0.1:8888", 200],
  ["127.1.2.3", 200],
  ["[::1]:8888", 200],
  ["kafka.local:8888", 200],
  ["evil.example:8888", 421],
  ["127.0.0.1.evil.example", 421],
  ["localhost.evil.example", 421],
  ["evil", 421],
  ["192.0.2.1", 421],
])("on loopback a call to host %j is answered with %i", async (host, status) => {
  await using proxy = await guarded(DEFAULT_CREDENTIALS, "127.0.0.1", ["Kafka.local"]);
  for (const url of ["/health", FIRST, "/nothing"]) {
    const expected = status === 200 && url === "/nothing" ? 404 : status;
    expect((await proxy.app.inject({ url, headers: { host } })).statusCode, url).toBe(expected);
  }
});

test("elsewhere the host's name does not matter: there are names we cannot know, and a password", async () => {
  await using proxy = await guarded(CHOSEN, "0.0.0.0");
  const headers = { host: "gateway.example:8888", authorization: CHOSEN_BASIC };
  expect((await proxy.app.inject({ url: FIRST, headers })).statusCode).toBe(200);
});

test("a page of another origin is never told that it may call", async () => {
  await using proxy = await guarded(DEFAULT_CREDENTIALS, "127.0.0.1");
  const response = await proxy.app.inject({
    method: "OPTIONS",
    url: "/tenant",
    headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
  });
  expect(response.statusCode).toBe(404);
  expect(response.headers["access-control-allow-origin"]).toBeUndefined();
});

test.each([
  ["127.0.0.1", true],
  ["127.255.0.9", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["10.0.0.1", false],
  ["128.0.0.1", false],
  ["localhost", false],
])("the address %s is loopback: %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
