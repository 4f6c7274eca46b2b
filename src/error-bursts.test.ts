import { describe, expect, it } from "vitest";
import { BurstRecorder, type ErrorKind, kindOf, RULE_OF_A_LOG, RULE_OF_A_RUN } from "./error-bursts.js";

const { gapMs, burstMsMax } = RULE_OF_A_RUN;

/** Errors (`x`) and successes (`.`) of partition 0, one each second; a space is a second without either. */
function recorded(
  history: string,
  partition = 0,
  recorder = new BurstRecorder(RULE_OF_A_RUN),
): BurstRecorder {
  for (const [second, sign] of [...history].entries()) {
    if (sign === "x") recorder.error(partition, second * 1_000, 1);
    if (sign === ".") recorder.success(partition, second * 1_000);
  }
  return recorder;
}

describe("a run", () => {
  it.each<[string, string, ErrorKind]>([
    ["without an error", ".....", "none"],
    ["with one error and a success after it", "..x..", "transient"],
    ["with one burst, in which some writes succeed", "..x.x.x..", "transient"],
    ["with two bursts", "..x.....x..", "transient"],
    ["with three bursts", "..x....x....x..", "sustained"],
    ["with a burst as long as the limit", "xxxxxx.", "transient"],
    ["with a burst that is longer", "xxxxxxx.", "sustained"],
    ["with an error as its last word", "..x....x", "sustained"],
    ["with no write at all after the only error", "x    ", "sustained"],
  ])("%s", (_, history, kind) => {
    expect(recorded(history).kind()).toBe(kind);
  });

  it("has two bursts if the errors are further apart than the gap", () => {
    const recorder = new BurstRecorder(RULE_OF_A_RUN);
    recorder.error(0, 10_000, 3);
    recorder.error(0, 10_000 + gapMs, 1);
    recorder.success(0, 12_100);
    recorder.success(0, 12_200);
    recorder.error(0, 12_001 + gapMs, 2);
    expect(recorder.errors).toBe(6);
    expect(recorder.bursts).toEqual([
      { partition: 0, fromMs: 10_000, toMs: 10_000 + gapMs, errors: 4, successMs: 12_100 },
      { partition: 0, fromMs: 12_001 + gapMs, toMs: 12_001 + gapMs, errors: 2, successMs: null },
    ]);
  });

  it("is judged partition by partition: three leaders that move once each are three transient errors", () => {
    const recorder = recorded("x.");
    recorded("   x.", 1, recorder);
    expect(recorded("      x.", 2, recorder).kind()).toBe("transient");
    expect(recorder.bursts).toHaveLength(3);
    expect(recorded("          x    ", 2, recorder).kind()).toBe("sustained");
  });

  it("keeps the first thousand bursts, and counts the others", () => {
    const recorder = new BurstRecorder(RULE_OF_A_RUN);
    for (let i = 0; i < 1_100; i++) recorder.error(0, i * 2 * gapMs, 1);
    recorder.success(0, 1e9);
    expect(recorder).toMatchObject({ errors: 1_100, burstsOmitted: 100 });
    expect(recorder.kind()).toBe("sustained");
  });
});

it("a log is judged by the same rule, with longer times", () => {
  const log = { bursts: 2, longestMs: burstMsMax + 1, areOver: true };
  expect(kindOf(log, RULE_OF_A_RUN)).toBe("sustained");
  expect(kindOf(log, RULE_OF_A_LOG)).toBe("transient");
  expect(kindOf({ ...log, bursts: 3 }, RULE_OF_A_LOG)).toBe("sustained");
});
