/** A broker whose responses to Produce and Fetch come late. It has done what was asked by then. */

import { brokerIds, configOf } from "./config.js";
import { about, isOfBroker, PRODUCE_AND_FETCH } from "./exchanges.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import {
  drawMs,
  isRange,
  type LatencyRange,
  latencyKeys,
  latencyKeysInWords,
  latencyOf,
  noRange,
} from "./latency-range.js";
import { isDrawn, percentage } from "./rate.js";
import {
  ALWAYS,
  hasDuration,
  isActive,
  noDuration,
  type Schedule,
  scheduleKeys,
  scheduleOf,
} from "./schedule.js";

interface Config {
  readonly brokerIds: readonly number[];
  readonly schedule: Schedule;
  readonly rateInPercent: number;
  readonly latency: LatencyRange;
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
  example: {
    brokerIds: [],
    duration: 6000,
    durationUnit: "MILLISECONDS",
    quietPeriod: 20000,
    quietPeriodUnit: "MILLISECONDS",
    minLatencyToAddInMilliseconds: 6000,
    maxLatencyToAddInMilliseconds: 7000,
  },
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
  summary: "Hold back brokers' responses to Produce and Fetch",
  forms: [feature, plugin],
  arm: (config, { random, elapsedMs, note }) => ({
    apis: PRODUCE_AND_FETCH,
    onResponse(exchange) {
      if (!isActive(config.schedule, elapsedMs()) || !isOfBroker(config.brokerIds, exchange)) return;
      if (!isDrawn(config.rateInPercent, random)) return;
      const delayMs = drawMs(config.latency, random);
      note({ effect: "delay", ...about(exchange), delayMs });
      return { delayMs };
    },
  }),
});
