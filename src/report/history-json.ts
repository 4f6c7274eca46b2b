/** The history of scenarios as a document for machines. Its schema is that of `chaos schema history-report`. */
import { z } from "zod";
import { frequencyOf, frequencySchema, spreadOf, spreadSchema } from "./campaign-json.js";
import type { ComparedScenario } from "./model/comparison.js";
import { GROUPINGS, type Grouping, type History, type HistoryGroup } from "./model/history.js";

const HISTORY_REPORT_VERSION = 1;

const number = z.number().int().min(0);
const setting = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const judgement = z
  .enum(["real", "chance", "few"])
  .describe("few: even the largest difference of so few runs would not be real");
const p = z
  .number()
  .min(0)
  .max(1)
  .describe("Corrected by the method of Holm for all comparisons of the history");
const proportion = z.object({ happened: number, n: number });

const change = z.object({
  checks: z
    .array(
      z.object({
        check: z.string(),
        test: z.literal("fisher"),
        before: proportion,
        now: proportion,
        p,
        judgement,
      }),
    )
    .describe("Fisher's exact test, two-sided"),
  amounts: z
    .array(
      z.object({
        amount: z.enum(["lost", "noWritesMs"]),
        test: z.literal("mann-whitney"),
        shift: z
          .number()
          .describe("By how much the values are larger now, as Hodges and Lehmann estimate it"),
        p,
        judgement,
      }),
    )
    .describe("The test of Mann and Whitney, two-sided"),
  differences: z
    .array(z.object({ path: z.string(), before: z.string().nullable(), now: z.string().nullable() }))
    .describe("Versions and settings that differ from the group before. Null: absent"),
});

const group = z.object({
  from: z.string().describe("When the first run began"),
  to: z.string().describe("When the last run began"),
  campaigns: z.array(z.string()).describe("Empty: the runs were made alone"),
  chaos: z.string(),
  kafka: z.string(),
  engine: z.string(),
  runs: number.describe("Runs with a verdict"),
  inconclusive: number.describe("Runs without one. They do not count"),
  missing: number.describe("Runs that a campaign wanted, and that are not there"),
  checks: z.record(z.string(), frequencySchema).describe("By the name of the check, loss first"),
  lost: spreadSchema.describe("Lost messages of a run"),
  noWritesMs: spreadSchema.describe("Longest time of a run without writes"),
  change: change.nullable().describe("Compared with the group before. Null: there is none"),
});

const schema = z.object({
  schemaVersion: z.literal(HISTORY_REPORT_VERSION),
  directory: z.string(),
  by: z.enum(GROUPINGS),
  comparisons: number.describe("P-values that were corrected together"),
  series: z.array(
    z.object({
      scenario: z.string(),
      settings: z.record(z.string(), z.string()).describe("Those in which the series of the scenario differ"),
      groups: z.array(group).describe("Oldest first"),
    }),
  ),
  missing: z
    .array(
      z.object({
        campaign: z.string(),
        scenario: z.string(),
        settings: z.record(z.string(), setting),
        runs: number,
      }),
    )
    .describe("Combinations of campaigns without a single run"),
  problems: z.array(z.string()).describe("Why other runs cannot be read"),
});

export function historyReportSchema(): unknown {
  return z.toJSONSchema(schema);
}

export function historyAsJson(
  history: History,
  about: { readonly directory: string; readonly by: Grouping; readonly problems: readonly string[] },
): z.infer<typeof schema> {
  return {
    schemaVersion: HISTORY_REPORT_VERSION,
    ...{ directory: about.directory, by: about.by, comparisons: history.comparisons },
    series: history.series.map(({ scenario, settings, groups }) => ({
      scenario,
      settings: Object.fromEntries(settings),
      groups: groups.map(groupOf),
    })),
    missing: history.missing.map((one) => ({
      ...one,
      settings: one.settings as Record<string, z.infer<typeof setting>>,
    })),
    problems: [...about.problems],
  };
}

function groupOf({
  from,
  to,
  campaigns,
  versions,
  summary,
  missing,
  change,
}: HistoryGroup): z.infer<typeof group> {
  return {
    ...{ from, to, campaigns: [...campaigns], ...versions },
    ...{ runs: summary.runs, inconclusive: summary.inconclusive, missing },
    checks: Object.fromEntries([summary.loss, ...summary.others].map((one) => [one.check, frequencyOf(one)])),
    lost: spreadOf(summary.lost),
    noWritesMs: spreadOf(summary.noWritesMs),
    change: change === null ? null : changeOf(change),
  };
}

function changeOf({ checks, amounts, settings }: ComparedScenario): z.infer<typeof change> {
  return {
    checks: checks.map(({ check, a, b, p, judgement }) => ({
      ...{ check, test: "fisher" as const, before: a, now: b, p, judgement },
    })),
    amounts: amounts.map(({ amount, effect, p, judgement }) => ({
      ...{ amount, test: "mann-whitney" as const, shift: effect.shift, p, judgement },
    })),
    differences: settings.map(([path, before, now]) => ({ path, before, now })),
  };
}
