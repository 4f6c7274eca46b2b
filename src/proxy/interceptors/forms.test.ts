import { describe, expect, test } from "vitest";
import { z } from "zod";
import { findInterceptor, interceptors, PLUGIN_PACKAGE } from "./index.js";

const forms = interceptors.flatMap((interceptor) => interceptor.forms);

function complaints(form: string, config: unknown): string {
  const found = findInterceptor(form);
  const parsed = found?.form.schema.safeParse(config);
  return parsed?.success === false
    ? parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n")
    : "none";
}

describe("every form", () => {
  test.each(forms.map((form) => [form.id, form] as const))("%s takes its own example", (id, form) => {
    expect(complaints(id, form.example)).toBe("none");
  });

  test.each(forms.map((form) => [form.id, form] as const))("%s describes each of its keys", (_id, form) => {
    const schema = z.toJSONSchema(form.schema, { io: "input" });
    const keys = Object.entries(schema.properties ?? {}) as [string, { description?: string }][];
    expect(keys.length).toBeGreaterThan(0);
    for (const [key, { description }] of keys) expect([key, typeof description]).toEqual([key, "string"]);
    expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(form.example)));
  });

  test.each(forms.map((form) => [form.id, form] as const))(
    "%s refuses a key that it does not know, and says which it does",
    (id, form) => {
      const [key] = Object.keys(form.example);
      expect(complaints(id, { ...form.example, surprise: 1 })).toMatch(
        new RegExp(`there is no key surprise here; the keys are .*${key}`),
      );
    },
  );

  test("is found by its name, with its package and without", () => {
    for (const form of forms) {
      expect(findInterceptor(form.id)?.form).toBe(form);
      expect(findInterceptor(PLUGIN_PACKAGE + form.id)?.form).toBe(form);
    }
    expect(findInterceptor("SimulateNothingPlugin")).toBeUndefined();
  });
});

describe("a config as the demos have it", () => {
  const DEMOS: [string, Record<string, unknown>][] = [
    [
      "broken-broker",
      {
        brokerIds: [],
        duration: 6000,
        durationUnit: "MILLISECONDS",
        quietPeriod: 20000,
        quietPeriodUnit: "MILLISECONDS",
        minLatencyToAddInMilliseconds: 6000,
        maxLatencyToAddInMilliseconds: 7000,
        errors: [
          "REQUEST_TIMED_OUT",
          "BROKER_NOT_AVAILABLE",
          "OFFSET_OUT_OF_RANGE",
          "NOT_ENOUGH_REPLICAS",
          "INVALID_REQUIRED_ACKS",
        ],
      },
    ],
    [
      "duplicate-resource",
      {
        topics: ["conduktor_topic_duplicate"],
        duration: 1,
        rateInPercent: 100,
        quietPeriod: 1,
        timeUnit: "MINUTES",
      },
    ],
    [
      "leader-election",
      {
        rateInPercent: 100,
        duration: 6000,
        quietPeriod: 20000,
        timeUnit: "MILLISECONDS",
        errors: ["LEADER_NOT_AVAILABLE", "NOT_LEADER_OR_FOLLOWER", "BROKER_NOT_AVAILABLE"],
      },
    ],
    ["random-bytes", { topics: ["conduktor_topic_random"], nbMessages: 1, sizeInBytes: 10 }],
    [
      "slow-broker",
      {
        brokerIds: [],
        duration: 6000,
        durationUnit: "MILLISECONDS",
        quietPeriod: 20000,
        quietPeriodUnit: "MILLISECONDS",
        minLatencyToAddInMilliseconds: 6000,
        maxLatencyToAddInMilliseconds: 7000,
      },
    ],
    [
      "slow-topic",
      {
        topicPatterns: ["conduktor_topic_slow"],
        duration: 6000,
        durationUnit: "MILLISECONDS",
        quietPeriod: 20000,
        quietPeriodUnit: "MILLISECONDS",
        minLatencyToAddInMilliseconds: 6000,
        maxLatencyToAddInMilliseconds: 7000,
      },
    ],
    ["invalid-schema", { topics: ["conduktor_topic_schema"], fakeSchemaId: 999 }],
    [`${PLUGIN_PACKAGE}SimulateLeaderElectionsErrorsPlugin`, { rateInPercent: 50 }],
  ];
  test.each(DEMOS)("%s is taken as it is", (form, config) => {
    expect(complaints(form, config)).toBe("none");
  });
});

