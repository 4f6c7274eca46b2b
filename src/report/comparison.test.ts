import { Chalk } from "chalk";
import { expect, it } from "vitest";
import { renderComparison } from "./comparison.js";
import { compareGroups, compareWithin } from "./model/comparison.js";
import { result } from "./testing/runs.js";
import { width } from "./text.js";

const page = { columns: 160, paint: new Chalk({ level: 0 }) };
const runs = (n: number, lost: number, scenario = "orders") => [
  {
    ...{ scenario, combination: "", missing: 0 },
    runs: Array.from({ length: n }, () => ({ result: result({ scenario, counts: { lost } }) })),
  },
];

it("says what is real, in words, with the size of the difference and its test", () => {
  const text = renderComparison(compareGroups(runs(20, 7), runs(20, 0)), ["before", "after"], page);
  expect(text).toMatch(/^orders: 20 and 20 runs\n/);
  expect(text).toMatch(/loss +20 of 20 +0 of 20 +−100 \(−100 to −77\) points +< 0\.0001 +real/);
  expect(text).toMatch(/lost messages +20 runs +20 runs +−7 \(−7 to −7\) +< 0\.0001 +real/);
  expect(text).toContain("A: before · B: after");
});

it("fits on 60 columns", () => {
  const lines = renderComparison(compareGroups(runs(20, 7), runs(20, 0)), ["before", "after"], {
    ...page,
    columns: 60,
  }).split("\n");
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(60);
  expect(lines).toContain("  A 20 of 20 · B 0 of 20");
});

it("says that there is nothing to compare, and has no escape sequence of a name", () => {
  const text = renderComparison(
    compareGroups(runs(1, 0, "a\u001b[31m"), runs(1, 0, "b")),
    ["x\u001b[1m", "y"],
    page,
  );
  expect(text).toContain("no scenario is in both");
  expect(text).not.toContain("\u001b");
});

it("names both combinations of a campaign, and the runs that do not count or are missing", () => {
  const [[first], [second]] = [runs(20, 7), runs(20, 0)] as const;
  const inconclusive = { result: result({ verdict: "inconclusive" }) };
  const comparison = compareWithin([
    { ...first!, combination: "acks=1", runs: [...first!.runs, inconclusive] },
    { ...second!, combination: "acks=all", missing: 2 },
  ]);
  const text = renderComparison(comparison, null, page);
  expect(text).toContain(
    "\nA: acks=1 · B: acks=all\ninconclusive, and not counted: 1 of A, 0 of B\nmissing runs: 0 of A, 2 of B\n",
  );
  expect(text).not.toContain("undefined");
  expect(renderComparison(compareWithin([first!]), null, page)).toContain("no scenario has two combinations");
});
