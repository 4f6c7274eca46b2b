import { expect, it } from "vitest";
import { catchUpLimitMs } from "./catch-up.js";

it("replicas have three minutes to catch up, and longer where there is more to fetch", () => {
  expect(catchUpLimitMs(0)).toBe(180_000);
  expect(catchUpLimitMs(900_000_000)).toBe(180_000);
  expect(catchUpLimitMs(9_000_000_000)).toBe(1_800_000);
});
