/**
 * When a rule is active: for `duration`, then not for `quietPeriod`, and so on, from the moment it was armed.
 *
 *     armed ──▶ │ duration │ quietPeriod │ duration │ quietPeriod │ …
 *
 * Without a duration it is always active. With a duration and no quiet period it is active once. The units are those of
 * Java's TimeUnit.
 */

import { z } from "zod";
import { oneOf } from "./config.js";

const MS_PER_UNIT = {
  NANOSECONDS: 1e-6,
  MICROSECONDS: 1e-3,
  MILLISECONDS: 1,
  SECONDS: 1_000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
} as const;

type TimeUnit = keyof typeof MS_PER_UNIT;
const TIME_UNITS = Object.keys(MS_PER_UNIT) as [TimeUnit, ...TimeUnit[]];

export interface Schedule {
  readonly activeMs: number;
  readonly quietMs: number;
}

export const ALWAYS: Schedule = { activeMs: Number.POSITIVE_INFINITY, quietMs: 0 };

export function isActive({ activeMs, quietMs }: Schedule, elapsedMs: number): boolean {
  return elapsedMs < activeMs || elapsedMs % (activeMs + quietMs) < activeMs;
}

const unit = oneOf(TIME_UNITS, "a unit of time").default("MILLISECONDS");
const times = {
  duration: z
    .number()
    .positive()
    .optional()
    .describe("How long the fault is on. Default: as long as the rule exists"),
  quietPeriod: z
    .number()
    .min(0)
    .optional()
    .describe("How long the fault is off before it is on again. Default: for ever"),
};

/** For configurations with a unit for each of the two times. */
export const scheduleKeys = {
  ...times,
  durationUnit: unit.describe(`Unit of duration: ${TIME_UNITS.join(", ")}`),
  quietPeriodUnit: unit.describe("Unit of quietPeriod, likewise"),
};

export const scheduleExample = {
  duration: 6000,
  durationUnit: "MILLISECONDS",
  quietPeriod: 20000,
  quietPeriodUnit: "MILLISECONDS",
} as const;

/** For configurations with one unit for both times. */
export const scheduleKeysInOneUnit = {
  ...times,
  timeUnit: unit.describe(`Unit of duration and quietPeriod: ${TIME_UNITS.join(", ")}`),
};

interface Times {
  duration?: number | undefined;
  quietPeriod?: number | undefined;
}

export function hasDuration({ duration, quietPeriod }: Times): boolean {
  return duration !== undefined || quietPeriod === undefined;
}

/** For `refine` with {@link hasDuration}. */
export const noDuration = {
  path: ["duration"],
  message: "a quietPeriod needs a duration that it follows",
};

export function scheduleOf(
  keys: Times & ({ durationUnit: TimeUnit; quietPeriodUnit: TimeUnit } | { timeUnit: TimeUnit }),
): Schedule {
  const { duration, quietPeriod } = keys;
  if (duration === undefined) return ALWAYS;
  const durationUnit = "timeUnit" in keys ? keys.timeUnit : keys.durationUnit;
  const quietPeriodUnit = "timeUnit" in keys ? keys.timeUnit : keys.quietPeriodUnit;
  return {
    activeMs: duration * MS_PER_UNIT[durationUnit],
    quietMs:
      quietPeriod === undefined ? Number.POSITIVE_INFINITY : quietPeriod * MS_PER_UNIT[quietPeriodUnit],
  };
}
