import { describe, expect, it } from "vitest";
import type { Expectations, Result } from "../../rundir/result.js";
import { result } from "../testing/runs.js";
import { hintOf, judgeCell, runsForOdds, sentenceOf, wordOf } from "./odds.js";

const odds = (above: number): Expectations => ({ loss: { probability: { above } } });
const runs = (n: number, lost: number | null, changes: Partial<Omit<Result, "counts">> = {}) =>
  Array.from({ length: n }, () => ({ result: result({ expect: odds(0.5), ...changes, counts: { lost } }) }));

const judge = (some: readonly { readonly result: Result }[]) => judgeCell({ runs: some, isRepeated: true });

/** In words, as reports have it. */
const said = (some: readonly { readonly result: Result }[]) =>
  judge(some).map((one) => [wordOf(one), sentenceOf(one), hintOf(one)[0] ?? ""]);

describe("a probability that a cell expects", () => {
  it("is met, not met or undecided, by the interval of its runs", () => {
    expect(said([...runs(18, 7), ...runs(2, 0)])).toEqual([
      ["met", "loss in 18 of 20 runs (70–97 %), expected probability > 0.5", ""],
    ]);
    expect(said([...runs(2, 7), ...runs(18, 0)])).toEqual([
      ["not met", "loss in 2 of 20 runs (3–30 %), expected probability > 0.5", ""],
    ]);
    expect(said([...runs(13, 7), ...runs(7, 0)])).toEqual([
      [
        "undecided",
        "loss in 13 of 20 runs (43–82 %), expected probability > 0.5",
        "about 23 more runs would decide it, if the share stays 13 of 20",
      ],
    ]);
    expect(said([...runs(10, 7), ...runs(10, 0)])[0]![2]).toBe(
      "more than 10,000 runs would decide it, if the share stays 10 of 20",
    );
  });

  it("is decided by none of the runs, and by all", () => {
    expect(said(runs(20, 0))[0]![0]).toBe("not met");
    expect(said(runs(20, 7))[0]![0]).toBe("met");
  });

  it("counts no inconclusive run, and none that does not know it", () => {
    const others = [...runs(30, 0, { verdict: "inconclusive" }), ...runs(30, null)];
    expect(judge([...runs(20, 7), ...others])).toMatchObject([{ happened: 20, known: 20, isKept: true }]);
  });

  it("counts a run that is not as expected for another reason", () => {
    expect(judge(runs(20, 7, { verdict: "not-as-expected" }))).toMatchObject([{ isKept: true }]);
  });

  it("is undecided where every run is inconclusive, or no run knows it", () => {
    const unknown = [
      ["undecided", "loss is known of no run, expected probability > 0.5", "5 runs or more can decide it"],
    ];
    expect(said(runs(20, 7, { verdict: "inconclusive" }))).toEqual(unknown);
    expect(said(runs(20, null))).toEqual(unknown);
  });

  it("is judged of each check and limit that the runs have", () => {
    const both = { ...odds(0.5), order: { probability: { below: 0.2 } } };
    const cell = [...runs(10, 7), ...runs(10, 7, { expect: odds(0.9) }), ...runs(10, 7, { expect: both })];
    expect(judge(cell).map(({ check, limit, isKept }) => [check, limit, isKept])).toEqual([
      ["loss", { above: 0.5 }, true],
      ["loss", { above: 0.9 }, null],
      ["order", { below: 0.2 }, true],
    ]);
  });

  it("is not there where the scenario expects none", () => {
    expect(judge(runs(20, 7, { expect: { loss: "some" } }))).toEqual([]);
    expect(judge([])).toEqual([]);
  });

  it("is not judged where one run is wanted, and is undecided where only one of several is there", () => {
    expect(judgeCell({ runs: runs(1, 7), isRepeated: false })).toEqual([]);
    expect(judgeCell({ runs: runs(1, 7), isRepeated: true })).toMatchObject([{ known: 1, isKept: null }]);
  });
});

it("takes 20 runs, or as many as can meet it", () => {
  expect(runsForOdds({ loss: "some" })).toBeNull();
  expect(runsForOdds(odds(0.5))).toBe(20);
  expect(runsForOdds({ loss: { probability: { below: 0.1 } } })).toBe(35);
});
