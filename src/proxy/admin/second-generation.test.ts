import { expect, test } from "vitest";
import { appFor } from "./admin.test-support.js";

const TEAM_A = "/admin/interceptors/v1/vcluster/teamA";
const ADA = `${TEAM_A}/username/ada`;
const pluginClass = "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin";
const body = { pluginClass, priority: 10, config: { rateInPercent: 50 } };

function names(json: unknown): string[] {
  return (json as { interceptors: { name: string }[] }).interceptors.map(({ name }) => name);
}

test("the answer says whether the interceptor is new, changed, or as it was", async () => {
  await using proxy = await appFor();
  const url = `${TEAM_A}/interceptor/mine`;
  expect(await proxy.call("POST", url, body)).toMatchObject({
    status: 201,
    json: { message: "mine is created" },
  });
  expect(await proxy.call("POST", url, body)).toMatchObject({
    status: 200,
    json: { message: "mine is not changed" },
  });
  expect(await proxy.call("PUT", url, { ...body, priority: 1 })).toMatchObject({
    status: 200,
    json: { message: "mine is updated" },
  });
  expect(proxy.rules.list()).toMatchObject([{ priority: 1 }]);
});

test("a name in the body is taken, and the interceptor has the one in the path", async () => {
  await using proxy = await appFor();
  const answer = await proxy.call("POST", `${TEAM_A}/interceptor/leader-election`, {
    name: "LEADER_ELECTION",
    ...body,
  });
  expect(answer).toMatchObject({ status: 201, json: { message: "leader-election is created" } });
  expect(proxy.rules.list()).toMatchObject([{ name: "leader-election", config: body.config }]);
  expect(proxy.rules.list()[0]).not.toHaveProperty("apis");
});

test("the paths with tenants are for the same interceptors", async () => {
  await using proxy = await appFor();
  const tenant = "/admin/interceptors/v1/tenants/teamA";
  const duplicates = {
    pluginClass: "io.conduktor.gateway.interceptor.chaos.DuplicateResourcesPlugin",
    config: { topic: "conduktorTopicDuplicate", rateInPercent: 100 },
  };
  for (const place of [tenant, `${tenant}/users/ada`]) {
    expect(await proxy.call("POST", `${place}/interceptors/mine`, duplicates)).toMatchObject({ status: 201 });
    expect(names((await proxy.call("GET", `${place}/interceptors`)).json)).toEqual(["mine"]);
    expect((await proxy.call("GET", `${place}/interceptors/mine`)).json).toMatchObject({ name: "mine" });
  }
  expect(proxy.rules.list().map(({ scope }) => scope)).toEqual([
    { vCluster: "teamA" },
    { vCluster: "teamA", username: "ada" },
  ]);
  for (const place of [TEAM_A, ADA]) {
    expect(names((await proxy.call("GET", place)).json)).toEqual(["mine"]);
  }
  for (const place of [tenant, `${tenant}/users/ada`]) {
    expect(await proxy.call("DELETE", `${place}/interceptors/mine`)).toMatchObject({ status: 200 });
  }
  expect(proxy.rules.list()).toEqual([]);
});

test("a token of a tenant is for the user of its name, unless the path names another", async () => {
  await using proxy = await appFor();
  for (const place of ["teamA", "teamA/username/ada"]) {
    const url = `/admin/auth/v1/tenants/${place}`;
    expect(await proxy.call("POST", url, { lifeTimeSeconds: 60 })).toMatchObject({
      status: 200,
      json: { data: "a.signed.token" },
    });
  }
  expect(proxy.issued).toEqual([
    { vCluster: "teamA", username: "teamA", lifeTimeSeconds: 60 },
    { vCluster: "teamA", username: "ada", lifeTimeSeconds: 60 },
  ]);
});

test("priority is 100 unless given, and the list is in order of it", async () => {
  await using proxy = await appFor();
  const { priority, ...usual } = body;
  await proxy.call("POST", `${TEAM_A}/interceptor/last`, { ...usual, priority: 101 });
  await proxy.call("POST", `${TEAM_A}/interceptor/usual`, usual);
  await proxy.call("POST", `${TEAM_A}/interceptor/first`, { ...usual, priority });
  for (const url of [TEAM_A, `${TEAM_A}/interceptors`]) {
    expect(names((await proxy.call("GET", url)).json)).toEqual(["first", "usual", "last"]);
  }
  expect((await proxy.call("GET", `${TEAM_A}/interceptor/usual`)).json).toMatchObject({ priority: 100 });
});

test("the time limit is Java's longest, to the digit", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", `${TEAM_A}/interceptor/mine`, body);
  for (const url of [TEAM_A, `${TEAM_A}/interceptor/mine`]) {
    expect((await proxy.call("GET", url)).text).toContain('"timeoutMs":9223372036854775807,');
  }
});

