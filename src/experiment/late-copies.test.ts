import { expect, test } from "vitest";
import { faults } from "../faults/index.js";
import { lateCopiesMs } from "./late-copies.js";

const START_MS = Date.parse("2026-11-28T12:00:00Z");
const iso = (ms: number) => new Date(START_MS + ms).toISOString();
const lateMs = (fault: string, healedMs: number | null, nowMs: number) =>
  lateCopiesMs(
    [{ fault, injectedAt: iso(0), healedAt: healedMs === null ? null : iso(healedMs) }],
    faults,
    START_MS + nowMs,
  );

test("what a client sent into a cut may arrive as long after the healing as the cut lasted", () => {
  expect(lateMs("client-partition", 10_000, 10_000)).toBe(11_000);
  expect(lateMs("client-partition", 10_000, 18_000)).toBe(3_000);
  expect(lateMs("client-partition", 10_000, 30_000)).toBe(0);
});

test("it arrives within two minutes, however long the cut lasted", () => {
  expect(lateMs("client-partition", 600_000, 600_000)).toBe(121_000);
});

test("no copy is late after a cut between nodes, or one that was not healed", () => {
  expect(lateMs("partition", 10_000, 10_000)).toBe(0);
  expect(lateMs("client-partition", null, 10_000)).toBe(0);
  expect(lateCopiesMs([], faults, START_MS)).toBe(0);
});
