/**
 * A slow network between clients and brokers: requests and responses of every API are delayed. Each is drawn alone, so
 * a round trip is delayed twice when all are.
 */

import { configOf, int32 } from "./config.js";
import { about } from "./exchanges.js";
import { defineInterceptor, type Exchange, type Form } from "./interceptor.js";
import { isDrawn, percentage } from "./rate.js";

interface Config {
  readonly appliedPercentage: number;
  readonly latencyMs: number;
}

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateLatencyPlugin",
  schema: configOf({
    appliedPercentage: percentage.describe("The share of requests, and of responses, that wait"),
    latencyMs: int32.describe("How long one waits, in milliseconds"),
  }),
  example: { appliedPercentage: 10, latencyMs: 1000 },
};

export const latency = defineInterceptor<Config>({
  name: "latency",
  summary: "Delay the requests and responses of every API",
  forms: [plugin],
  arm({ appliedPercentage, latencyMs }, { random, note }) {
    const wait = (exchange: Exchange): boolean => {
      if (!isDrawn(appliedPercentage, random)) return false;
      note({ effect: "delay", ...about(exchange), delayMs: latencyMs });
      return true;
    };
    return {
      apis: null,
      onRequest: (exchange) => (wait(exchange) ? { do: "forward", delayMs: latencyMs } : undefined),
      onResponse: (exchange) => (wait(exchange) ? { delayMs: latencyMs } : undefined),
    };
  },
});
