import { expect, test } from "vitest";
import { appFor, type CurlRequest, curlRequests, partsFor } from "./admin.test-support.js";
import {
  FIRST_GENERATION_DEMO,
  LEADER_ELECTION_DEMO,
  LEADER_ELECTION_FILE,
  LIST_ANSWER,
  LIST_DEMO,
  TOKEN_DEMO,
} from "./demos.test-support.js";
import { DEFAULT_CREDENTIALS, startAdmin } from "./server.js";

const files = { "step-07-simulate-leader-elections-errors.json": LEADER_ELECTION_FILE };

async function started() {
  const parts = partsFor();
  const admin = await startAdmin({
    ...parts.options,
    host: "127.0.0.1",
    port: 0,
    credentials: DEFAULT_CREDENTIALS,
    names: ["conduktor-proxy"],
  });
  return {
    ...parts,
    /** As the demo's curl does, but to the port that is listened on here. */
    async send({ method, url, headers, body }: CurlRequest) {
      const { pathname } = new URL(url);
      const response = await fetch(`http://${admin.host}:${admin.port}${pathname}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, text: await response.text() };
    },
    [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose](),
  };
}

test("the first generation's demo switches each of its seven features on and off, without a password", async () => {
  await using proxy = await started();
  const requests = curlRequests(FIRST_GENERATION_DEMO);
  expect(requests).toHaveLength(15);
  const inForce: string[][] = [];
  for (const request of requests) {
    expect(request.headers.authorization).toBeUndefined();
    expect(await proxy.send(request)).toMatchObject({ status: 200 });
    inForce.push(proxy.rules.list().map(({ interceptor }) => interceptor));
  }
  expect(inForce.filter((features) => features.length > 0).flat()).toEqual([
    "broken-broker",
    "duplicate-resource",
    "leader-election",
    "random-bytes",
    "slow-broker",
    "slow-topic",
    "invalid-schema",
  ]);
  expect(proxy.rules.list()).toEqual([]);
  expect(proxy.declared).toEqual([{ tenant: "1-1", topic: "conduktor_topic_schema", messageFormat: "JSON" }]);
});

test("a feature of the demo is for Produce requests of the demo's user", async () => {
  await using proxy = await started();
  await proxy.send(curlRequests(FIRST_GENERATION_DEMO)[0]!);
  expect(proxy.rules.list()).toMatchObject([
    { generation: 1, apis: ["Produce"], scope: { vCluster: "1-1", username: "test@conduktor.io" } },
  ]);
});

test("the second generation's demo is answered word for word", async () => {
  await using proxy = await started();
  const [token] = curlRequests(TOKEN_DEMO);
  expect(JSON.parse((await proxy.send(token!)).text)).toEqual({ token: "a.signed.token" });
  expect(proxy.issued).toEqual([{ vCluster: "teamA", username: "sa", lifeTimeSeconds: 7_776_000 }]);

  const [put] = curlRequests(LEADER_ELECTION_DEMO, files);
  expect((await proxy.send(put!)).text).toBe('{"message":"simulate-leader-elections-errors is created"}');

  const [list] = curlRequests(LIST_DEMO);
  expect((await proxy.send(list!)).text).toBe(LIST_ANSWER.replace(/(?<=[\n,:{[])\s+|\s+(?=[}\]])/g, ""));
});

test("a name of the demo's network that is not ours is refused", async () => {
  await using proxy = await appFor();
  const { method, url, headers, body } = curlRequests(FIRST_GENERATION_DEMO)[0]!;
  const answer = await proxy.call(method, new URL(url).pathname, body, {
    ...headers,
    host: "conduktor-proxy:8888",
  });
  expect(answer.status).toBe(421);
});
