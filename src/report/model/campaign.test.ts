import { describe, expect, it } from "vitest";
import type { Result } from "../../rundir/result.js";
import { result } from "../testing/runs.js";
import { summarizeCell } from "./campaign.js";

const run = (counts: Partial<Result["counts"]>, changes: Partial<Omit<Result, "counts">> = {}) => ({
  result: result({ ...changes, counts }),
});

describe("a cell", () => {
  it("loses in as many of its runs as lost messages, with Wilson's interval", () => {
    const { runs, loss, lost } = summarizeCell([
      ...Array.from({ length: 3 }, (_, i) => run({ lost: i + 1 })),
      ...Array.from({ length: 7 }, () => run({ lost: 0 })),
    ]);
    expect(runs).toBe(10);
    expect(loss).toMatchObject({ check: "loss", happened: 3, known: 10 });
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), method 3.
    expect(loss.interval.low).toBeCloseTo(0.1078, 4);
    expect(loss.interval.high).toBeCloseTo(0.6032, 4);
    expect(lost).toEqual({ known: 10, least: 0, median: 0, most: 3 });
  });

  it("counts an inconclusive run neither for nor against a loss", () => {
    const summary = summarizeCell([
      run({ lost: 5 }),
      run({ lost: 9 }, { verdict: "inconclusive" }),
      run({ lost: 0 }, { verdict: "inconclusive" }),
    ]);
    expect(summary).toMatchObject({ runs: 1, inconclusive: 2, loss: { happened: 1, known: 1 } });
    expect(summary.lost).toEqual({ known: 1, least: 5, median: 5, most: 5 });
  });

  it("knows nothing of what no run knows, and a certain loss without its number", () => {
    const summary = summarizeCell([run({ lost: null }), run({ lost: null, lostAtLeast: 2 })]);
    expect(summary.loss).toMatchObject({ happened: 1, known: 1 });
    expect(summary.lost).toBeNull();
    expect(summarizeCell([]).loss).toMatchObject({ known: 0, interval: { low: 0, high: 1 } });
  });

  it("names the other checks that at least one run has", () => {
    const { others } = summarizeCell([
      run({ duplicated: 4 }),
      run({ duplicated: 0 }),
      run({ duplicated: null }),
    ]);
    expect(others).toMatchObject([{ check: "duplicates", happened: 1, known: 2 }]);
  });
});