describe("a wrong config is refused, with what would be right:", () => {
  const WRONG: [what: string, form: string, config: unknown, complaint: RegExp][] = [
    [
      "no error that producers get in an election",
      "leader-election",
      { errors: ["LEADER_NOT_AVAILABLE"] },
      /errors: NOT_LEADER_OR_FOLLOWER must be one of the errors/,
    ],
    [
      "an error that is none of Fetch",
      "SimulateBrokenBrokersPlugin",
      { rateInPercent: 1, errorMap: { FETCH: "RECORD_LIST_TOO_LARGE" } },
      /errorMap\.FETCH: "RECORD_LIST_TOO_LARGE" is not an error for FETCH; valid are OFFSET_OUT_OF_RANGE, .*UNKNOWN_SERVER_ERROR/,
    ],
    [
      "an error that is none of Produce",
      "SimulateBrokenBrokersPlugin",
      { rateInPercent: 1, errorMap: { PRODUCE: "OFFSET_OUT_OF_RANGE" } },
      /errorMap\.PRODUCE: .* valid are CORRUPT_MESSAGE, .*INVALID_RECORD/,
    ],
    [
      "an API without errors",
      "SimulateBrokenBrokersPlugin",
      { rateInPercent: 1, errorMap: { METADATA: "UNKNOWN_SERVER_ERROR" } },
      /errorMap: there is no key METADATA here; the keys are FETCH, PRODUCE/,
    ],
    [
      "no error at all",
      "broken-broker",
      { errors: ["NONE"] },
      /errors\.0: "NONE" is not an error of Kafka by which a request fails; valid are UNKNOWN_SERVER_ERROR, /,
    ],
    [
      "an error that producers take for success",
      "broken-broker",
      { errors: ["CORRUPT_MESSAGE", "DUPLICATE_SEQUENCE_NUMBER"] },
      /errors\.1: "DUPLICATE_SEQUENCE_NUMBER" is not an error of Kafka by which a request fails/,
    ],
    [
      "an error of no election",
      "leader-election",
      { errors: ["CORRUPT_MESSAGE"] },
      /valid are LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER, BROKER_NOT_AVAILABLE/,
    ],
    [
      "a unit that Java has not",
      "leader-election",
      { duration: 1, timeUnit: "WEEKS" },
      /timeUnit: "WEEKS" is not a unit of time; valid are NANOSECONDS, .*MILLISECONDS, .*DAYS/,
    ],
    [
      "a quiet period of nothing",
      "leader-election",
      { quietPeriod: 5 },
      /duration: a quietPeriod needs a duration/,
    ],
    [
      "a rate above 100",
      "SimulateLeaderElectionsErrorsPlugin",
      { rateInPercent: 101 },
      /rateInPercent: .*<=100/,
    ],
    ["a rate below 0", "SimulateLeaderElectionsErrorsPlugin", { rateInPercent: -1 }, /rateInPercent: .*>=0/],
    ["no rate", "SimulateLeaderElectionsErrorsPlugin", {}, /rateInPercent: .*expected number/],
    [
      "a rate in words",
      "SimulateLeaderElectionsErrorsPlugin",
      { rateInPercent: "half" },
      /expected number, received string/,
    ],
    [
      "a range the wrong way round",
      "SimulateSlowBrokerPlugin",
      { rateInPercent: 100, minLatencyMs: 10, maxLatencyMs: 5 },
      /maxLatencyMs: maxLatencyMs is less than minLatencyMs/,
    ],
    [
      "a range the wrong way round, in the first generation",
      "slow-broker",
      { minLatencyToAddInMilliseconds: 10, maxLatencyToAddInMilliseconds: 5 },
      /maxLatencyToAddInMilliseconds: .* is less than/,
    ],
    [
      "a negative latency",
      "SimulateLatencyPlugin",
      { appliedPercentage: 1, latencyMs: -5 },
      /latencyMs: .*>=0/,
    ],
    ["a negative size", "random-bytes", { nbMessages: 1, sizeInBytes: -1 }, /sizeInBytes: .*>=0/],
    ["a negative duration", "duplicate-resource", { duration: -1 }, /duration: .*>0/],
    [
      "half a regular expression",
      "DuplicateMessagesPlugin",
      { topic: "a(" },
      /topic: "a\(" is not a regular expression/,
    ],
    [
      "a target that is none",
      "DuplicateMessagesPlugin",
      { target: "FETCH" },
      /target: .* valid are PRODUCE, CONSUME/,
    ],
  ];
  test.each(WRONG)("%s", (_what, form, config, complaint) => {
    expect(complaints(form, config)).toMatch(complaint);
  });
});
