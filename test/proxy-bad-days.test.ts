/** Bad frames by the hundred thousand through the proxy, from both sides, with interceptors armed and with tenants. */

import { expect, test } from "vitest";
import { fuzz } from "../src/proxy/testing/fuzz.js";

/** CHAOS_FUZZ_FRAMES=1000000 is the full size. */
const FRAMES = Number(process.env.CHAOS_FUZZ_FRAMES ?? 100_000);
const SEED = Number(process.env.CHAOS_FUZZ_SEED ?? 20260229);
/** What a million frames may leave behind: compiled code and caches that have a size of their own. */
const GROWTH_BYTES_MAX = 24 * 1024 * 1024;
const LIMIT_MS = 120_000 + FRAMES * 5;

test(
  `${FRAMES} frames, many of them spoiled: no crash, no leak, and nothing of one tenant for another`,
  async () => {
    const strays: unknown[] = [];
    const stray = (error: unknown): void => void strays.push(error);
    process.on("unhandledRejection", stray).on("uncaughtException", stray);
    try {
      const { findings, bytesBefore, bytesAfter, ...figures } = await fuzz({ frames: FRAMES, seed: SEED });
      const growthBytes = bytesAfter - bytesBefore;
      console.log(`seed ${SEED}: ${JSON.stringify({ ...figures, bytesBefore, bytesAfter })}`);
      expect(strays).toEqual([]);
      expect(findings).toEqual([]);
      expect(growthBytes).toBeLessThan(GROWTH_BYTES_MAX);
    } finally {
      process.off("unhandledRejection", stray).off("uncaughtException", stray);
    }
  },
  LIMIT_MS,
);
