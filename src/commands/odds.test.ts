import { describe, expect, it } from "vitest";
import { judgeCell } from "../report/model/odds.js";
import { cellOf, oddsCells } from "../report/testing/cells.js";
import type { CampaignCellData, CampaignFile } from "../rundir/campaign.js";
import { loadScenario } from "../scenario/load.js";
import { EXIT, exitCodeOf } from "./command.js";
import { exitCodeOfCampaign, notesOnFewRuns, notesOnOdds } from "./odds.js";

const expected = (verdict: "as-expected" | "not-as-expected" | "inconclusive") => ({ verdict });
const [met, notMet, undecided] = oddsCells.map((cell) => judgeCell(cell));

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

  const file = (shard: CampaignFile["shard"] = null) => ({ shard }) as CampaignFile;
  const one = (changes: Partial<CampaignCellData>) =>
    cellOf([7], { expect: { loss: { probability: { above: 0.5 } } }, ...changes });

  it("of one run of each combination is that of the runs, as of single runs", () => {
    expect(exitCodeOfCampaign({ file: file(), cells: [one({ isRepeated: false })] })).toBe(EXIT.asExpected);
  });

  it("where several runs are wanted, and one is there, is that of an undecided probability", () => {
    const cells = [one({ isRepeated: true, missing: 19 })];
    expect(exitCodeOfCampaign({ file: file(), cells })).toBe(EXIT.infrastructure);
    expect(exitCodeOfCampaign({ file: file({ index: 1, of: 2 }), cells })).toBe(EXIT.asExpected);
  });
});

it("one run of a scenario that expects a probability is told the command of a campaign", () => {
  const loaded = (path: string, expected: string) => ({
    path,
    scenario: loadScenario(`name: mine\nproducers: { count: 9 }\nexpect: { ${expected} }\n`, {
      ...{ path, faults: [], randomSeed: 1 },
    }).scenario,
  });
  expect(notesOnOdds([loaded("my own.yaml", 'loss: { probability: "> 0.5" }')])).toEqual([
    "my own.yaml: one run does not decide a probability. A campaign does: chaos run 'my own.yaml' --repeat 20",
  ]);
  const notes = notesOnOdds([loaded("standard input", 'loss: any, order: { probability: "< 0.05" }')]);
  expect(notes[0]).toContain("chaos run - --repeat 73");
  expect(notesOnOdds([loaded("mine.yaml", "loss: some")])).toEqual([]);
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
  expect(notesOnFewRuns([cell, cell], 1)).toEqual([
    "mine.yaml: one run does not decide a probability. Add --repeat 35",
  ]);
});
