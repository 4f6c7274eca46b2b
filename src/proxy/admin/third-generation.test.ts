import { expect, test } from "vitest";
import { appFor } from "./admin.test-support.js";

const URL = "/gateway/v2/interceptor";
const pluginClass = "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin";
const spec = { comment: "for the drill", pluginClass, priority: 10, config: { rateInPercent: 50 } };

function resource(scope?: object, changed: object = {}) {
  const metadata = { name: "mine", ...(scope === undefined ? {} : { scope }) };
  return { kind: "Interceptor", apiVersion: "gateway/v2", metadata, spec: { ...spec, ...changed } };
}

test("a resource is created, kept, updated; the answer has it with its scope filled in", async () => {
  await using proxy = await appFor();
  const scope = { vCluster: "passthrough", group: null, username: null };
  const answer = (upsertResult: string, changed = {}) => ({
    resource: resource(scope, changed),
    upsertResult,
  });
  expect((await proxy.call("PUT", URL, resource())).json).toEqual(answer("CREATED"));
  expect((await proxy.call("PUT", URL, resource())).json).toEqual(answer("NOT_CHANGED"));
  expect((await proxy.call("PUT", URL, resource(undefined, { priority: 1 }))).json).toEqual(
    answer("UPDATED", { priority: 1 }),
  );
  expect(proxy.rules.list()).toHaveLength(1);
});

test("what was answered can be put again and changes nothing", async () => {
  await using proxy = await appFor();
  for (const scope of [
    undefined,
    { vCluster: "teamA" },
    { vCluster: "teamA", username: "ada" },
    { username: "ada" },
  ]) {
    const { json } = await proxy.call("PUT", URL, resource(scope));
    const again = await proxy.call("PUT", URL, (json as { resource: object }).resource);
    expect(again.json).toMatchObject({ upsertResult: "NOT_CHANGED" });
  }
});

test("dry mode says what would be done, or what is wrong, and does not do it", async () => {
  await using proxy = await appFor();
  const dry = `${URL}?dryMode=true`;
  expect((await proxy.call("PUT", dry, resource())).json).toMatchObject({ upsertResult: "CREATED" });
  expect(proxy.rules.list()).toEqual([]);
  expect((await proxy.call("PUT", dry, resource(undefined, { config: { rate: 1 } }))).status).toBe(400);
  await proxy.call("PUT", URL, resource());
  expect((await proxy.call("PUT", dry, resource())).json).toMatchObject({ upsertResult: "NOT_CHANGED" });
  expect((await proxy.call("PUT", dry, resource(undefined, { priority: 1 }))).json).toMatchObject({
    upsertResult: "UPDATED",
  });
  expect(proxy.rules.list()).toMatchObject([{ priority: 10 }]);
});

test("the list has the interceptors of every scope, or those of a name", async () => {
  await using proxy = await appFor();
  await proxy.call("PUT", URL, resource());
  await proxy.call("PUT", URL, resource({ vCluster: "teamA" }));
  await proxy.call("PUT", URL, { ...resource(), metadata: { name: "other" } });
  const listed = async (query: string) =>
    ((await proxy.call("GET", URL + query)).json as { metadata: { name: string } }[]).map(
      ({ metadata }) => metadata.name,
    );
  expect(await listed("")).toEqual(["mine", "mine", "other"]);
  expect(await listed("?name=mine")).toEqual(["mine", "mine"]);
  expect(await listed("?name=nobody")).toEqual([]);
});

test("the list has an interceptor of the proxy's own settings, which need not say its scope", async () => {
  await using proxy = await appFor();
  const { pluginClass: interceptor, ...rest } = spec;
  proxy.rules.put({ name: "mine", generation: 3, interceptor, ...rest, scope: {} });
  const scope = { vCluster: "passthrough", group: null, username: null };
  expect((await proxy.call("GET", URL)).json).toEqual([resource(scope)]);
});

