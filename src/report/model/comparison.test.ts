import { describe, expect, it } from "vitest";
import type { Result } from "../../rundir/result.js";
import { result } from "../testing/runs.js";
import { type ComparedScenario, compareGroups, compareWithin, type Group } from "./comparison.js";

type Changes = Parameters<typeof result>[0];

const together = (runs: Group["runs"], scenario = "orders", combination = ""): Group[] => [
  { scenario, combination, runs, missing: 0 },
];

/** `n` runs, of which the first `lost` lost messages. */
const runsOf = (n: number, lost: number, changes: Changes = {}) =>
  Array.from({ length: n }, (_, i) => ({
    result: result({ ...changes, counts: { lost: i < lost ? 100 + i : 0, ...changes.counts } }),
  }));

const group = (n: number, lost: number, changes: Changes = {}) => together(runsOf(n, lost, changes));

const withAcks = (acks: Result["producers"]["acks"]): Changes => ({
  producers: { instances: 1, acks, rate: 1_000 },
});

describe("two groups of runs", () => {
  it("differ by more than chance where one setting loses messages and the other does not", () => {
    const { scenarios } = compareGroups(group(20, 20, withAcks(1)), group(20, 0, withAcks("all")));
    expect(scenarios).toMatchObject([{ runs: [20, 20], settings: [["producers.acks", "1", "all"]] }]);
    const [{ checks, amounts }] = scenarios as [(typeof scenarios)[number]];
    expect(checks).toMatchObject([
      { check: "loss", a: { happened: 20, n: 20 }, b: { happened: 0, n: 20 }, judgement: "real" },
    ]);
    expect(checks[0]!.effect.difference).toBe(-1);
    expect(amounts).toMatchObject([{ amount: "lost", a: 20, b: 20, judgement: "real" }]);
  });

  it("that are alike may differ by chance", () => {
    const { scenarios } = compareGroups(group(20, 9), group(20, 11));
    expect(scenarios[0]!.checks).toMatchObject([{ check: "loss", judgement: "chance" }]);
    expect(scenarios[0]!.settings).toEqual([]);
  });

  it("of few runs cannot tell, however large the difference is", () => {
    const { scenarios } = compareGroups(group(2, 2), group(2, 0));
    expect(scenarios[0]!.checks).toMatchObject([{ check: "loss", judgement: "few" }]);
  });

  it("of four runs each cannot tell, although all four of one group lost none", () => {
    const [{ checks, amounts }] = compareGroups(group(4, 4), group(4, 0)).scenarios as [ComparedScenario];
    expect([...checks, ...amounts].map(({ judgement }) => judgement)).toEqual(["few", "few"]);
  });

  it("have all values of a setting that is not the same in their runs", () => {
    const of = (...acks: Result["producers"]["acks"][]) =>
      together(acks.flatMap((one) => runsOf(1, 0, withAcks(one))));
    const settings = (a: Group[], b: Group[]) => compareGroups(a, b).scenarios[0]!.settings;
    expect(settings(of(0, 1), of(1, "all"))).toEqual([["producers.acks", "0 and 1", "1 and all"]]);
    expect(settings(of(0, 1), of(1, 0))).toEqual([]);
  });

  it("leave out inconclusive runs, and runs that do not know", () => {
    const unknown = runsOf(3, 0, { counts: { lost: null } });
    const inconclusive = runsOf(5, 5, { verdict: "inconclusive" });
    const { scenarios } = compareGroups(
      together([...runsOf(6, 6), ...unknown, ...inconclusive]),
      group(6, 0),
    );
    expect(scenarios).toMatchObject([
      { runs: [9, 6], checks: [{ a: { happened: 6, n: 6 }, b: { happened: 0, n: 6 } }] },
    ]);
  });

  it("compare times without writes, and other checks that a run has", () => {
    const slow = (ms: number) => (i: number) => ({
      result: result({
        noWrites: { longestMs: ms + i, totalMs: ms + i, partition: null, from: null, to: null },
        counts: { duplicated: ms > 5_000 ? 1 : 0 },
      }),
    });
    const runs = (ms: number) => together(Array.from({ length: 12 }, (_, i) => slow(ms)(i)));
    const { scenarios } = compareGroups(runs(1_000), runs(9_000));
    expect(scenarios[0]!.amounts).toMatchObject([
      { amount: "noWritesMs", effect: { shift: 8_000 }, judgement: "real" },
    ]);
    expect(scenarios[0]!.checks.map(({ check, judgement }) => [check, judgement])).toEqual([
      ["loss", "chance"],
      ["duplicates", "real"],
    ]);
  });

  it("are compared combination by combination, and never with another one of several", () => {
    const of = (combination: string) => together(runsOf(1, 0), "orders", combination);
    const names = (a: Group[], b: Group[]) => {
      const { scenarios, unpaired } = compareGroups(a, b);
      return [scenarios.map(({ name }) => name), unpaired];
    };
    const both = [...of("producers.acks=1"), ...of("producers.acks=all")];
    expect(names(both, both)).toEqual([["orders producers.acks=1", "orders producers.acks=all"], []]);
    expect(names(of("producers.acks=1"), of("producers.acks=all"))).toEqual([["orders"], []]);
    expect(names(both, of(""))).toEqual([
      [],
      ["orders producers.acks=1", "orders producers.acks=all", "orders"],
    ]);
  });
});

describe("the combinations of one campaign", () => {
  const cell = (combination: string, lost: number, scenario = "orders"): Group => ({
    ...{ scenario, combination, missing: combination === "acks=1" ? 3 : 0 },
    runs: [...runsOf(20, lost), ...runsOf(1, 0, { verdict: "inconclusive" })],
  });

  it("are compared with the first one of their scenario, all questions corrected together", () => {
    const { scenarios, unpaired } = compareWithin([
      cell("acks=0", 20),
      cell("acks=1", 18),
      cell("acks=all", 0),
      cell("", 0, "other"),
    ]);
    expect(unpaired).toEqual(["other"]);
    expect(scenarios.map(({ sides, checks }) => [sides, checks[0]!.judgement])).toEqual([
      [["acks=0", "acks=1"], "chance"],
      [["acks=0", "acks=all"], "real"],
    ]);
    expect(scenarios[0]).toMatchObject({ runs: [20, 20], inconclusive: [1, 1], missing: [0, 3] });
  });
});

it("two groups whose faults differ say so", () => {
  const struck = (messages: number) => group(1, 0, { faults: [{ ...fault, trigger: { messages } }] });
  expect(compareGroups(struck(1_000), struck(2_000)).scenarios[0]!.settings).toEqual([
    ["faults.cut", "partition at 1,000 messages", "partition at 2,000 messages"],
  ]);
});

const fault: Result["faults"][number] = {
  ...{ name: "cut", fault: "partition", targets: ["kafka1"], injectedAt: null, healedAt: null },
  afterMessages: null,
};
