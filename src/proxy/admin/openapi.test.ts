import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type Credentials, DEFAULT_CREDENTIALS } from "./access.js";
import { appFor, BASIC } from "./admin.test-support.js";

interface Operation {
  summary: string;
  tags: string[];
  security: object[];
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  requestBody?: {
    content: {
      "application/json": {
        schema: Schema;
        example?: unknown;
        examples?: Record<string, { value: unknown }>;
      };
    };
  };
  parameters?: { name: string; in: string; schema: Schema }[];
}

interface Schema {
  properties?: Record<string, Schema>;
  anyOf?: (Schema & { title: string })[];
  examples?: unknown[];
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

async function documented() {
  const proxy = await appFor();
  const { json } = await proxy.call("GET", "/openapi.json");
  const document = json as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  return { ...proxy, document, operations };
}

/** A path with names in it, for each of which there is something once {@link filled} has been asked. */
const NAMES: Record<string, string> = {
  tenant: "1-1",
  user: "ada",
  feature: "random-bytes",
  apiKeys: "PRODUCE",
  direction: "REQUEST",
  vcluster: "teamA",
  username: "ada",
  name: "mine",
};

function named(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => NAMES[name]!);
}

const pluginClass = "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin";
const config = { rateInPercent: 50 };

/** A body that each path takes. */
function bodyOf(path: string): object | undefined {
  if (path === "/tenant") return { tenant: "1-1", topic: "orders", messageFormat: "JSON" };
  if (path.endsWith("/feature/{feature}")) {
    return {
      config: { topics: ["orders"], nbMessages: 1, sizeInBytes: 1 },
      direction: "REQUEST",
      apiKeys: "PRODUCE",
    };
  }
  if (/^\/admin\/(vclusters|auth)/.test(path)) return { lifeTimeSeconds: 1 };
  if (path.startsWith("/admin/interceptors")) return { pluginClass, config };
  if (path === "/gateway/v2/interceptor") {
    return {
      kind: "Interceptor",
      apiVersion: "gateway/v2",
      metadata: { name: "mine" },
      spec: { pluginClass, config },
    };
  }
  return undefined;
}

test("every route is in the document, and everything in the document is a route", async () => {
  await using proxy = await documented();
  const routes = [...proxy.app.printRoutes({ commonPrefix: false }).matchAll(/\((.*)\)/g)];
  const count = routes
    .flatMap(([, methods]) => methods!.split(", "))
    .filter((method) => method !== "HEAD").length;
  expect(proxy.operations).toHaveLength(count);
  for (const { method, path } of proxy.operations) {
    const url = path.replace(/\{(\w+)\}/g, ":$1");
    expect(proxy.app.hasRoute({ method: method as "GET", url }), `${method} ${path}`).toBe(true);
  }
});

test("every operation says what it does and whether it takes a password", async () => {
  await using proxy = await documented();
  expect(proxy.document.openapi).toBe("3.1.0");
  for (const { method, path, operation } of proxy.operations) {
    const title = `${method} ${path}`;
    expect(operation.summary, title).toMatch(/^[A-Z]/);
    expect(operation.tags, title).toHaveLength(1);
    const { statusCode } = await proxy.app.inject({ method: method as "GET", url: named(path) });
    const isOpen = operation.security.length === 0 || JSON.stringify(operation.security[0]) === "{}";
    expect(statusCode === 401, title).toBe(!isOpen);
  }
});

/** How each status of an operation comes about. */
const MAKINGS: Record<
  string,
  { body?: unknown; headers?: Record<string, string>; url?: (url: string) => string }
> = {
  400: { body: { colour: 1 }, url: (url) => `${url}?colour=1` },
  413: { body: { filler: "a".repeat(1024 * 1024) } },
  415: { body: "a=b", headers: { "content-type": "text/plain" } },
  421: { headers: { host: "evil.example" } },
};

