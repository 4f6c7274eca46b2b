/**
 * Topics that are slow to write and to read: a response about one of them is delayed, with all other topics in the same
 * response.
 */

import {
  ALWAYS,
  hasDuration,
  noDuration,
  scheduleExample,
  scheduleKeys,
  scheduleOf,
} from "./active-times.js";
import { configOf } from "./config.js";
import { isProduce } from "./exchanges.js";
import { type AnsweredExchange, defineInterceptor, type Form } from "./interceptor.js";
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
import { matching, nameOf, type TopicFilter, topicKey, topicPatternsKey } from "./topic-filter.js";

interface Config extends Lateness {
  readonly isMeant: TopicFilter;
}

const feature: Form<Config> = {
  generation: 1,
  id: "slow-topic",
  schema: configOf({ topicPatterns: topicPatternsKey, ...scheduleKeys, ...latencyKeysInWords })
    .refine(hasDuration, noDuration)
    .refine(isRange, noRange.minLatencyToAddInMilliseconds)
    .transform((keys) => ({
      isMeant: matching(...keys.topicPatterns),
      schedule: scheduleOf(keys),
      rateInPercent: 100,
      latency: latencyOf(keys),
    })),
  example: { topicPatterns: ["conduktor_topic_slow"], ...scheduleExample, ...latencyExampleInWords },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateSlowProducersConsumersPlugin",
  schema: configOf({
    topic: topicKey,
    rateInPercent: percentage.describe("The share of the topics' responses that come late"),
    ...latencyKeys,
  })
    .refine(isRange, noRange.minLatencyMs)
    .transform((keys) => ({
      isMeant: matching(keys.topic),
      schedule: ALWAYS,
      rateInPercent: keys.rateInPercent,
      latency: latencyOf(keys),
    })),
  example: { topic: "slow-.*", rateInPercent: 100, minLatencyMs: 50, maxLatencyMs: 1200 },
};

export const slowTopic = defineInterceptor<Config>({
  name: "slow-topic",
  summary: "Delay the responses to Produce and Fetch requests of some topics",
  forms: [feature, plugin],
  meant: ({ isMeant }) => ({ isMeant }),
  arm: (config, tools) => lateResponses(config, (exchange) => touches(exchange, config.isMeant), tools),
});

function touches(exchange: AnsweredExchange, isMeant: TopicFilter): boolean {
  if (isMeant === undefined) return true;
  if (isProduce(exchange))
    return exchange.request.topicData.some((topic) => isMeant(nameOf(exchange, topic)));
  const { request, response } = exchange as AnsweredExchange<"Fetch">;
  // In a Fetch session the request does not list all topics, but the response names those that it has records of.
  return [...request.topics, ...response.responses].some((topic) => isMeant(nameOf(exchange, topic)));
}