test("an interceptor is deleted by its name and scope", async () => {
  await using proxy = await appFor();
  const url = `${URL}/mine`;
  await proxy.call("PUT", URL, resource());
  await proxy.call("PUT", URL, resource({ vCluster: "teamA", username: "ada" }));
  expect(await proxy.call("DELETE", url)).toMatchObject({ status: 204, text: "" });
  expect((await proxy.call("DELETE", url)).status).toBe(404);
  expect((await proxy.call("DELETE", url, { vCluster: "teamA" })).status).toBe(404);
  expect((await proxy.call("DELETE", url, { vCluster: "teamA", username: "ada" })).status).toBe(204);
  expect(proxy.rules.list()).toEqual([]);
});

test("a delete with the header of a body, but none, is one without scope", async () => {
  await using proxy = await appFor();
  await proxy.call("PUT", URL, resource());
  expect(
    (await proxy.call("DELETE", `${URL}/mine`, undefined, { "content-type": "application/json" })).status,
  ).toBe(204);
});

test("a group is refused, with what to do instead", async () => {
  await using proxy = await appFor();
  expect(await proxy.call("PUT", URL, resource({ group: "testers" }))).toMatchObject({
    status: 400,
    json: {
      issues: [{ path: "metadata.scope.group", message: expect.stringContaining("scope by username") }],
    },
  });
  expect((await proxy.call("DELETE", `${URL}/mine`, { group: "testers" })).status).toBe(400);
});

test.each([
  ["at the top", { ...resource(), colour: 1 }, "colour", /valid keys are kind, apiVersion, metadata, spec/],
  [
    "in metadata",
    { ...resource(), metadata: { name: "a", colour: 1 } },
    "metadata.colour",
    /valid keys are name, scope/,
  ],
  [
    "in the scope",
    resource({ vcluster: "teamA" }),
    "metadata.scope.vcluster",
    /valid keys are vCluster, group, username/,
  ],
  [
    "in the spec",
    resource(undefined, { colour: 1 }),
    "spec.colour",
    /valid keys are comment, pluginClass, priority, config/,
  ],
  [
    "in the config",
    resource(undefined, { config: { rate: 1 } }),
    "spec.config.rate",
    /valid keys are rateInPercent/,
  ],
])("an unknown key %s is refused with its path and the valid ones", async (_, wrong, path, message) => {
  await using proxy = await appFor();
  const answer = await proxy.call("PUT", URL, wrong);
  expect(answer.status).toBe(400);
  const { issues } = answer.json as { issues: { path: string; message: string }[] };
  expect(issues.find((issue) => issue.path === path)?.message).toMatch(message);
  expect(proxy.rules.list()).toEqual([]);
});

test.each([
  ["another kind", { ...resource(), kind: "Topic" }, "kind", /"Interceptor"/],
  ["another version", { ...resource(), apiVersion: "gateway/v1" }, "apiVersion", /"gateway\/v2"/],
  ["no name", { ...resource(), metadata: {} }, "metadata.name", /string/],
  ["an empty name", { ...resource(), metadata: { name: "" } }, "metadata.name", /./],
  [
    "a virtual cluster with a dot",
    resource({ vCluster: "a.b" }),
    "metadata.scope.vCluster",
    /1 to 64 letters/,
  ],
  [
    "an unknown plugin",
    resource(undefined, { pluginClass: "a.B" }),
    "spec.pluginClass",
    /SimulateSlowBrokerPlugin/,
  ],
])("%s is refused", async (_, wrong, path, message) => {
  await using proxy = await appFor();
  expect(await proxy.call("PUT", URL, wrong)).toMatchObject({
    status: 400,
    json: { issues: [{ path, message: expect.stringMatching(message) }] },
  });
});

test.each(["?dryMode=yes", "?dryMod=true"])("a question of %s is refused", async (query) => {
  await using proxy = await appFor();
  expect((await proxy.call("PUT", URL + query, resource())).status).toBe(400);
});
