/** What the schemas of all configurations share: no unknown keys, limits, and complaints that say what would be right. */

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

/** @param what one of them is, in words: `a unit of time` */
export function oneOf<const N extends readonly [string, ...string[]]>(names: N, what: string) {
  return z.enum(names, {
    error: ({ input }) =>
      `${input === undefined ? "nothing" : JSON.stringify(input)} is not ${what}; valid are ${names.join(", ")}`,
  });
}

/** From 0 on; also what a timer takes in milliseconds. */
export const int32 = z.int().min(0).max(INT32_MAX);

export const brokerIds = z.array(int32).default([]).describe("Ids of the brokers. [] for all brokers");
