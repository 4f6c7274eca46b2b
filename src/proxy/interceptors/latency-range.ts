/** A latency that is drawn from a range for each request or response. */

import { int32 } from "./config.js";

export interface LatencyRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export const latencyKeys = {
  minLatencyMs: int32.describe("The least that is added to a response's way, in milliseconds"),
  maxLatencyMs: int32.describe("The most, in milliseconds"),
};

export const latencyKeysInWords = {
  minLatencyToAddInMilliseconds: int32.describe("The least that is added to a response's way"),
  maxLatencyToAddInMilliseconds: int32.describe("The most that is added"),
};

export const latencyExampleInWords = {
  minLatencyToAddInMilliseconds: 6000,
  maxLatencyToAddInMilliseconds: 7000,
};

type Keys =
  | { minLatencyMs: number; maxLatencyMs: number }
  | { minLatencyToAddInMilliseconds: number; maxLatencyToAddInMilliseconds: number };

export function latencyOf(keys: Keys): LatencyRange {
  return "minLatencyMs" in keys
    ? { minMs: keys.minLatencyMs, maxMs: keys.maxLatencyMs }
    : { minMs: keys.minLatencyToAddInMilliseconds, maxMs: keys.maxLatencyToAddInMilliseconds };
}

export function isRange(keys: Keys): boolean {
  const { minMs, maxMs } = latencyOf(keys);
  return minMs <= maxMs;
}

/** For `refine` with {@link isRange}. */
export const noRange = {
  minLatencyMs: { path: ["maxLatencyMs"], message: "maxLatencyMs is less than minLatencyMs" },
  minLatencyToAddInMilliseconds: {
    path: ["maxLatencyToAddInMilliseconds"],
    message: "maxLatencyToAddInMilliseconds is less than minLatencyToAddInMilliseconds",
  },
};

/** Whole milliseconds. */
export function drawMs({ minMs, maxMs }: LatencyRange, random: () => number): number {
  return minMs + Math.floor(random() * (maxMs - minMs + 1));
}
