import { Ajv2020 } from "ajv/dist/2020.js";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import type { CampaignCellData } from "../rundir/campaign.js";
import { resultAsJson } from "../rundir/result-file/result-file.js";
import { campaignReportSchema } from "./campaign-json.js";
import { json } from "./json.js";
import { table } from "./table.js";
import { cellOf } from "./testing/cells.js";
import { leaderErrors, lossy, result, runData } from "./testing/runs.js";
import { width } from "./text.js";

const paint = new Chalk({ level: 0 });
const noWrites = { longestMs: 121_400, totalMs: 121_400, partition: null, from: null, to: null };
const runs = [
  runData(lossy()),
  runData(result({ scenario: "acksall-leader-partition-concurrent", counts: { sent: 1_000_000 }, noWrites })),
  runData(lossy({ verdict: "inconclusive", finishedAt: null, counts: { lost: null, highWatermark: null } })),
  runData(lossy({ verdict: "not-as-expected", counts: { lost: 0 } })),
];

describe("the table of runs", () => {
  it("shows every column where there is room", () => {
    expect(`\n${table.render(runs, { columns: 150, paint })}`).toMatchInlineSnapshot(`
      "
      scenario                             engine  acks       sent    acked  failed  watermark    lost   no writes  dup        took  verdict
      acks1-leader-partition               local   1       100,000   95,513   4,487     30,011  65,502           –    0  1 min 58 s  as expected
      acksall-leader-partition-concurrent  local   all   1,000,000  100,000       0    100,000       0  2 min 01 s    0  1 min 58 s  as expected
      acks1-leader-partition               local   1       100,000   95,513   4,487          ?       ?           –    0           ?  inconclusive
      acks1-leader-partition               local   1       100,000   95,513   4,487     30,011       0           –    0  1 min 58 s  not as expected

      4 runs: 2 as expected, 1 not as expected, 1 inconclusive
      "
    `);
  });

  it("shows how many may be lost where that is all that is known", () => {
    const run = runData(lossy({ counts: { lost: null, lostAtLeast: 0, lostAtMost: 9_112 } }));
    expect(table.render([run], { columns: 130, paint })).toContain(" ≤9,112 ");
  });

  it("leaves out the least telling columns at 80, and says which", () => {
    expect(`\n${table.render(runs, { columns: 80, paint })}`).toMatchInlineSnapshot(`
      "
      scenario                      acked  failed    lost   no writes  verdict
      acks1-leader-partition       95,513   4,487  65,502           –  as expected
      acksall-le … on-concurrent  100,000       0       0  2 min 01 s  as expected
      acks1-leader-partition       95,513   4,487       ?           –  inconclusive
      acks1-leader-partition       95,513   4,487       0           –  not as expected

      4 runs: 2 as expected, 1 not as expected, 1 inconclusive
      columns without room: dup, engine, sent, took, watermark, acks
      "
    `);
  });

  it("shows every column where there is room for all", () => {
    const [head] = table.render(runs, { columns: Number.POSITIVE_INFINITY, paint }).split("\n");
    expect(head).toMatch(
      /^scenario +engine +acks +sent +acked +failed +watermark +lost +no writes +dup +took +verdict$/,
    );
  });

  it("has a column for brokers that do not lead only where a run counted their answers", () => {
    const counted = runData(result({ leaderErrors }));
    const [head, first, second] = table.render([counted, runs[0]!], { columns: 170, paint }).split("\n");
    expect(head).toContain("no writes  not leader  dup");
    expect(first).toContain("  transient   ");
    expect(second).toContain("  –          ");
  });

  it("fits from 60 columns on", () => {
    for (let columns = 60; columns <= 140; columns++) {
      const wide = table
        .render(runs, { columns, paint })
        .split("\n")
        .filter((line) => width(line) > columns);
      expect(wide).toEqual([]);
    }
  });

  it("of a campaign with one run of each combination says that one run decides no probability", () => {
    const cellOf1 = (isRepeated: boolean) =>
      cellOf([7], { isRepeated, expect: { loss: { probability: { above: 0.5 } } } });
    const textOf = (cell: CampaignCellData) =>
      table.render(cell.runs, { columns: 120, paint }, { cells: [cell] });
    expect(textOf(cellOf1(false))).toContain("One run does not decide a probability.");
    expect(textOf(cellOf1(false))).not.toContain("undecided");
    expect(textOf(cellOf1(true))).toContain("undecided  loss in 1 of 1 run");
  });

  it("keeps control characters away from the terminal", () => {
    const text = table.render([runData(lossy({ scenario: "a\u001b[2Jb\r\u009bc" }))], { columns: 80, paint });
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});

describe("json", () => {
  const page = { columns: 80, paint };

  it("is an array, of one run as of several", () => {
    expect(JSON.parse(json.render(runs.slice(0, 1), page))).toEqual([resultAsJson(runs[0]!.result)]);
    expect(JSON.parse(json.render(runs, page))).toEqual(runs.map((run) => resultAsJson(run.result)));
  });

  it("escapes what a terminal would act on, without losing it", () => {
    const evil = lossy({ scenario: "\u001b[2J \u009b \u202e \u007f \u{e0001}" });
    const text = json.render([runData(evil)], page);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(text)).toEqual([resultAsJson(runData(evil).result)]);
  });

  it("of a campaign is an object of its schema, with what the runs say together", () => {
    const cell = cellOf([3, null, 0], { missing: 2 });
    const document = JSON.parse(json.render(cell.runs, page, { cells: [cell], problems: ["x is no run"] }));
    expect(new Ajv2020({ allowUnionTypes: true }).validate(campaignReportSchema() as object, document)).toBe(
      true,
    );
    expect(document.runs).toHaveLength(3);
    expect(document.problems).toEqual(["x is no run"]);
    const [summary] = document.cells;
    expect(summary).toMatchObject({
      ...{ scenario: "orders", settings: { "producers.acks": 1 }, runs: 3, inconclusive: 0, missing: 2 },
      ...{ checks: { loss: { happened: 1, known: 2 }, order: { happened: 0, known: 3 } } },
      lost: { known: 2, least: 0, median: 1.5, most: 3 },
      noWritesMs: null,
    });
    expect(summary.directories[0]).toBe("campaign/orders-1-0");
  });
});
