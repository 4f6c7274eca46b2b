import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { limitLogRate } from "./log-rate-limit.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function calmed() {
  const lines: string[] = [];
  return { lines, log: limitLogRate((line) => lines.push(line), 2) };
}

test("what is said now and then is said as it is", () => {
  const { lines, log } = calmed();
  for (const line of ["one", "two", "three"]) {
    log(line);
    vi.advanceTimersByTime(1_000);
  }
  expect(lines).toEqual(["one", "two", "three"]);
});

test("of a flood the first lines of a second are said, then how many there were, and so on", () => {
  const { lines, log } = calmed();
  for (let i = 1; i <= 125; i++) log(`line ${i}`);
  expect(lines).toEqual(["line 1", "line 2"]);
  vi.advanceTimersByTime(1_000);
  log("later");
  vi.advanceTimersByTime(1_000);
  expect(lines.slice(2)).toEqual(["and 123 more such lines within a second", "later"]);
});
