import { Chalk } from "chalk";
import { expect, it } from "vitest";
import { renderComparison } from "./comparison.js";
import { compareGroups } from "./model/comparison.js";
import { result } from "./testing/runs.js";

const page = { columns: 160, paint: new Chalk({ level: 0 }) };
const runs = (n: number, lost: number, scenario = "orders") => [
  {
    ...{ scenario, combination: "" },
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

it("says that there is nothing to compare, and has no escape sequence of a name", () => {
  const text = renderComparison(
    compareGroups(runs(1, 0, "a\u001b[31m"), runs(1, 0, "b")),
    ["x\u001b[1m", "y"],
    page,
  );
  expect(text).toContain("no scenario is in both");
  expect(text).not.toContain("\u001b");
});
