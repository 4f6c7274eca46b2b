import { describe, expect, test } from "vitest";
import { apiOf, ErrorCode, encodeResponse, type Responses } from "../../protocol/index.js";
import { armed, fetch, produce } from "./exchanges.test-support.js";
import type { RequestOutcome } from "./interceptor.js";

const TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";
const OTHER_ID = "AAAAAAAAAAAAAAAAAAAAAg";
const NO_ID = "A".repeat(22);
const NO_RECORDS = Buffer.alloc(0);

function answered<T>(outcome: unknown): T {
  const { do: what, response } = outcome as Extract<RequestOutcome, { do: "answer" }>;
  expect(what).toBe("answer");
  return response as T;
}

describe("an answer with an error", () => {
  const broken = armed("SimulateBrokenBrokersPlugin", { rateInPercent: 100 });

  test("gives every partition of a Produce the error, by name or by id, in every version", async () => {
    const [first, last] = apiOf("Produce").versions;
    for (let version = first; version <= last; version++) {
      const topics = version < 13 ? ["a", "b"] : [TOPIC_ID, OTHER_ID];
      const records = Object.fromEntries(topics.map((topic) => [topic, NO_RECORDS]));
      const exchange = produce(records, { version });
      const response = answered<Responses["Produce"]>(await broken.onRequest?.(exchange));
      expect(response.responses).toEqual(
        topics.map((topic) => ({
          name: version < 13 ? topic : "",
          topicId: version < 13 ? NO_ID : topic,
          partitionResponses: [
            { index: 0, errorCode: 2, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 },
          ],
        })),
      );
      expect(() => encodeResponse("Produce", version, { correlationId: 1 }, response)).not.toThrow();
    }
  });

  test("gives every partition of a Fetch the error, by name or by id, in every version", async () => {
    const [first, last] = apiOf("Fetch").versions;
    for (let version = first; version <= last; version++) {
      const topic = version < 13 ? "a" : TOPIC_ID;
      const exchange = fetch({ [topic]: NO_RECORDS }, { version, sessionId: 7, sessionEpoch: 3 });
      const response = answered<Responses["Fetch"]>(await broken.onRequest?.(exchange));
      expect(response.sessionId).toBe(0);
      expect(response.responses).toMatchObject([
        {
          topic: version < 13 ? "a" : "",
          ...(version >= 13 && { topicId: TOPIC_ID }),
          partitions: [{ partitionIndex: 0, errorCode: -1, highWatermark: -1, records: NO_RECORDS }],
        },
      ]);
      expect(() => encodeResponse("Fetch", version, { correlationId: 1 }, response)).not.toThrow();
    }
  });

  test("lets a Fetch of a session pass that lists nothing", async () => {
    const exchange = fetch({}, { sessionId: 7, sessionEpoch: 3 });
    const before = broken.effects.length;
    expect(await broken.onRequest?.(exchange)).toBeUndefined();
    expect(broken.effects.length).toBe(before);
  });

  test("has an error of the session at its top", async () => {
    const sessions = armed("SimulateBrokenBrokersPlugin", {
      rateInPercent: 100,
      errorMap: { FETCH: "FETCH_SESSION_TOPIC_ID_ERROR" },
    });
    const outcome = await sessions.onRequest?.(fetch({}, { sessionId: 7, sessionEpoch: 3 }));
    expect(answered(outcome)).toEqual({
      errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR,
      sessionId: 0,
      responses: [],
    });
    expect(await sessions.onRequest?.(produce({ a: NO_RECORDS }))).toBeUndefined();
  });
});

