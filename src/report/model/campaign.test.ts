import { describe, expect, it } from "vitest";
import type { CampaignCellData } from "../../rundir/campaign.js";
import type { Result } from "../../rundir/result.js";
import { result } from "../testing/runs.js";
import { countedOf, matricesOf, runNames, summarizeCell } from "./campaign.js";

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

  it("has a frequency of every other check", () => {
    const { others } = summarizeCell([
      run({ duplicated: 4 }),
      run({ duplicated: 0 }),
      run({ duplicated: null }),
    ]);
    expect(others.find(({ check }) => check === "duplicates")).toMatchObject({ happened: 1, known: 2 });
    const order = others.find(({ check }) => check === "order")!;
    expect(order).toMatchObject({ happened: 0, known: 3, interval: { low: 0 } });
    // Wilson's interval of 0 of 3: z² / (n + z²).
    expect(order.interval.high).toBeCloseTo(1.96 ** 2 / (3 + 1.96 ** 2), 3);
  });
});

describe("cells of a campaign", () => {
  const cell = (scenario: string, settings: CampaignCellData["settings"], runs = 0): CampaignCellData => ({
    ...{ id: `${scenario}${JSON.stringify(settings)}`, scenario, settings, missing: 0, isRepeated: true },
    runs: Array.from({ length: runs }, (_, i) => ({
      ...{ result: result(), directory: `${scenario}-${i}`, timeline: [], damage: [], round: i + 1 },
    })) as unknown as CampaignCellData["runs"],
  });

  it("have the same figures of results without the rest", () => {
    const whole = result({ consumers: { groups: [], unknown: "the log was not read" }, counts: { lost: 3 } });
    const rest = countedOf(whole);
    expect(Object.keys(rest)).not.toContain("lostRanges");
    expect(rest.consumers).toBe(whole.consumers);
    expect(summarizeCell([{ result: rest }])).toEqual(summarizeCell([{ result: whole }]));
  });

  it("that differ in one way make no matrix", () => {
    expect(matricesOf([cell("a", { acks: 1 }), cell("a", { acks: "all" })])).toEqual([]);
    expect(matricesOf([])).toEqual([]);
  });

  it("that differ in two settings make a matrix, with a hole where there is no cell", () => {
    const cells = [
      cell("a", { acks: 1, isr: 1 }),
      cell("a", { acks: 1, isr: 2 }),
      cell("a", { acks: "all", isr: 2 }),
    ];
    expect(matricesOf(cells)).toEqual([
      {
        ...{ name: "", rows: { name: "acks", values: ["1", "all"] } },
        columns: { name: "isr", values: ["1", "2"] },
        cells: [
          [cells[0], cells[1]],
          [null, cells[2]],
        ],
      },
    ]);
  });

  it("of several scenarios have them as rows, and a matrix for each combination of what is between", () => {
    const cells = ["a", "b"].flatMap((scenario) =>
      [1, 3].flatMap((controllers) => [0, 1].map((acks) => cell(scenario, { controllers, acks }))),
    );
    const matrices = matricesOf(cells);
    expect(matrices.map(({ name }) => name)).toEqual(["controllers=1", "controllers=3"]);
    expect(matrices[0]).toMatchObject({ rows: { name: "scenario" }, columns: { name: "acks" } });
    expect(matrices[1]!.cells[1]![0]).toBe(cells[6]);
  });

  it("name each of their runs", () => {
    expect([...runNames([cell("a", { acks: 1 }, 2), cell("b", {}, 1)])]).toEqual([
      ["a-0", "a acks=1 #1"],
      ["a-1", "a acks=1 #2"],
      ["b-0", "b #1"],
    ]);
  });
});
