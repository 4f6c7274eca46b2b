import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clip,
  clipMiddle,
  clock,
  duration,
  percent,
  since,
  stopwatch,
  width,
  wrap,
  wrapParts,
} from "./text.js";

describe("text", () => {
  it("is not broken where there is no room at all", () => {
    for (const columns of [0, -5]) expect(wrap("some words", columns)).toEqual(["some", "words"]);
  });

  it("never gets wider than asked when clipped or wrapped, and wrapping loses nothing but spaces", () => {
    const anyText = fc.string({ unit: "grapheme", maxLength: 80 });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 8, max: 40 }), (text, columns) => {
        expect(width(clip(text, columns))).toBeLessThanOrEqual(columns);
        expect(width(clipMiddle(text, columns))).toBeLessThanOrEqual(columns);
        const lines = wrap(text, columns);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
      { seed: 20_261_121 },
    );
  });

  it("breaks lists between their parts", () => {
    expect(wrapParts(["p50 2.1 ms", "p99 14.8 ms", "max 41.2 s"], 26)).toEqual([
      "p50 2.1 ms · p99 14.8 ms",
      "max 41.2 s",
    ]);
    expect(wrapParts(["a part that is long", "b"], 10)).toEqual(["a part", "that is", "long · b"]);
  });

  it("keeps both ends of a log line", () => {
    expect(clipMiddle("[UnifiedLog partition=test1-0] Truncating to offset 30011", 40)).toBe(
      "[UnifiedLog par … cating to offset 30011",
    );
  });

  it("writes figures and times", () => {
    expect([0, 0.4, 2.14, 104.4, 1_950, 100_200, 7_503_000].map(duration)).toEqual([
      ...["0.0 ms", "400 µs", "2.1 ms", "104 ms", "2.0 s", "1 min 40 s", "2 h 05 min"],
    ]);
    expect([0, 5_984, 6_849, 59_960, 4_100_000].map(since)).toEqual([
      ...["+0.0 s", "+6.0 s", "+6.8 s", "+60.0 s", "+4,100.0 s"],
    ]);
    expect([43_000, 3_723_000].map(stopwatch)).toEqual(["0:43", "1:02:03"]);
    expect([percent(1, 2), percent(1, 1e6), percent(999_999, 1e6), percent(3, 3)]).toEqual([
      ...["50 %", "< 0.1 %", "> 99.9 %", "100 %"],
    ]);
    expect(clock("2026-11-21T12:00:31.204Z")).toBe("12:00:31.204");
    expect(clock("2026-11-21T12:00:31.204Z", 1)).toBe("12:00:31.2");
    expect(clock("2026-11-21T12:00:59.985Z", 1)).toBe("12:01:00.0");
  });
});
