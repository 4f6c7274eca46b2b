import { Ajv2020 } from "ajv/dist/2020.js";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import type { Result } from "../rundir/result.js";
import { renderHistory } from "./history.js";
import { historyAsHtml } from "./history-html.js";
import { historyAsJson, historyReportSchema } from "./history-json.js";
import { type Grouping, historyOf, type MissingRuns, type PastRun } from "./model/history.js";
import { result } from "./testing/runs.js";
import { width } from "./text.js";

type Changes = Parameters<typeof result>[0];

const page = { columns: 80, paint: new Chalk({ level: 0 }) };

/** `n` runs of a day, a minute apart, of which the first `lost` lost messages. */
function runsOn(
  day: string,
  n: number,
  lost: number,
  changes: Changes = {},
  campaign: PastRun["campaign"] = null,
): PastRun[] {
  return Array.from({ length: n }, (_, i) => ({
    result: result({
      scenario: "orders",
      startedAt: `${day}T09:${String(i).padStart(2, "0")}:00.000Z`,
      noWrites: {
        longestMs: 1_000 + i,
        totalMs: 1_000 + i,
        from: null,
        to: null,
        partition: 0,
        outages: [],
      } as never,
      ...changes,
      counts: { lost: i < lost ? 100 : 0, ...changes?.counts },
    }),
    campaign,
  }));
}

const at = (chaos: string, kafka = "4.4.0"): Changes => ({
  environment: { ...result().environment, chaos, kafka } as Result["environment"],
});

const campaign = (name: string, settings: Record<string, unknown> = {}) => ({ name, settings });

const text = (runs: readonly PastRun[], by: Grouping = "time", missing: readonly MissingRuns[] = []) =>
  renderHistory(historyOf(runs, missing, by), page);

