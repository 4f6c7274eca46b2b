/**
 * What the runs of a campaign say together, as a document for machines. Its schema is that of `chaos schema
 * campaign-report`. Probabilities and shares are 0 to 1, times are in milliseconds.
 */
import { z } from "zod";
import type { CampaignCellData } from "../rundir/campaign.js";
import type { Frequency, Spread } from "./model/campaign.js";
import { summarizeCell } from "./model/campaign.js";
import { judgeCell } from "./model/odds.js";

const CAMPAIGN_REPORT_VERSION = 1;

const share = z.number().min(0).max(1);
const number = z.number().int().min(0);

export const frequencySchema = z
  .object({
    happened: number.describe("Runs that have it"),
    known: number.describe("Runs that know it"),
    low: share.describe("Lower end of the 95 % interval of Wilson. 0 where no run knows it"),
    high: share.describe("Upper end. 1 where no run knows it"),
  })
  .describe("How many of the runs have the anomaly of this check");

export const spreadSchema = z
  .object({
    known: number.describe("Runs that know it"),
    least: z.number(),
    median: z.number(),
    most: z.number(),
  })
  .nullable()
  .describe("Null: no run knows it");

const cell = z.object({
  scenario: z.string(),
  settings: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe("What --vary chose: paths and their values"),
  runs: number.describe("Runs with a verdict"),
  inconclusive: number.describe("Runs without one. They do not count"),
  missing: number.describe("Runs that are wanted, and not there"),
  checks: z.record(z.string(), frequencySchema).describe("By the name of the check, loss first"),
  probabilities: z
    .array(
      z.object({
        check: z.string(),
        group: z
          .string()
          .exactOptional()
          .describe("The group of consumers or producers of which alone it is expected"),
        topic: z.string().exactOptional().describe("The topic of which alone it is expected"),
        limit: z.record(z.string(), share).describe("One key: below, atMost, above or atLeast"),
        ...frequencySchema.shape,
        isKept: z
          .boolean()
          .nullable()
          .describe(
            "Whether all of the interval keeps the limit. False: nothing of it does. Null: undecided",
          ),
        moreRuns: number
          .nullable()
          .describe(
            "About how many more runs would decide it, if the share stays. Null: it is decided, or more than 10,000 runs would be needed",
          ),
      }),
    )
    .describe(
      "Probabilities that the scenario expects. None if the campaign makes one run of each combination",
    ),
  lost: spreadSchema.describe("Lost messages of a run"),
  noWritesMs: spreadSchema.describe("Longest time of a run without writes"),
  directories: z.array(z.string()).describe("Of the runs, in the order in which they began"),
});

const schema = z.object({
  schemaVersion: z.literal(CAMPAIGN_REPORT_VERSION),
  cells: z.array(cell),
  problems: z.array(z.string()).describe("Why other runs cannot be read"),
});

export function campaignReportSchema(): unknown {
  const { properties, required, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  const runs = { type: "array", description: "The result.json of each run: chaos schema result" };
  return {
    ...rest,
    properties: { ...(properties as object), runs },
    required: [...(required as []), "runs"],
  };
}

export function campaignAsJson(
  cells: readonly CampaignCellData[],
  problems: readonly string[],
): z.infer<typeof schema> {
  return {
    schemaVersion: CAMPAIGN_REPORT_VERSION,
    cells: cells.map((cell) => {
      const { scenario, settings, missing, runs } = cell;
      const summary = summarizeCell(runs);
      return {
        ...{ scenario, settings, runs: summary.runs, inconclusive: summary.inconclusive, missing },
        checks: Object.fromEntries(
          [summary.loss, ...summary.others].map((one) => [one.check, frequencyOf(one)]),
        ),
        probabilities: judgeCell(cell).map(({ check, group, topic, limit, isKept, moreRuns, ...one }) => ({
          ...{
            check,
            ...(group !== undefined && { group }),
            ...(topic !== undefined && { topic }),
            limit: { ...limit },
            ...frequencyOf(one),
            isKept,
          },
          moreRuns: moreRuns !== null && Number.isFinite(moreRuns) ? moreRuns : null,
        })),
        lost: spreadOf(summary.lost),
        noWritesMs: spreadOf(summary.noWritesMs),
        directories: runs.map(({ directory }) => directory),
      };
    }),
    problems: [...problems],
  };
}

export function frequencyOf({
  happened,
  known,
  interval: { low, high },
}: Omit<Frequency, "check">): z.infer<typeof frequencySchema> {
  return { happened, known, low, high };
}

export function spreadOf(one: Spread | null): z.infer<typeof spreadSchema> {
  return one === null ? null : { ...one };
}
