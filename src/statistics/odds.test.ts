import { describe, expect, it } from "vitest";
import { type Bound, boundOf, COMPARISONS, isKept } from "../bound.js";
import { seededRandom } from "../random.js";
import { judgeOdds, leastRuns } from "./odds.js";
import { wilson } from "./wilson.js";

const half: Bound = { above: 0.5 };
const judge = (limit: Bound, happened: number, n: number) => judgeOdds(limit, happened, n).isKept;

describe("a probability", () => {
  it("keeps a limit where all of the interval does, and breaks it where nothing does", () => {
    expect(judge(half, 15, 20)).toBe(true);
    expect(judge(half, 14, 20)).toBeNull();
    expect(judge(half, 6, 20)).toBeNull();
    expect(judge(half, 5, 20)).toBe(false);
    expect(judge({ below: 0.5 }, 5, 20)).toBe(true);
    expect(judge({ below: 0.5 }, 15, 20)).toBe(false);
  });

  it("is decided by runs that all have it, or that do not, and not by too few of them", () => {
    expect(judge({ below: 0.1 }, 0, 34)).toBeNull();
    expect(judge({ below: 0.1 }, 0, 35)).toBe(true);
    expect(judge({ above: 0.1 }, 0, 35)).toBe(false);
    expect(judge({ above: 0.9 }, 34, 34)).toBeNull();
    expect(judge({ above: 0.9 }, 35, 35)).toBe(true);
    expect(judge({ below: 0.9 }, 35, 35)).toBe(false);
  });

  it("is not decided by no runs", () => {
    expect(judgeOdds(half, 0, 0)).toEqual({ interval: { low: 0, high: 1 }, isKept: null, moreRuns: 5 });
  });

  it("is above 0 as soon as it happened, and then below 1 as soon as it did not", () => {
    expect(judge({ above: 0 }, 1, 20)).toBe(true);
    expect(judge({ above: 0 }, 0, 1_000)).toBeNull();
    expect(judge({ below: 1 }, 19, 20)).toBe(true);
    expect(judge({ below: 1 }, 20, 20)).toBeNull();
  });

  it("is not decided by Wilson's interval alone: its end for 1 of 1 run is 0.21", () => {
    expect(isKept({ above: 0.2 }, wilson(1, 1))).toBe(true);
    expect(judge({ above: 0.2 }, 1, 1)).toBeNull();
    expect(judge({ above: 0.2 }, 2, 2)).toBe(true);
  });
});

describe("the number of runs that would decide it", () => {
  it("decides it if the share stays, and one run less does not", () => {
    for (const [happened, n] of [
      [11, 20],
      [13, 20],
      [0, 3],
      [2, 3],
    ] as const) {
      const { moreRuns } = judgeOdds(half, happened, n);
      const total = n + moreRuns!;
      expect(judge(half, Math.round((happened / n) * total), total)).not.toBeNull();
      if (moreRuns! > 1) {
        expect(judge(half, Math.round((happened / n) * (total - 1)), total - 1)).toBeNull();
      }
    }
  });

  it("is none where it is decided, and without end where the share is the limit", () => {
    expect(judgeOdds(half, 20, 20).moreRuns).toBeNull();
    expect(judgeOdds(half, 10, 20).moreRuns).toBe(Number.POSITIVE_INFINITY);
    expect(judgeOdds({ above: 0 }, 0, 20).moreRuns).toBe(Number.POSITIVE_INFINITY);
  });

  it("is at least as many as can meet the limit", () => {
    expect(leastRuns(half)).toBe(5);
    expect(leastRuns({ below: 0.1 })).toBe(35);
    expect(leastRuns({ above: 0 })).toBe(1);
    for (const comparison of COMPARISONS) {
      const limit = boundOf(comparison, 0.3, "");
      const runs = leastRuns(limit);
      const all = comparison.startsWith(">") ? runs : 0;
      expect(judge(limit, all, runs)).toBe(true);
    }
  });
});

/** The chance that runs with this probability are judged wrongly: exact, by the binomial distribution. */
function chanceOfError(judged: readonly (boolean | null)[], isTrue: boolean, p: number): number {
  const n = judged.length - 1;
  let [chance, term] = [0, (1 - p) ** n];
  for (const [happened, kept] of judged.entries()) {
    if (kept !== null && kept !== isTrue) chance += term;
    term *= ((n - happened) / (happened + 1)) * (p / (1 - p));
  }
  return chance;
}

describe("a wrong judgement", () => {
  it("has a chance of at most 5 %, for each probability, limit and number of runs", () => {
    const shares = [0.02, 0.05, 0.1, 0.2, 0.205, 0.3, 0.5, 0.7, 0.9, 0.95];
    const limits = shares.flatMap((share) => [boundOf(">", share, ""), boundOf("<=", share, "")]);
    for (const n of [1, 2, 3, 4, 5, 8, 12, 20, 35]) {
      for (const limit of limits) {
        const judged = Array.from({ length: n + 1 }, (_, happened) => judge(limit, happened, n));
        for (const p of shares) {
          const isTrue = isKept(limit, { low: p, high: p })!;
          const chance = chanceOfError(judged, isTrue, p);
          expect(chance, `${JSON.stringify(limit)} of ${p} in ${n} runs`).toBeLessThanOrEqual(0.05);
        }
      }
    }
  });

  it("is rare in 2,000 simulated campaigns of 20 runs with a probability of 0.7", () => {
    const random = seededRandom(20_261_129);
    const judgements = Array.from({ length: 21 }, (_, happened) => judge(half, happened, 20));
    const judged = Array.from(
      { length: 2_000 },
      () => judgements[Array.from({ length: 20 }, random).filter((x) => x < 0.7).length],
    );
    const share = (value: boolean | null) => judged.filter((one) => one === value).length / judged.length;
    expect(share(false)).toBeLessThanOrEqual(0.05);
    // 15 of 20 runs, or more: 41.6 %.
    expect(share(true)).toBeCloseTo(0.416, 1);
  });
});
