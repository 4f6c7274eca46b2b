import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DURATION_PATTERN,
  readDuration,
  readSize,
  readTrigger,
  suggestDuration,
  suggestSize,
  suggestTrigger,
  TRIGGER_PATTERN,
  writeDuration,
  writeTrigger,
} from "./quantities.js";
import type { Trigger } from "./syntax.js";

describe("durations", () => {
  it.each([
    ["250ms", 250],
    ["1.5s", 1_500],
    ["1.001s", 1_001],
    ["10s", 10_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["0s", 0],
    ["1m30s", 90_000],
    ["1h5m", 3_900_000],
    ["1h1m1s1ms", 3_661_001],
    ["1m0.5s", 60_500],
    ["2m500ms", 120_500],
  ])("%s is %d ms", (text, ms) => {
    expect(text).toMatch(DURATION_PATTERN);
    expect(readDuration(text)).toBe(ms);
  });

  it.each(["", "5", "s", "30s1m", "1m2m", "1ms1s", "1m 30s", "1m30", "-1s"])("%j is none", (text) => {
    expect(text).not.toMatch(DURATION_PATTERN);
  });

  it("are written so that they read as the same time", () => {
    fc.assert(
      fc.property(fc.nat(86_400_000), (ms) => {
        const text = writeDuration(ms);
        return DURATION_PATTERN.test(text) && readDuration(text) === ms;
      }),
      { seed: 1 },
    );
  });

  it.each([
    [10, "write 10s or 10ms"],
    ["10", "write 10s or 10ms"],
    ["10 s", "write 10s"],
    ["10 seconds", "write 10s"],
    ["1.5 mins", "write 1.5m"],
    [".5s", "write 0.5s"],
    ["100 msec", "write 100ms"],
    ["1m 30s", "write 1m30s"],
    ["1 min 30 sec", "write 1m30s"],
    ["1m30", "write 1m30s"],
    ["1h30", "write 1h30m"],
    ["30s1m", "write 1m30s"],
    ["30s5", undefined],
    ["1m 2m", undefined],
    ["soon", undefined],
    ["3 days", undefined],
  ])("%s is answered with: %s", (written, advice) => {
    expect(suggestDuration(written)).toBe(advice);
  });
});

describe("sizes", () => {
  it.each([
    [100, 100],
    ["100", 100],
    ["100B", 100],
    ["1KB", 1_000],
    ["1KiB", 1_024],
    ["2MB", 2_000_000],
    ["1MiB", 1_048_576],
  ])("%s is %d bytes", (written, bytes) => {
    expect(readSize(written)).toBe(bytes);
  });

  it.each([
    ["10 bytes", "write 10B"],
    ["1k", "write 1KB"],
    ["1 kib", "write 1KiB"],
    ["1G", undefined],
  ])("%s is answered with: %s", (written, advice) => {
    expect(suggestSize(written)).toBe(advice);
  });
});

describe("triggers", () => {
  const trigger: fc.Arbitrary<Trigger> = fc.oneof(
    fc.record({ kind: fc.constant("messages" as const), messages: fc.integer({ min: 1, max: 1e8 }) }),
    fc.record({ kind: fc.constant("time" as const), afterMs: fc.nat(86_400_000) }),
    fc.record({
      kind: fc.constant("fault" as const),
      fault: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
      afterMs: fc.nat(86_400_000),
    }),
  );

  it("are written so that they read as the same trigger", () => {
    fc.assert(
      fc.property(trigger, (trigger) => {
        const text = writeTrigger(trigger);
        expect(text).toMatch(TRIGGER_PATTERN);
        expect(readTrigger(text)).toEqual(trigger);
      }),
      { seed: 2 },
    );
  });

  it.each([
    ["1m30s", { kind: "time", afterMs: 90_000 }],
    ["1m30s after kill", { kind: "fault", fault: "kill", afterMs: 90_000 }],
  ])("%s is a trigger", (text, trigger) => {
    expect(text).toMatch(TRIGGER_PATTERN);
    expect(readTrigger(text)).toEqual(trigger);
  });

  it.each([
    [300, "write 300 messages or 300s"],
    ["300", "write 300 messages or 300s"],
    ["30,000 messages", "write 30000 messages"],
    ["30_000 msgs", "write 30000 messages"],
    ["30k messages", "write 30000 messages"],
    ["10 seconds", "write 10s"],
    ["after 10s", "write 10s"],
    ["5 seconds after kill", "write 5s after kill"],
    ["1m 30s after kill", "write 1m30s after kill"],
    ["whenever", undefined],
  ])("%s is answered with: %s", (written, advice) => {
    expect(suggestTrigger(written)).toBe(advice);
  });
});