test("every status that the document names is one that its operation answers with, as declared", async () => {
  await using everything = await documented();
  const ajv = new Ajv2020({ strict: false, formats: { int64: true } });
  for (const { method, path, operation } of everything.operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const credentials: Credentials =
        status === "401" ? { username: "a", password: "b" } : DEFAULT_CREDENTIALS;
      await using proxy = await appFor({
        accessControl: { credentials, address: "127.0.0.1", names: [] },
        health: () => ({ ready: status !== "503" }),
      });
      if (status === "200" || status === "204") await filled(proxy, everything.operations);
      const { body = bodyOf(path), headers, url = (same: string) => same } = MAKINGS[status] ?? {};
      // A path with names is wrong in a name, where it has no body.
      const target = status === "400" && !operation.requestBody ? wrongIn(path) : named(path);
      const response = await proxy.app.inject({
        method: method as "POST",
        url: url(target),
        headers: { authorization: BASIC, ...headers },
        ...(body === undefined || (status !== "413" && !operation.requestBody)
          ? {}
          : { payload: body as object }),
      });
      const title = `${method} ${path}: ${status}`;
      expect(`${response.statusCode}`, title).toBe(status);
      const schema = content?.["application/json"]?.schema;
      const isJson = response.headers["content-type"]?.toString().startsWith("application/json");
      if (schema !== undefined && isJson) {
        expect(ajv.validate(schema, response.json()), `${title}: ${ajv.errorsText()}`).toBe(true);
      }
    }
  }
});

function wrongIn(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => (name === "name" ? "a".repeat(256) : "%07"));
}

/** Puts one of everything in. */
async function filled(
  proxy: Awaited<ReturnType<typeof appFor>>,
  operations: { method: string; path: string }[],
): Promise<void> {
  for (const { method, path } of operations) {
    if (method !== "POST" && method !== "PUT") continue;
    expect([200, 201], path).toContain((await proxy.call(method, named(path), bodyOf(path))).status);
  }
}

test("every example of a body is as its schema says, and is accepted", async () => {
  await using proxy = await documented();
  const ajv = new Ajv2020({ strict: false, formats: { int64: true } });
  let count = 0;
  for (const { method, path, operation } of proxy.operations) {
    const content = operation.requestBody?.content["application/json"];
    if (content === undefined || method === "DELETE") continue;
    const examples = Object.values(content.examples ?? {}).map(({ value }) => value);
    const given = content.example === undefined ? examples : [content.example];
    expect(given.length, path).toBeGreaterThan(0);
    for (const [i, example] of given.entries()) {
      count++;
      expect(ajv.validate(content.schema, example), `${path}: ${ajv.errorsText()}`).toBe(true);
      // Features are told by the path, in the order of the examples.
      const feature = operation.parameters?.find(({ name }) => name === "feature")?.schema as {
        enum: string[];
      };
      const url = feature === undefined ? path : path.replace("{feature}", feature.enum[i]!);
      const answer = await proxy.call(method, named(url), example);
      expect([200, 201], `${url}: ${answer.text}`).toContain(answer.status);
    }
  }
  expect(count).toBe(4 + 7 + 9 * 10);
});

test("the config of every interceptor is described, key by key, with an example that its schema accepts", async () => {
  await using proxy = await documented();
  const ajv = new Ajv2020({ strict: false, formats: { int64: true } });
  const configs = (path: string, of: (schema: Schema) => Schema | undefined) =>
    of(
      Object.values(proxy.document.paths[path]!).find(({ requestBody }) => requestBody)!.requestBody!.content[
        "application/json"
      ].schema,
    )?.anyOf ?? [];
  const first = configs(
    "/tenant/{tenant}/user/{user}/feature/{feature}",
    ({ properties }) => properties!.config,
  );
  const second = configs(
    "/admin/interceptors/v1/vcluster/{vcluster}/interceptor/{name}",
    ({ properties }) => properties!.config,
  );
  const third = configs("/gateway/v2/interceptor", ({ properties }) => properties!.spec!.properties!.config);
  expect(first.map(({ title }) => title).sort()).toEqual([
    "broken-broker",
    "duplicate-resource",
    "invalid-schema",
    "leader-election",
    "random-bytes",
    "slow-broker",
    "slow-topic",
  ]);
  expect(second.map(({ title }) => title).sort()).toEqual([
    "DuplicateMessagesPlugin",
    "DuplicateResourcesPlugin",
    "FetchSimulateMessageCorruptionPlugin",
    "ProduceSimulateMessageCorruptionPlugin",
    "SimulateBrokenBrokersPlugin",
    "SimulateInvalidSchemaIdPlugin",
    "SimulateLatencyPlugin",
    "SimulateLeaderElectionsErrorsPlugin",
    "SimulateSlowBrokerPlugin",
    "SimulateSlowProducersConsumersPlugin",
  ]);
  expect(third).toEqual(second);
  for (const schema of [...first, ...second]) {
    for (const [key, { description }] of Object.entries(schema.properties ?? {}) as [
      string,
      { description?: string },
    ][]) {
      expect(description, `${schema.title}: ${key}`).toBeTruthy();
    }
    for (const example of schema.examples ?? []) {
      expect(ajv.validate(schema, example), `${schema.title}: ${ajv.errorsText()}`).toBe(true);
    }
  }
});