test("interceptors of a virtual cluster, of its users, and of others are apart", async () => {
  await using proxy = await appFor();
  const places = [TEAM_A, ADA, TEAM_A.replace("teamA", "teamB"), TEAM_A.replace("teamA", "passthrough")];
  for (const place of places) await proxy.call("POST", `${place}/interceptor/mine`, body);
  expect(proxy.rules.list().map(({ scope }) => scope)).toEqual([
    { vCluster: "teamA" },
    { vCluster: "teamA", username: "ada" },
    { vCluster: "teamB" },
    { vCluster: "passthrough" },
  ]);
  for (const place of places) expect(names((await proxy.call("GET", place)).json)).toEqual(["mine"]);

  expect((await proxy.call("DELETE", `${ADA}/interceptor/mine`)).json).toEqual({
    message: "mine is deleted",
  });
  expect((await proxy.call("DELETE", `${ADA}/interceptor/mine`)).status).toBe(404);
  expect((await proxy.call("GET", `${ADA}/interceptor/mine`)).json).toEqual({
    message: "there is no interceptor mine for ada of teamA",
  });
  expect(names((await proxy.call("GET", `${ADA}/interceptors`)).json)).toEqual([]);
  expect(names((await proxy.call("GET", TEAM_A)).json)).toEqual(["mine"]);
});

test("a generation neither lists nor deletes the rules of another", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", `${TEAM_A}/interceptor/mine`, body);
  expect((await proxy.call("DELETE", "/gateway/v2/interceptor/mine", { vCluster: "teamA" })).status).toBe(
    404,
  );
  expect((await proxy.call("GET", "/gateway/v2/interceptor")).json).toEqual([]);
  expect((await proxy.call("GET", "/tenant/teamA/features")).json).toEqual({ features: [] });
  expect(proxy.rules.list()).toHaveLength(1);
});

test.each([
  ["an unknown key", { ...body, colour: 1 }, "colour", /valid keys are pluginClass, priority, config/],
  [
    "an unknown key of the config",
    { ...body, config: { rate: 1 } },
    "config.rate",
    /valid keys are rateInPercent/,
  ],
  ["a wrong type", { ...body, config: { rateInPercent: "50" } }, "config.rateInPercent", /number/],
  ["a rate above 100", { ...body, config: { rateInPercent: 101 } }, "config.rateInPercent", /100/],
  [
    "a plugin without its package",
    { ...body, pluginClass: "SimulateSlowBrokerPlugin" },
    "pluginClass",
    /chaos\.SimulateSlowBrokerPlugin/,
  ],
  ["a feature", { ...body, pluginClass: "slow-broker" }, "pluginClass", /chaos\.SimulateSlowBrokerPlugin/],
  ["no plugin", { config: {} }, "pluginClass", /chaos\.SimulateSlowBrokerPlugin/],
  ["a priority in words", { ...body, priority: "high" }, "priority", /number/],
  ["half a priority", { ...body, priority: 1.5 }, "priority", /int/],
])("%s is refused with its path and what would be right", async (_, wrong, path, message) => {
  await using proxy = await appFor();
  const answer = await proxy.call("POST", `${TEAM_A}/interceptor/mine`, wrong);
  expect(answer.status).toBe(400);
  const { issues } = answer.json as { issues: { path: string; message: string }[] };
  expect(issues.find((issue) => issue.path === path)?.message).toMatch(message);
  expect(proxy.rules.list()).toEqual([]);
});

test("a wrong name of an error, and of an API, in a map of errors is refused with the right ones", async () => {
  await using proxy = await appFor();
  const wrong = {
    pluginClass: pluginClass.replace("SimulateLeaderElectionsErrors", "SimulateBrokenBrokers"),
    config: { rateInPercent: 1, errorMap: { FETCH: "OOPS", PRODUCT: "CORRUPT_MESSAGE" } },
  };
  const answer = await proxy.call("POST", `${TEAM_A}/interceptor/mine`, wrong);
  const { issues } = answer.json as { issues: { path: string; message: string }[] };
  expect(issues.map(({ path }) => path).sort()).toEqual(["config.errorMap.FETCH", "config.errorMap.PRODUCT"]);
  expect(issues.map(({ message }) => message).join()).toMatch(/UNKNOWN_SERVER_ERROR/);
  expect(issues.map(({ message }) => message).join()).toMatch(/FETCH/);
});

test.each([1, 315_360_000])("a token may live for %i seconds", async (lifeTimeSeconds) => {
  await using proxy = await appFor();
  const url = "/admin/vclusters/v1/vcluster/teamA/username/sa";
  expect(await proxy.call("POST", url, { lifeTimeSeconds })).toMatchObject({ status: 200 });
  expect(proxy.issued).toEqual([{ vCluster: "teamA", username: "sa", lifeTimeSeconds }]);
});

test.each([0, -1, 1.5, "60", null, 315_360_001, 1e300, undefined])(
  "a token may not live for %s seconds",
  async (lifeTimeSeconds) => {
    await using proxy = await appFor();
    const url = "/admin/vclusters/v1/vcluster/teamA/username/sa";
    const answer = await proxy.call("POST", url, { lifeTimeSeconds });
    expect(answer.status).toBe(400);
    expect((answer.json as { issues: object[] }).issues[0]).toMatchObject({ path: "lifeTimeSeconds" });
    expect(proxy.issued).toEqual([]);
  },
);

test("virtual clusters are those that have tokens or interceptors, and passthrough", async () => {
  await using proxy = await appFor();
  const list = async () => (await proxy.call("GET", "/admin/vclusters/v1/vclusters")).json;
  expect(await list()).toEqual({ vclusters: ["passthrough"] });
  await proxy.call("POST", "/admin/vclusters/v1/vcluster/teamB/username/sa", { lifeTimeSeconds: 1 });
  await proxy.call("POST", `${TEAM_A}/interceptor/mine`, body);
  expect(await list()).toEqual({ vclusters: ["passthrough", "teamA", "teamB"] });
});
