/**
 * A campaign as a file, for `chaos run nightly.yaml`. The key `scenarios` tells it from a scenario.
 *
 *     scenarios: [scenarios/acks*.yaml]        relative to this file
 *     vary:
 *       producers.acks: [0, 1, all]
 *     repeat: 20
 */
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { CAMPAIGN_RUNS_MAX } from "../rundir/campaign.js";
import { complaints, words } from "../yaml/complaints.js";
import { diagnose, InputError, type Source, type Span } from "../yaml/diagnostics.js";
import { readYaml } from "../yaml/document.js";
import type { FileKind } from "../yaml/file-kind.js";
import { jsonSchemaOf, outline } from "../yaml/outline.js";
import { readUntil } from "./until.js";
import { type Axis, VALUES_MAX } from "./vary.js";

export const RETRIES_MAX = 100;

const KIND: FileKind = {
  noun: "campaign",
  // 3.10 is a version of Kafka, and no number.
  keepsDigits: ([section, key]) => (section === "vary" || section === "set") && key !== undefined,
  synonyms: {
    scenario: ["scenarios"],
    matrix: ["vary"],
    repeats: ["repeat"],
    runs: ["repeat"],
    retries: ["retryInconclusive"],
    retry: ["retryInconclusive"],
  },
};

const values = z.array(z.unknown()).min(1).max(VALUES_MAX);

const schema = z.strictObject({
  $schema: z
    .string()
    .exactOptional()
    .describe("Where editors find the JSON Schema of campaigns. chaos does not read it"),
  scenarios: z
    .array(z.string().min(1))
    .min(1)
    .max(CAMPAIGN_RUNS_MAX)
    .describe("Scenario files, folders or globs, relative to this file"),
  vary: z
    .record(z.string(), values)
    .default({})
    .describe("Settings, as in --set, each with a list of values. The campaign has all combinations"),
  set: z.record(z.string(), z.unknown()).default({}).describe("Settings of all runs, as in --set"),
  repeat: z.number().int().min(1).max(CAMPAIGN_RUNS_MAX).exactOptional().describe("Runs of each combination"),
  scale: z.number().positive().exactOptional().describe("Factor for message counts, as --scale"),
  until: z.string().exactOptional().describe("When runs of a combination end early, such as loss.p ± 0.05"),
  retryInconclusive: z
    .number()
    .int()
    .min(0)
    .max(RETRIES_MAX)
    .exactOptional()
    .describe("How often chaos makes an inconclusive run again"),
});

export interface CampaignText {
  readonly scenarios: readonly string[];
  readonly vary: readonly Axis[];
  /** `path=value` */
  readonly set: readonly string[];
  readonly repeat?: number;
  readonly scale?: number;
  readonly until?: string;
  readonly retryInconclusive?: number;
  /** Where it has a setting of this path. */
  placeOf(path: string): Span | undefined;
}

/** For editors, and for `chaos schema campaign`. */
export function campaignJsonSchema(): unknown {
  return jsonSchemaOf(
    schema.meta({
      title: "chaos campaign",
      description: "Scenarios with every combination of some settings, each run many times",
    }),
  );
}

/** Whether a YAML file is a campaign: also one with a mistake in it. */
export function isCampaignText(text: string): boolean {
  return /^\s*(["']?)scenarios\1\s*:/m.test(text) && !/^producers\s*:/m.test(text);
}

/** @throws InputError, with every problem and its place */
export function readCampaignText(path: string, written: string): CampaignText {
  const source: Source = { label: path, text: written.replace(/^\ufeff/, ""), kind: "file" };
  const yaml = readYaml(source, KIND);
  const result = schema.safeParse(yaml.data, { error: words });
  if (!result.success)
    throw new InputError(complaints(result.error.issues, yaml, outline(jsonSchemaOf(schema)), KIND));
  const { $schema, scenarios, vary, set, until, ...rest } = result.data;
  const place = (...at: (string | number)[]) => yaml.places.nearest(at).value;
  const axes = Object.entries(vary).map(([key, some]): Axis => {
    const texts = some.map(textOf);
    const twice = texts.findIndex((text, index) => texts.indexOf(text) !== index);
    if (twice !== -1)
      throw new InputError([diagnose(place("vary", key, twice), `${texts[twice]} is here twice`)]);
    return { path: key, values: texts };
  });
  if (until !== undefined) {
    try {
      readUntil(until);
    } catch (cause) {
      const { remedy } = cause as { readonly remedy?: string };
      throw new InputError([diagnose(place("until"), `until must be written as ${remedy}`)], { cause });
    }
  }
  return {
    ...rest,
    ...(until !== undefined && { until }),
    scenarios: scenarios.map((one) => (isAbsolute(one) ? one : join(dirname(path), one))),
    vary: axes,
    set: Object.entries(set).map(([key, value]) => `${key}=${textOf(value)}`),
    placeOf: (key) => yaml.places.exact(["vary", key])?.value ?? yaml.places.exact(["set", key])?.value,
  };
}

/** As --set has it. Numbers are texts already; a text that YAML would take for something else keeps its quotes. */
function textOf(value: unknown): string {
  if (typeof value === "string" && /^[\w.-]+$/.test(value)) return value;
  return JSON.stringify(value);
}
