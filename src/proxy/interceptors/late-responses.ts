/** Delays responses to Produce and Fetch. The broker has already handled the request by then. */

import { isActive, type Schedule } from "./active-times.js";
import { about, PRODUCE_AND_FETCH } from "./exchanges.js";
import type { AnsweredExchange, Armed, Tools } from "./interceptor.js";
import { drawMs, type LatencyRange } from "./latency-range.js";
import { isDrawn } from "./rate.js";

/** When responses are delayed, how many of them, and by how much. */
export interface Lateness {
  readonly schedule: Schedule;
  readonly rateInPercent: number;
  readonly latency: LatencyRange;
}

export function lateResponses(
  { schedule, rateInPercent, latency }: Lateness,
  isMeant: (exchange: AnsweredExchange) => boolean,
  { random, elapsedMs, note }: Tools,
): Armed {
  return {
    apis: PRODUCE_AND_FETCH,
    onResponse(exchange) {
      if (!isActive(schedule, elapsedMs()) || !isDrawn(rateInPercent, random) || !isMeant(exchange)) return;
      const delayMs = drawMs(latency, random);
      note({ effect: "delay", ...about(exchange), delayMs });
      return { delayMs };
    },
  };
}
