/**
 * `plan.json` in a campaign's directory: what `chaos run --resume` needs to make the missing runs as the others were made.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InfrastructureError, UsageError } from "../errors.js";
import type { PlannedCell } from "./plan.js";

const settings = z.object({
  engine: z.string(),
  /** As in --vary, and as in --set. */
  vary: z.array(z.string()),
  set: z.array(z.string()),
  scale: z.number().nullable(),
  seed: z.number().nullable(),
  repeat: z.number(),
  until: z.string().nullable(),
  retryInconclusive: z.number(),
  shard: z.string().nullable(),
});

const record = z.object({
  schemaVersion: z.literal(1),
  /** Version of chaos. */
  chaos: z.string(),
  settings,
  /** `path`: absolute, or "standard input". */
  scenarios: z.array(z.object({ path: z.string(), label: z.string(), text: z.string() })),
  /** By cell. */
  fingerprints: z.record(z.string(), z.string()),
});

export type CampaignSettings = z.infer<typeof settings>;
export type CampaignRecord = z.infer<typeof record>;

const pathOf = (directory: string) => join(directory, "plan.json");

export function writeRecord(directory: string, content: CampaignRecord): void {
  try {
    writeFileSync(pathOf(directory), `${JSON.stringify(content, null, 2)}\n`);
  } catch (cause) {
    throw new InfrastructureError(`${pathOf(directory)} cannot be written: ${(cause as Error).message}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

/** @throws UsageError when the campaign cannot be resumed */
export function readRecord(directory: string): CampaignRecord {
  const path = pathOf(directory);
  try {
    return record.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new UsageError(
      `the campaign in ${directory} cannot be resumed: ${path} ${isMissing ? "is missing" : "is damaged"}`,
      { cause },
    );
  }
}

/** @throws UsageError, which names the first difference */
export function refuseDifferences(
  directory: string,
  recorded: CampaignRecord,
  now: {
    readonly chaos: string;
    /** Those that the command line gives. */
    readonly settings: Partial<CampaignSettings>;
  },
): void {
  if (recorded.chaos !== now.chaos)
    throw differs(directory, `chaos ${recorded.chaos} began it, and this is chaos ${now.chaos}`);
  for (const [name, value] of Object.entries(now.settings)) {
    const before = recorded.settings[name as keyof CampaignSettings];
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw differs(directory, `it began with --${option} ${written(before)}, and now it is ${written(value)}`);
  }
}

/** @throws UsageError for a scenario that is another one now */
export function refuseOtherScenarios(
  directory: string,
  { fingerprints }: CampaignRecord,
  cells: readonly PlannedCell[],
): void {
  const other = cells.find(({ id, fingerprint }) => fingerprints[id] !== fingerprint);
  if (other !== undefined)
    throw differs(directory, `the scenario in ${other.path} has changed since it began`);
}

function differs(directory: string, why: string): UsageError {
  return new UsageError(`the campaign in ${directory} cannot be resumed: ${why}`, {
    remedy: "begin another campaign, without --resume",
  });
}

function written(value: unknown): string {
  return value === null ? "nothing" : Array.isArray(value) ? value.join(" ") || "nothing" : String(value);
}