describe("broken-broker", () => {
  test("draws errors and latencies while it is at work, for its brokers", async () => {
    const rule = armed("broken-broker", {
      brokerIds: [2],
      duration: 1,
      durationUnit: "SECONDS",
      quietPeriod: 1,
      quietPeriodUnit: "SECONDS",
      minLatencyToAddInMilliseconds: 60,
      maxLatencyToAddInMilliseconds: 70,
      errors: ["REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS"],
    });
    const exchange = produce({ a: NO_RECORDS }, { brokerId: 2 });
    const errors = new Set<number>();
    for (let i = 0; i < 100; i++) {
      const outcome = await rule.onRequest?.(exchange);
      const [topic] = answered<Responses["Produce"]>(outcome).responses;
      errors.add(topic?.partitionResponses[0]?.errorCode as number);
      expect(outcome?.delayMs).toBeGreaterThanOrEqual(60);
      expect(outcome?.delayMs).toBeLessThanOrEqual(70);
    }
    expect([...errors].sort()).toEqual([ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.REQUEST_TIMED_OUT]);
    expect(rule.effects[0]).toMatchObject({
      effect: "error",
      api: "Produce",
      brokerId: 2,
      clientId: "client",
    });
    expect(await rule.onRequest?.(produce({ a: NO_RECORDS }, { brokerId: 1 }))).toBeUndefined();
    rule.nowMs = 1500;
    expect(await rule.onRequest?.(exchange)).toBeUndefined();
    rule.nowMs = 2500;
    expect(await rule.onRequest?.(exchange)).toBeDefined();
  });
});

describe("a rate of 50 % is 50 ± 3 % of 10,000 requests", () => {
  const exchange = produce({ a: NO_RECORDS });
  test.each([
    ["SimulateBrokenBrokersPlugin", { rateInPercent: 50 }],
    ["SimulateLeaderElectionsErrorsPlugin", { rateInPercent: 50 }],
    ["leader-election", { rateInPercent: 50 }],
    ["SimulateSlowBrokerPlugin", { rateInPercent: 50, minLatencyMs: 1, maxLatencyMs: 9 }],
    ["SimulateSlowProducersConsumersPlugin", { rateInPercent: 50, minLatencyMs: 1, maxLatencyMs: 9 }],
    ["SimulateLatencyPlugin", { appliedPercentage: 50, latencyMs: 10 }],
  ])("of %s", async (form, config) => {
    for (const seed of [1, 2, 3]) {
      const rule = armed(form, config, seed);
      for (let i = 0; i < 10_000; i++) {
        if (rule.onRequest !== undefined) await rule.onRequest(exchange);
        else await rule.onResponse?.(exchange);
      }
      expect(rule.effects.length).toBeGreaterThan(4700);
      expect(rule.effects.length).toBeLessThan(5300);
    }
  });

  test("0 is none and 100 is all, and a seed draws the same again", async () => {
    const drawn = async (rateInPercent: number, seed: number) => {
      const rule = armed("SimulateLeaderElectionsErrorsPlugin", { rateInPercent }, seed);
      const taken: boolean[] = [];
      for (let i = 0; i < 100; i++) taken.push((await rule.onRequest?.(exchange)) !== undefined);
      return taken;
    };
    expect(new Set(await drawn(0, 1))).toEqual(new Set([false]));
    expect(new Set(await drawn(100, 1))).toEqual(new Set([true]));
    expect(await drawn(50, 7)).toEqual(await drawn(50, 7));
    expect(await drawn(50, 7)).not.toEqual(await drawn(50, 8));
  });
});

test("leader-election gives an API the error that it gets in an election, whichever others are named", async () => {
  const rule = armed("leader-election", {
    errors: ["LEADER_NOT_AVAILABLE", "NOT_LEADER_OR_FOLLOWER", "BROKER_NOT_AVAILABLE"],
  });
  for (let i = 0; i < 20; i++) {
    for (const exchange of [produce({ a: NO_RECORDS }), fetch({ a: NO_RECORDS })]) {
      const { responses } = answered<Responses["Produce"] | Responses["Fetch"]>(
        await rule.onRequest?.(exchange),
      );
      expect(responses).toMatchObject([
        "topic" in responses[0]!
          ? { partitions: [{ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }] }
          : { partitionResponses: [{ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }] },
      ]);
    }
  }
  expect(new Set(rule.effects.map(({ error }) => error))).toEqual(new Set(["NOT_LEADER_OR_FOLLOWER"]));
});

test("leader-election says NOT_LEADER_OR_FOLLOWER to producers, and leaves consumers alone in the second generation", async () => {
  const rule = armed("SimulateLeaderElectionsErrorsPlugin", { rateInPercent: 100 });
  await rule.onRequest?.(produce({ a: NO_RECORDS }));
  expect(rule.effects).toMatchObject([{ effect: "error", error: "NOT_LEADER_OR_FOLLOWER" }]);
  expect([...(rule.apis ?? [])]).toEqual(["Produce"]);
  expect([...(armed("leader-election", {}).apis ?? [])]).toEqual(["Produce", "Fetch"]);
});
