import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BURST_MS, pacer } from "./pacing.js";

/** Looks at the pacer at every time of `looksMs` and sends all that is due; what was sent at each look. */
function play(rate: number, looksMs: readonly number[]): number[] {
  const pace = pacer(rate, 0);
  return looksMs.map((nowMs) => {
    const due = pace.due(nowMs);
    pace.sent(due);
    return due;
  });
}

describe("a pacer", () => {
  it("sends rate × time messages when it is looked at often", () => {
    const looks = Array.from({ length: 10_000 }, (_, ms) => ms);
    expect(play(1_000, looks).reduce((a, b) => a + b)).toBe(10_000);
    expect(play(333, looks).reduce((a, b) => a + b)).toBe(3_330);
    expect(play(0.5, looks).reduce((a, b) => a + b)).toBe(5);
  });

  it("never has more than 10 ms of messages due at once, and does not make up for lost time", () => {
    const [first, afterPause, then] = play(1_000, [0, 5_000, 5_001]);
    expect(first).toBe(1);
    expect(afterPause).toBe(BURST_MS);
    expect(then).toBe(1);
  });

  it("never sends faster than its rate over any stretch, but for one burst", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.double({ min: 0.01, max: 500, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (rate, gapsMs) => {
          let nowMs = 0;
          const looks = gapsMs.map((gapMs) => (nowMs += gapMs));
          const sent = play(rate, looks).reduce((a, b) => a + b);
          expect(sent).toBeLessThanOrEqual((rate * (nowMs + BURST_MS)) / 1000 + 2);
        },
      ),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it("at max is always due", () => {
    expect(pacer("max", 0).due(0)).toBe(Number.POSITIVE_INFINITY);
  });
});
