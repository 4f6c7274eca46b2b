import { describe, expect, it } from "vitest";
import { judgeCell } from "../report/model/odds.js";
import { oddsCells } from "../report/testing/cells.js";
import { EXIT, exitCodeOf } from "./command.js";
import { notesOnFewRuns } from "./odds.js";

const expected = (verdict: "as-expected" | "not-as-expected" | "inconclusive") => ({ verdict });
const [met, notMet, undecided] = oddsCells.map((cell) => judgeCell(cell.runs));

describe("the exit code of a campaign", () => {
  it.each([
    ["every probability is met", [expected("as-expected")], met!, EXIT.asExpected],
    ["one is not met", [expected("inconclusive")], [...met!, ...undecided!, ...notMet!], EXIT.notAsExpected],
    ["one is undecided", [expected("as-expected")], [...met!, ...undecided!], EXIT.infrastructure],
    ["a run is not as expected", [expected("not-as-expected")], [...met!, ...undecided!], EXIT.notAsExpected],
    ["a run is inconclusive", [expected("inconclusive")], met!, EXIT.infrastructure],
  ])("where %s", (_, runs, odds, code) => {
    expect(exitCodeOf(runs, odds)).toBe(code);
  });
});

it("a campaign with too few runs to meet a probability is told so, once for each scenario", () => {
  const cell = {
    path: "mine.yaml",
    expect: { loss: { probability: { above: 0.5 } }, order: { probability: { below: 0.1 } } },
  };
  expect(notesOnFewRuns([cell, cell], 4)).toEqual([
    "mine.yaml: a probability of loss > 0.5 takes 5 runs or more, and this campaign makes 4",
    "mine.yaml: a probability of order < 0.1 takes 35 runs or more, and this campaign makes 4",
  ]);
  expect(notesOnFewRuns([cell], 35)).toEqual([]);
});
