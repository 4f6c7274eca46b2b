/**
 * A leader election that seems to be going on: requests are answered with the errors that clients get during one, and
 * the broker does not see these requests. Clients ask for new metadata, find the same leader, and try again.
 */

import { z } from "zod";
import type { ApiName, ErrorName } from "../../protocol/index.js";
import {
  ALWAYS,
  hasDuration,
  isActive,
  noDuration,
  type Schedule,
  scheduleKeysInOneUnit,
  scheduleOf,
} from "./active-times.js";
import { configOf, oneOf } from "./config.js";
import { errorAnswer } from "./error-answers.js";
import { about, PRODUCE, PRODUCE_AND_FETCH } from "./exchanges.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import { isDrawn, percentage } from "./rate.js";

const ERRORS = [
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_OR_FOLLOWER",
  "BROKER_NOT_AVAILABLE",
] as const satisfies readonly ErrorName[];

interface Config {
  readonly apis: ReadonlySet<ApiName>;
  readonly rateInPercent: number;
  readonly schedule: Schedule;
  /** One of them is drawn for each request. */
  readonly errors: readonly ErrorName[];
}

const feature: Form<Config> = {
  generation: 1,
  id: "leader-election",
  schema: configOf({
    rateInPercent: percentage
      .default(100)
      .describe("The share of requests that get an error while the fault lasts"),
    ...scheduleKeysInOneUnit,
    errors: z
      .array(oneOf(ERRORS, "an error of a leader election"))
      .min(1)
      .default(["NOT_LEADER_OR_FOLLOWER"])
      .describe(`The errors, of which each answer has one, drawn at random: ${ERRORS.join(", ")}`),
  })
    .refine(hasDuration, noDuration)
    .transform((keys) => ({
      apis: PRODUCE_AND_FETCH,
      rateInPercent: keys.rateInPercent,
      schedule: scheduleOf(keys),
      errors: keys.errors,
    })),
  example: {
    rateInPercent: 100,
    duration: 6000,
    quietPeriod: 20000,
    timeUnit: "MILLISECONDS",
    errors: ["LEADER_NOT_AVAILABLE", "NOT_LEADER_OR_FOLLOWER", "BROKER_NOT_AVAILABLE"],
  },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateLeaderElectionsErrorsPlugin",
  schema: configOf({
    rateInPercent: percentage.describe("The share of Produce requests that get NOT_LEADER_OR_FOLLOWER"),
  }).transform(({ rateInPercent }) => ({
    apis: PRODUCE,
    rateInPercent,
    schedule: ALWAYS,
    errors: ["NOT_LEADER_OR_FOLLOWER" as const],
  })),
  example: { rateInPercent: 50 },
};

export const leaderElection = defineInterceptor<Config>({
  name: "leader-election",
  summary: "Answer with the errors that clients get when another broker leads the partition",
  forms: [feature, plugin],
  arm: ({ apis, rateInPercent, schedule, errors }, { random, elapsedMs, note }) => ({
    apis,
    onRequest(exchange) {
      if (!isActive(schedule, elapsedMs()) || !isDrawn(rateInPercent, random)) return;
      const error = errors[Math.floor(random() * errors.length)] as ErrorName;
      const response = errorAnswer(exchange, error);
      if (response === undefined) return;
      note({ effect: "error", ...about(exchange), error });
      return { do: "answer", response };
    },
  }),
});
