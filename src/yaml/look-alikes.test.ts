import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { loadScenario } from "../scenario/load.js";
import { complaintsOf } from "./complaints.test-support.js";

const MINE = "name: mine\nproducers:\n  count: 1000\n  rate: 100\nexpect:\n  loss: any\n";

/** MINE with something in the place of something, and what is said of it. */
function complaints(from: string, to: string, set: readonly string[] = []): string[] {
  expect(MINE).toContain(from);
  const text = MINE.replace(from, () => to);
  return complaintsOf(() =>
    loadScenario(text, { path: "mine.yaml", faults, overrides: { set }, randomSeed: 1 }),
  );
}

describe("a character that only looks like YAML's", () => {
  it.each([
    ["\u00a0", "no-break space (U+00A0); YAML needs an ordinary space here"],
    ["\u2007", "figure space (U+2007); YAML needs an ordinary space here"],
    ["\u202f", "narrow no-break space (U+202F); YAML needs an ordinary space here"],
    ["\u3000", "ideographic space (U+3000); YAML needs an ordinary space here"],
    ["\u200b", "zero-width space (U+200B), which cannot be seen; take it out"],
    ["\ufeff", "byte order mark (U+FEFF), which cannot be seen; take it out"],
  ])("%j is named where it stands in the structure", (blank, message) => {
    expect(complaints("  count", `${blank}${blank}count`)).toEqual([`3:1 ${message}`]);
    expect(complaints("  rate", `  ${blank}rate`)).toEqual([`4:3 ${message}`]);
    expect(complaints("count: ", `count:${blank}`)).toEqual([`3:9 ${message}`]);
    expect(complaints("rate: 100", `rate: 100${blank}`)).toEqual([`4:12 ${message}`]);
  });

  it.each([
    ["name: mine", "name: “mine”", "1:7 “ (U+201C) is not YAML's quote; write \""],
    ["loss: any", "loss: ‘any’", "6:9 ‘ (U+2018) is not YAML's quote; write '"],
    ["name: mine", "name: mine\ndescription: “this: that”", "2:14 “ (U+201C) is not YAML's quote; write \""],
    ["count: 1000", "count：1000", "3:8 ： (U+FF1A) is not YAML's colon; write : and a space"],
    [
      "expect:",
      "faults:\n  – at: 1s\n    kill: leader\nexpect:",
      "6:3 – (U+2013) is not YAML's dash; write -",
    ],
    [
      "expect:",
      "faults:\n  - at: 300\u00a0messages\n    kill: leader\nexpect:",
      "6:12 no-break space (U+00A0); YAML needs an ordinary space here",
    ],
  ])("%j → %j", (from, to, message) => {
    expect(complaints(from, to)).toEqual([message]);
  });

  it("is named in what the command line sets", () => {
    expect(complaints("mine", "mine", ["producers.acks=all\u00a0"])).toEqual([
      "no-break space (U+00A0); YAML needs an ordinary space here",
    ]);
  });

  it("is welcome in texts and comments, also where something else is wrong", () => {
    const texts =
      "# caf\u00a0é – “x”\ndescription: |\n  – caf\u00a0é “x”\u200b\n  \u00a0– y\nreference: { source: a\u00a0b – “c” }\n";
    expect(complaints("producers:", `${texts}producers:`)).toEqual([]);
    const broken = complaints("producers:", `${texts}producers`);
    expect(broken.length).toBeGreaterThan(0);
    for (const complaint of broken) expect(complaint).not.toContain("U+");
    expect(complaints("producers:\n  count: 1000", `${texts}producers:\n  count: many`)).toEqual([
      "8:10 count must be a whole number from 1 to 100,000,000, not many",
    ]);
  });
});
