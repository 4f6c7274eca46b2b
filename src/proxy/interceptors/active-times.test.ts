import { describe, expect, test } from "vitest";
import { isActive, scheduleOf } from "./active-times.js";

function activeAt(keys: Parameters<typeof scheduleOf>[0], ...elapsedMs: number[]): boolean[] {
  const schedule = scheduleOf(keys);
  return elapsedMs.map((ms) => isActive(schedule, ms));
}

describe("a rule is at work", () => {
  test("for its duration, then not for its quiet period, and so on", () => {
    const keys = {
      duration: 6,
      durationUnit: "SECONDS",
      quietPeriod: 20_000,
      quietPeriodUnit: "MILLISECONDS",
    } as const;
    expect(activeAt(keys, 0, 5999, 6000, 25_999, 26_000, 31_999, 32_000)).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  test("always when it has no duration", () => {
    expect(activeAt({ timeUnit: "MINUTES" }, 0, 1e12)).toEqual([true, true]);
  });

  test("once when it has no quiet period, and all the time when that is 0", () => {
    expect(activeAt({ duration: 1, timeUnit: "MINUTES" }, 59_999, 60_000, 1e12)).toEqual([
      true,
      false,
      false,
    ]);
    expect(activeAt({ duration: 1, quietPeriod: 0, timeUnit: "MINUTES" }, 59_999, 60_000)).toEqual([
      true,
      true,
    ]);
  });

  test.each([
    ["NANOSECONDS", 1e6],
    ["MICROSECONDS", 1e3],
    ["MILLISECONDS", 1],
    ["SECONDS", 1e-3],
    ["MINUTES", 1 / 60_000],
    ["HOURS", 1 / 3_600_000],
    ["DAYS", 1 / 86_400_000],
  ] as const)("in %s", (timeUnit, perMs) => {
    const keys = { duration: 2 * perMs, quietPeriod: 4 * perMs, timeUnit };
    expect(activeAt(keys, 1, 3, 5, 7, 9)).toEqual([true, false, false, true, false]);
  });
});
