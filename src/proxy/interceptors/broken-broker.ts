/**
 * A broker that answers requests with errors. The broker itself never sees these requests.
 *
 * In the first generation a request gets an error from the list, after a latency from the range; both are drawn for
 * each request. `rateInPercent` limits this to a share of the requests, and the quiet period lets all requests through.
 * In the second generation each API has one error, for a share of its requests.
 */

import { z } from "zod";
import type { ErrorName } from "../../protocol/index.js";
import {
  ALWAYS,
  hasDuration,
  isActive,
  noDuration,
  type Schedule,
  scheduleExample,
  scheduleKeys,
  scheduleOf,
} from "./active-times.js";
import { brokerIds, configOf, int32, oneOf } from "./config.js";
import { ERROR_NAMES, errorAnswer } from "./error-answers.js";
import { about, isOfBroker, PRODUCE_AND_FETCH } from "./exchanges.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import {
  drawMs,
  isRange,
  type LatencyRange,
  latencyExampleInWords,
  latencyOf,
  noRange,
} from "./latency-range.js";
import { isDrawn, percentage } from "./rate.js";

const FETCH_ERRORS = [
  "OFFSET_OUT_OF_RANGE",
  "TOPIC_AUTHORIZATION_FAILED",
  "REPLICA_NOT_AVAILABLE",
  "NOT_LEADER_OR_FOLLOWER",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "KAFKA_STORAGE_ERROR",
  "UNSUPPORTED_COMPRESSION_TYPE",
  "CORRUPT_MESSAGE",
  "UNKNOWN_TOPIC_ID",
  "FETCH_SESSION_TOPIC_ID_ERROR",
  "INCONSISTENT_TOPIC_ID",
  "UNKNOWN_SERVER_ERROR",
] as const satisfies readonly ErrorName[];

const PRODUCE_ERRORS = [
  "CORRUPT_MESSAGE",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "NOT_LEADER_OR_FOLLOWER",
  "INVALID_TOPIC_EXCEPTION",
  "RECORD_LIST_TOO_LARGE",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "INVALID_REQUIRED_ACKS",
  "TOPIC_AUTHORIZATION_FAILED",
  "UNSUPPORTED_FOR_MESSAGE_FORMAT",
  "INVALID_PRODUCER_EPOCH",
  "CLUSTER_AUTHORIZATION_FAILED",
  "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  "INVALID_RECORD",
] as const satisfies readonly ErrorName[];

interface Config {
  readonly brokerIds: readonly number[];
  readonly schedule: Schedule;
  readonly rateInPercent: number;
  readonly latency: LatencyRange;
  /** One of them is drawn for each request. Requests of an API without errors are forwarded. */
  readonly errors: { readonly Fetch: readonly ErrorName[]; readonly Produce: readonly ErrorName[] };
}

const feature: Form<Config> = {
  generation: 1,
  id: "broken-broker",
  schema: configOf({
    brokerIds,
    ...scheduleKeys,
    rateInPercent: percentage
      .default(100)
      .describe("The share of requests that get an error while the fault lasts"),
    minLatencyToAddInMilliseconds: int32
      .default(0)
      .describe("The least time after which the error is answered"),
    maxLatencyToAddInMilliseconds: int32
      .default(0)
      .describe("The most time after which the error is answered"),
    errors: z
      .array(oneOf(ERROR_NAMES, "an error of Kafka by which a request fails"))
      .min(1)
      .describe("Kafka's names of the errors, of which each answer has one, drawn at random"),
  })
    .refine(hasDuration, noDuration)
    .refine(isRange, noRange.minLatencyToAddInMilliseconds)
    .transform((keys) => ({
      brokerIds: keys.brokerIds,
      schedule: scheduleOf(keys),
      rateInPercent: keys.rateInPercent,
      latency: latencyOf(keys),
      errors: { Fetch: keys.errors, Produce: keys.errors },
    })),
  example: {
    brokerIds: [],
    ...scheduleExample,
    ...latencyExampleInWords,
    errors: ["REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS", "INVALID_REQUIRED_ACKS"],
  },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateBrokenBrokersPlugin",
  schema: configOf({
    rateInPercent: percentage.describe("The share of requests that get an error"),
    errorMap: configOf({
      FETCH: oneOf(FETCH_ERRORS, "an error for FETCH")
        .optional()
        .describe(`The error of Fetch requests: ${FETCH_ERRORS.join(", ")}`),
      PRODUCE: oneOf(PRODUCE_ERRORS, "an error for PRODUCE")
        .optional()
        .describe(`The error of Produce requests: ${PRODUCE_ERRORS.join(", ")}`),
    })
      .default({ FETCH: "UNKNOWN_SERVER_ERROR", PRODUCE: "CORRUPT_MESSAGE" })
      .describe("The error for each API. Other APIs are not changed"),
  }).transform(({ rateInPercent, errorMap: { FETCH, PRODUCE } }) => ({
    brokerIds: [],
    schedule: ALWAYS,
    rateInPercent,
    latency: { minMs: 0, maxMs: 0 },
    errors: {
      Fetch: FETCH === undefined ? [] : [FETCH],
      Produce: PRODUCE === undefined ? [] : [PRODUCE],
    },
  })),
  example: { rateInPercent: 20, errorMap: { FETCH: "UNKNOWN_SERVER_ERROR", PRODUCE: "CORRUPT_MESSAGE" } },
};

export const brokenBroker = defineInterceptor<Config>({
  name: "broken-broker",
  summary: "Answer Produce and Fetch requests with errors, as a failing broker does",
  forms: [feature, plugin],
  meant: ({ brokerIds }) => ({ brokerIds }),
  arm: (config, { random, elapsedMs, note }) => ({
    apis: PRODUCE_AND_FETCH,
    onRequest(exchange) {
      if (!isActive(config.schedule, elapsedMs()) || !isOfBroker(config.brokerIds, exchange)) return;
      const errors = config.errors[exchange.api as "Produce" | "Fetch"];
      if (errors.length === 0 || !isDrawn(config.rateInPercent, random)) return;
      const error = errors[Math.floor(random() * errors.length)] as ErrorName;
      const response = errorAnswer(exchange, error);
      if (response === undefined) return;
      const delayMs = drawMs(config.latency, random);
      note({ effect: "error", ...about(exchange), error, ...(delayMs > 0 && { delayMs }) });
      return { do: "answer", response, delayMs };
    },
  }),
});
