import { expect, test } from "vitest";
import { appFor } from "./admin.test-support.js";

const FEATURE = "/tenant/1-1/user/ada/feature/random-bytes";
const config = { topics: ["orders"], nbMessages: 1, sizeInBytes: 10 };
const body = { config, direction: "REQUEST", apiKeys: "PRODUCE" };

function off(apiKeys: string, direction = "REQUEST", feature = FEATURE): string {
  return `${feature}/apiKeys/${apiKeys}/direction/${direction}`;
}

/** A feature that works on more than one API. */
const SLOW = FEATURE.replace("random-bytes", "slow-broker");
const slow = {
  ...body,
  config: {
    duration: 6,
    durationUnit: "SECONDS",
    minLatencyToAddInMilliseconds: 1,
    maxLatencyToAddInMilliseconds: 2,
  },
};

test("a feature is one for each tenant, user, feature, API and direction", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", SLOW, slow);
  await proxy.call("POST", SLOW, { ...slow, direction: "RESPONSE" });
  await proxy.call("POST", SLOW, { ...slow, apiKeys: "FETCH" });
  await proxy.call("POST", SLOW.replace("ada", "bob"), slow);
  await proxy.call("POST", SLOW.replace("1-1", "1-2"), slow);
  expect(new Set(proxy.rules.list().map(({ name }) => name)).size).toBe(5);

  expect((await proxy.call("DELETE", off("PRODUCE", "REQUEST", SLOW))).status).toBe(200);
  expect(proxy.rules.list()).toHaveLength(4);
  expect((await proxy.call("DELETE", off("PRODUCE", "REQUEST", SLOW))).status).toBe(404);
});

test("switched on again with another config it is the same feature", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", FEATURE, body);
  await proxy.call("POST", FEATURE, { ...body, config: { ...config, sizeInBytes: 99 } });
  expect(proxy.rules.list()).toMatchObject([{ config: { sizeInBytes: 99 } }]);
});

test("a feature on a list of APIs is switched off for each by itself", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", SLOW, { ...slow, apiKeys: ["PRODUCE", "FETCH"] });
  expect(proxy.rules.list().map(({ apis }) => apis)).toEqual([["Produce"], ["Fetch"]]);
  await proxy.call("DELETE", off("FETCH", "REQUEST", SLOW));
  expect(proxy.rules.list().map(({ apis }) => apis)).toEqual([["Produce"]]);
});

test("the list shows a tenant's features, whoever the user is", async () => {
  await using proxy = await appFor();
  await proxy.call("POST", FEATURE, body);
  await proxy.call("POST", FEATURE.replace("ada", encodeURIComponent("a/b: ü@c")), {
    ...body,
    direction: "RESPONSE",
  });
  await proxy.call("POST", FEATURE.replace("1-1", "1-2"), body);
  expect((await proxy.call("GET", "/tenant/1-1/features")).json).toEqual({
    features: [
      { user: "ada", feature: "random-bytes", apiKeys: "PRODUCE", direction: "REQUEST", config },
      { user: "a/b: ü@c", feature: "random-bytes", apiKeys: "PRODUCE", direction: "RESPONSE", config },
    ],
  });
});

test("an API that the feature does nothing on is refused, with those it works on, and nothing is switched on", async () => {
  await using proxy = await appFor();
  expect(await proxy.call("POST", FEATURE, { ...body, apiKeys: ["PRODUCE", "HEARTBEAT"] })).toMatchObject({
    status: 400,
    json: {
      message: "random-bytes does not work on HEARTBEAT",
      issues: [{ path: "apiKeys", message: expect.stringContaining("works on PRODUCE") }],
    },
  });
  expect(proxy.rules.list()).toEqual([]);
});

test.each([
  [
    "an unknown key",
    { ...body, colour: 1 },
    "colour",
    /unknown key; the valid keys are config, direction, apiKeys/,
  ],
  [
    "an unknown key of the config",
    { ...body, config: { ...config, topic: 1 } },
    "config.topic",
    /valid keys are topics, nbMessages, sizeInBytes/,
  ],
  ["a wrong type", { ...body, config: { ...config, topics: "orders" } }, "config.topics", /array/],
  ["a wrong type in a list", { ...body, config: { ...config, topics: [1] } }, "config.topics.0", /string/],
  ["a direction that is none", { ...body, direction: "UP" }, "direction", /"REQUEST"\|"RESPONSE"/],
  ["no direction", { config, apiKeys: "PRODUCE" }, "direction", /"REQUEST"\|"RESPONSE"/],
  ["an API that is none", { ...body, apiKeys: "PRODUCT" }, "apiKeys", /"PRODUCE"\|"FETCH"\|"LIST_OFFSETS"/],
  ["no API", { ...body, apiKeys: [] }, "apiKeys", /./],
  ["a config that is none", { ...body, config: 3 }, "config", /./],
])("%s is refused with its path and what would be right", async (_, wrong, path, message) => {
  await using proxy = await appFor();
  expect(await proxy.call("POST", FEATURE, wrong)).toMatchObject({
    status: 400,
    json: { issues: [{ path, message: expect.stringMatching(message) }] },
  });
  expect(proxy.rules.list()).toEqual([]);
});

test("a wrong name of an error is refused with the right ones", async () => {
  await using proxy = await appFor();
  const elections = { rateInPercent: 1, duration: 1, quietPeriod: 1, timeUnit: "SECONDS", errors: ["OOPS"] };
  expect(
    await proxy.call("POST", FEATURE.replace("random-bytes", "leader-election"), {
      ...body,
      config: elections,
    }),
  ).toMatchObject({
    status: 400,
    json: {
      issues: [{ path: "config.errors.0", message: expect.stringContaining("LEADER_NOT_AVAILABLE") }],
    },
  });
});

test.each([
  ["a feature that is none", FEATURE.replace("random-bytes", "random-byte"), "feature", /"random-bytes"/],
  ["a plugin", FEATURE.replace("random-bytes", "SimulateSlowBrokerPlugin"), "feature", /"random-bytes"/],
  ["a tenant with a dot", FEATURE.replace("1-1", "1.1"), "tenant", /1 to 64 letters, digits/],
  ["a tenant without end", FEATURE.replace("1-1", "a".repeat(65)), "tenant", /1 to 64 letters, digits/],
  ["a user with a line end", FEATURE.replace("ada", "a%0Ab"), "user", /control characters/],
])("%s in the path is refused", async (_, url, path, message) => {
  await using proxy = await appFor();
  expect(await proxy.call("POST", url, body)).toMatchObject({
    status: 400,
    json: { issues: [{ path, message: expect.stringMatching(message) }] },
  });
});

test("a format that is none is refused", async () => {
  await using proxy = await appFor();
  expect(
    await proxy.call("POST", "/tenant", { tenant: "1-1", topic: "orders", messageFormat: "XML" }),
  ).toMatchObject({ status: 400, json: { issues: [{ path: "messageFormat" }] } });
  expect(proxy.declared).toEqual([]);
});

test("a body with thousands of wrong keys gets an answer that can be read", async () => {
  await using proxy = await appFor();
  const wrong = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, i]));
  const answer = await proxy.call("POST", FEATURE, { ...body, config: wrong });
  expect(answer.status).toBe(400);
  expect(answer.text.length).toBeLessThan(4_096);
});
