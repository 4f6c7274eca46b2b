/** A broker whose responses to Produce and Fetch are delayed. */

import {
  ALWAYS,
  hasDuration,
  noDuration,
  scheduleExample,
  scheduleKeys,
  scheduleOf,
} from "./active-times.js";
import { brokerIds, configOf } from "./config.js";
import { isOfBroker } from "./exchanges.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import { type Lateness, lateResponses } from "./late-responses.js";
import {
  isRange,
  latencyExampleInWords,
  latencyKeys,
  latencyKeysInWords,
  latencyOf,
  noRange,
} from "./latency-range.js";
import { percentage } from "./rate.js";

interface Config extends Lateness {
  readonly brokerIds: readonly number[];
}

const feature: Form<Config> = {
  generation: 1,
  id: "slow-broker",
  schema: configOf({ brokerIds, ...scheduleKeys, ...latencyKeysInWords })
    .refine(hasDuration, noDuration)
    .refine(isRange, noRange.minLatencyToAddInMilliseconds)
    .transform((keys) => ({
      brokerIds: keys.brokerIds,
      schedule: scheduleOf(keys),
      rateInPercent: 100,
      latency: latencyOf(keys),
    })),
  example: { brokerIds: [], ...scheduleExample, ...latencyExampleInWords },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateSlowBrokerPlugin",
  schema: configOf({
    rateInPercent: percentage.describe("The share of responses that come late"),
    ...latencyKeys,
  })
    .refine(isRange, noRange.minLatencyMs)
    .transform((keys) => ({
      brokerIds: [],
      schedule: ALWAYS,
      rateInPercent: keys.rateInPercent,
      latency: latencyOf(keys),
    })),
  example: { rateInPercent: 100, minLatencyMs: 50, maxLatencyMs: 1200 },
};

export const slowBroker = defineInterceptor<Config>({
  name: "slow-broker",
  summary: "Delay the responses of brokers to Produce and Fetch requests",
  forms: [feature, plugin],
  meant: ({ brokerIds }) => ({ brokerIds }),
  arm: (config, tools) => lateResponses(config, (exchange) => isOfBroker(config.brokerIds, exchange), tools),
});