describe("the history of a scenario", () => {
  it("names a change that is more than chance, with its test and with what else is different", () => {
    const runs = [
      ...runsOn("2026-09-01", 20, 1, at("0.1.0")),
      ...runsOn("2026-10-01", 20, 2, at("0.1.0")),
      ...runsOn("2026-11-01", 20, 19, at("0.2.0", "4.5.0")),
    ];
    expect(`\n${text(runs)}`).toMatchInlineSnapshot(`
      "
      orders
      local
      when        runs   lost in    loses  lost  no writes  chaos  Kafka
      2026-09-01    20   1 of 20   1–24 %     0      1.0 s  0.1.0  4.4.0
      2026-10-01    20   2 of 20   3–30 %     0      1.0 s  0.1.0  4.4.0
      2026-11-01    20  19 of 20  76–99 %   100      1.0 s  0.2.0  4.5.0
          loses more often than before: 2 of 20 → 19 of 20, p < 0.0001 (Fisher)
          100 messages more are lost than before, p < 0.0001 (Mann and Whitney)
          chaos 0.1.0 → 0.2.0 · cluster.kafka 4.4.0 → 4.5.0

      lost, no writes: the median. loses: Wilson's interval for the probability of a
      loss, at 95 %
      a change is named if p < 0.05, compared with the group before it and corrected
      for 6 comparisons (Holm). Losses and other checks: Fisher's exact test. Amounts
      and times: the test of Mann and Whitney
      "
    `);
  });

  it("names none where the share stays the same, however many groups there are", () => {
    const days = Array.from({ length: 28 }, (_, i) => `2026-02-${String(i + 1).padStart(2, "0")}`);
    const { series, comparisons } = historyOf(
      days.flatMap((day, i) => runsOn(day, 20, 8 + (i % 5))),
      [],
      "time",
    );
    expect(series[0]!.groups).toHaveLength(28);
    expect(comparisons).toBeGreaterThan(50);
    const judgements = series[0]!.groups.flatMap(({ change }) => [
      ...(change?.checks ?? []).map(({ judgement }) => judgement),
      ...(change?.amounts ?? []).map(({ judgement }) => judgement),
    ]);
    expect(new Set(judgements)).toEqual(new Set(["chance"]));
  });

  it("of single runs cannot tell, and names nothing", () => {
    const runs = [...runsOn("2026-09-01", 1, 0), ...runsOn("2026-09-02", 1, 1)];
    const [, second] = historyOf(runs, [], "time").series[0]!.groups;
    expect(second!.change!.checks).toMatchObject([{ check: "loss", judgement: "few" }]);
    expect(text(runs)).not.toContain("than before");
  });

  it("puts days with the same versions together by version, and compares the versions", () => {
    const runs = Array.from({ length: 10 }, (_, i) =>
      runsOn(`2026-09-${String(i + 1).padStart(2, "0")}`, 2, i < 5 ? 0 : 2, at(i < 5 ? "0.1.0" : "0.2.0")),
    ).flat();
    const { groups } = historyOf(runs, [], "version").series[0]!;
    expect(groups.map(({ summary }) => [summary.loss.happened, summary.loss.known])).toEqual([
      [0, 10],
      [10, 10],
    ]);
    expect(text(runs, "version")).toContain(
      "loses more often than before: 0 of 10 → 10 of 10, p < 0.0001 (Fisher)",
    );
  });

  it("counts no inconclusive run, and says how many there are and how many are missing", () => {
    const first = campaign("first-campaign");
    const runs = [
      ...runsOn("2026-09-01", 4, 4, {}, first),
      // It was interrupted before its fault.
      ...runsOn("2026-09-01", 2, 0, { verdict: "inconclusive", faults: [] }, first),
    ];
    const missing = [
      { campaign: "first-campaign", scenario: "orders", settings: {}, runs: 3 },
      { campaign: "first-campaign", scenario: "payments", settings: { "producers.acks": 1 }, runs: 9 },
    ];
    const { series, missing: left } = historyOf(runs, missing, "time");
    expect(series).toHaveLength(1);
    expect(series[0]!.groups).toMatchObject([{ summary: { runs: 4, inconclusive: 2 }, missing: 3 }]);
    expect(left).toEqual([missing[1]]);
    const shown = text(runs, "time", missing);
    expect(shown).toContain("not counted: 2 inconclusive, 3 missing");
    expect(shown).toContain("missing: all 9 runs of payments producers.acks=1 in first-campaign");
  });

  it("says nothing of losses that no run knows", () => {
    const runs = runsOn("2026-09-01", 3, 0, { counts: { lost: null } });
    expect(text(runs)).toMatch(/2026-09-01 +3 +\? +\? +\? /);
  });

  it("keeps settings apart, and versions that a campaign varied, with as few settings as tell them apart", () => {
    const acks = (value: 1 | "all"): Changes => ({
      producers: { instances: value === 1 ? 1 : 2, acks: value, rate: 1_000 },
    });
    const varied = (kafka: string) => campaign("c", { "cluster.kafka": kafka });
    const { series } = historyOf(
      [
        ...runsOn("2026-09-01", 2, 2, acks(1)),
        ...runsOn("2026-09-01", 2, 0, acks("all")),
        ...runsOn("2026-09-02", 2, 2, { scenario: "kafkas", ...at("0.1.0", "3.9.1") }, varied("3.9.1")),
        ...runsOn("2026-09-02", 2, 2, { scenario: "kafkas", ...at("0.1.0", "4.4.0") }, varied("4.4.0")),
      ],
      [],
      "time",
    );
    expect(series.map(({ scenario, settings }) => [scenario, Object.fromEntries(settings)])).toEqual([
      ["kafkas", { "cluster.kafka": "3.9.1" }],
      ["kafkas", { "cluster.kafka": "4.4.0" }],
      ["orders", { "producers.acks": "1" }],
      ["orders", { "producers.acks": "all" }],
    ]);
  });

  it("keeps within its columns, also with long names, and lets no name act on the terminal", () => {
    const evil = `\u001b[2J${"long-name-".repeat(12)}`;
    const runs = [
      ...runsOn("2026-09-01", 20, 1, { scenario: evil, ...at(evil) }),
      ...runsOn("2026-10-01", 20, 19, { scenario: evil, ...at("0.2.0") }),
    ];
    for (const columns of [48, 80]) {
      const shown = renderHistory(historyOf(runs, [], "time"), { ...page, columns });
      expect(shown).not.toContain("\u001b");
      expect(shown.split("\n").filter((line) => width(line) > columns)).toEqual([]);
    }
  });

  it("is a page without a script, in which no name is markup, with each change and each interval", () => {
    const evil = `<img src=x onerror=alert(1)>"'\u001b[2J`;
    const runs = [
      ...runsOn("2026-09-01", 20, 1, { scenario: evil, ...at(evil) }),
      ...runsOn("2026-10-01", 20, 19, { scenario: evil, ...at("0.2.0") }, campaign(evil)),
    ];
    const html = historyAsHtml(historyOf(runs, [], "time"), { directory: evil, problems: [evil] });
    expect(html).not.toMatch(/<img|<script| style=/);
    expect(html).not.toContain("\u001b");
    expect(html).toContain("loses more often than before: 1 of 20 → 19 of 20");
    expect(html.match(/class="whisker"/g)).toHaveLength(2);
    expect(html.match(/class="change"/g)).toHaveLength(1);
  });

  it("is a document that its schema describes", () => {
    const runs = [
      ...runsOn("2026-09-01", 20, 1, at("0.1.0")),
      ...runsOn("2026-10-01", 20, 19, at("0.2.0"), campaign("october")),
    ];
    const missing = [{ campaign: "x", scenario: "y", settings: { a: null }, runs: 1 }];
    const document = historyAsJson(historyOf(runs, missing, "time"), {
      ...{ directory: "runs", by: "time", problems: ["one cannot be read"] },
    });
    const validate = new Ajv2020({ strict: false }).compile(historyReportSchema() as object);
    expect(validate(JSON.parse(JSON.stringify(document))), JSON.stringify(validate.errors)).toBe(true);
    expect(document.series[0]!.groups[1]).toMatchObject({
      ...{ campaigns: ["october"], chaos: "0.2.0", kafka: "4.4.0", engine: "local", runs: 20 },
      checks: { loss: { happened: 19, known: 20 } },
      change: {
        checks: [{ check: "loss", test: "fisher", before: { happened: 1, n: 20 }, judgement: "real" }],
        differences: [{ path: "chaos", before: "0.1.0", now: "0.2.0" }],
      },
    });
  });
});
