/** What all schemas of configurations share: no unknown keys, limits, and errors that say what would be valid. */

import { z } from "zod";

const INT32_MAX = 0x7fffffff;

export function configOf<S extends z.ZodRawShape>(keys: S) {
  const valid = Object.keys(keys).join(", ");
  return z.strictObject(keys, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `there is no key ${issue.keys.join(" and no key ")} here; the keys are ${valid}`
        : undefined,
  });
}

/** @param what describes one of the values: `a unit of time` */
export function oneOf<const N extends readonly [string, ...string[]]>(names: N, what: string) {
  return z.enum(names, {
    error: ({ input }) =>
      `${input === undefined ? "nothing" : JSON.stringify(input)} is not ${what}; valid are ${names.join(", ")}`,
  });
}

/** 0 to 2³¹ − 1, which is also the range of a timer in milliseconds. */
export const int32 = z.int().min(0).max(INT32_MAX);

export const brokerIds = z.array(int32).default([]).describe("Ids of the brokers. [] for all brokers");
