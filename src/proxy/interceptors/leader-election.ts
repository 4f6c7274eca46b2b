/**
 * A leader election that seems to be going on: requests are answered with the error that clients get during one, and
 * the broker does not see these requests. Clients ask for new metadata, find the same leader, and try again.
 *
 * In an election a broker gives NOT_LEADER_OR_FOLLOWER to Produce and Fetch requests, and no other error. Clients do not
 * expect another one: after BROKER_NOT_AVAILABLE Java's producer gives up at once, and after LEADER_NOT_AVAILABLE, which
 * belongs to Metadata, Java's consumer throws an IllegalStateException. Configurations name these errors nevertheless.
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

const GIVEN = "NOT_LEADER_OR_FOLLOWER" satisfies ErrorName;

interface Config {
  readonly apis: ReadonlySet<ApiName>;
  readonly rateInPercent: number;
  readonly schedule: Schedule;
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
      .refine((errors) => errors.includes(GIVEN), {
        error: `${GIVEN} must be one of the errors: in an election brokers give Produce and Fetch no other`,
      })
      .default([GIVEN])
      .describe(
        `The errors of an election: ${ERRORS.join(", ")}. Produce and Fetch requests get ${GIVEN}, so it must be one of them`,
      ),
  })
    .refine(hasDuration, noDuration)
    .transform((keys) => ({
      apis: PRODUCE_AND_FETCH,
      rateInPercent: keys.rateInPercent,
      schedule: scheduleOf(keys),
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
  })),
  example: { rateInPercent: 50 },
};

export const leaderElection = defineInterceptor<Config>({
  name: "leader-election",
  summary: "Answer with the error that clients get when another broker leads the partition",
  forms: [feature, plugin],
  arm: ({ apis, rateInPercent, schedule }, { random, elapsedMs, note }) => ({
    apis,
    onRequest(exchange) {
      if (!isActive(schedule, elapsedMs()) || !isDrawn(rateInPercent, random)) return;
      const response = errorAnswer(exchange, GIVEN);
      if (response === undefined) return;
      note({ effect: "error", ...about(exchange), error: GIVEN });
      return { do: "answer", response };
    },
  }),
});
