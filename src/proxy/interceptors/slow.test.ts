import { describe, expect, test } from "vitest";
import { armed, fetch, produce } from "./exchanges.test-support.js";

const NO_RECORDS = Buffer.alloc(0);
const TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

test("slow-broker holds back responses of its brokers while it is at work", async () => {
  const rule = armed("slow-broker", {
    brokerIds: [1],
    duration: 10,
    quietPeriod: 10,
    minLatencyToAddInMilliseconds: 600,
    maxLatencyToAddInMilliseconds: 600,
  });
  const exchange = produce({ a: NO_RECORDS });
  expect(await rule.onResponse?.(exchange)).toEqual({ delayMs: 600 });
  expect(rule.effects).toEqual([
    { effect: "delay", api: "Produce", brokerId: 1, clientId: "client", delayMs: 600 },
  ]);
  expect(await rule.onResponse?.(produce({ a: NO_RECORDS }, { brokerId: 2 }))).toBeUndefined();
  rule.nowMs = 15;
  expect(await rule.onResponse?.(exchange)).toBeUndefined();
});

describe("slow-topic holds back responses", () => {
  const rule = armed("slow-topic", {
    topicPatterns: ["slow-.*", "tardy"],
    minLatencyToAddInMilliseconds: 5,
    maxLatencyToAddInMilliseconds: 5,
  });
  const isSlow = async (exchange: ReturnType<typeof produce | typeof fetch>) =>
    (await rule.onResponse?.(exchange)) !== undefined;

  test("of requests that touch one of its topics", async () => {
    expect(await isSlow(produce({ a: NO_RECORDS, "slow-1": NO_RECORDS }))).toBe(true);
    expect(await isSlow(produce({ tardy: NO_RECORDS }))).toBe(true);
    expect(await isSlow(fetch({ "slow-1": NO_RECORDS }))).toBe(true);
    expect(await isSlow(produce({ "not-slow-1": NO_RECORDS, tardy2: NO_RECORDS }))).toBe(false);
    expect(await isSlow(fetch({ a: NO_RECORDS }))).toBe(false);
  });

  test("by topic id, once the name is known", async () => {
    const known = { version: 16, topicNames: { [TOPIC_ID]: "slow-1" } };
    expect(await isSlow(fetch({ [TOPIC_ID]: NO_RECORDS }, known))).toBe(true);
    expect(await isSlow(fetch({ [TOPIC_ID]: NO_RECORDS }, { version: 16 }))).toBe(false);
    expect(await isSlow(produce({ [TOPIC_ID]: NO_RECORDS }, { ...known, version: 13 }))).toBe(true);
  });

  test("of a session that brings a topic which the request did not list", async () => {
    expect(await isSlow(fetch({ "slow-1": NO_RECORDS }, { asked: [], sessionId: 7 }))).toBe(true);
  });
});

test("latency holds back requests and responses of every API", async () => {
  const rule = armed("SimulateLatencyPlugin", { appliedPercentage: 100, latencyMs: 30 });
  expect(rule.apis).toBeNull();
  expect(await rule.onRequest?.(produce({ a: NO_RECORDS }))).toEqual({ do: "forward", delayMs: 30 });
  expect(await rule.onResponse?.(fetch({ a: NO_RECORDS }))).toEqual({ delayMs: 30 });
  expect(rule.effects).toHaveLength(2);
});
