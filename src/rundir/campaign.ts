/**
 * A campaign owns one directory, `runs/<UTC time>-campaign/`: run directories, and `campaign.json`, which tells what they
 * are runs of. A cell is one scenario with one choice of settings. Its runs are repetitions of one experiment.
 *
 * `campaign.json` is replaced whole when a run begins and when it ends. So a campaign that was killed tells which runs
 * it has, which one it was making, and which are missing.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { InfrastructureError, UsageError } from "../errors.js";
import { makeRunDirectory, type RunData, readRun } from "./rundir.js";

export const CAMPAIGN_SCHEMA_VERSION = 1;

/** Of one campaign directory. */
export const CAMPAIGN_RUNS_MAX = 1_000;

const setting = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const cell = z.object({
  /** Within the campaign. Letters, digits and `-`. */
  id: z.string(),
  /** The scenario's name. */
  scenario: z.string(),
  /** What `--vary` chose for this cell: paths as in `--set`, and their values. */
  settings: z.record(z.string(), setting),
  /** True: `until` holds, and no more runs are wanted of it. */
  isEnough: z.boolean().optional(),
});

const run = z.object({
  cell: z.string(),
  /** 1 to the number of repetitions. */
  round: z.number().int().positive(),
  /** Name of the run's directory, within the campaign's. */
  directory: z.string(),
  /** False: it is being made, or the campaign was killed meanwhile. */
  isOver: z.boolean(),
  /** True: it was inconclusive and another run was made in its place. It does not count. */
  isRetried: z.boolean(),
});

const file = z.object({
  schemaVersion: z.literal(CAMPAIGN_SCHEMA_VERSION),
  /** Version of chaos. */
  chaos: z.string(),
  /** ISO times. `finishedAt`: null: it goes on, or was interrupted. */
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Runs that are wanted of each cell. With `until` it is the largest number. */
  repeats: z.number().int().positive(),
  /** This campaign makes the runs of one part of several; null: all runs. `index` begins with 1. */
  shard: z.object({ index: z.number().int().positive(), of: z.number().int().positive() }).nullable(),
  cells: z.array(cell),
  /** In the order in which they began. */
  runs: z.array(run),
  /** Why chaos ended the campaign before its last run; absent: it did not. */
  stopped: z
    .object({
      /** The error of the runs. */
      error: z.string(),
      /** Directories of these runs, as in `runs`. `--resume` makes them again. */
      runs: z.array(z.string()),
    })
    .optional(),
});

export type CampaignSetting = z.infer<typeof setting>;
export type CampaignCell = z.infer<typeof cell>;
export type CampaignRun = z.infer<typeof run>;
export type CampaignFile = z.infer<typeof file>;

/** A campaign as reports see it. */
export interface CampaignData {
  /** Name of its directory. */
  readonly name: string;
  readonly directory: string;
  readonly file: CampaignFile;
  readonly cells: readonly CampaignCellData[];
  /** Runs that cannot be read, one sentence each. */
  readonly damage: readonly string[];
}

export interface CampaignRunData extends RunData {
  /** 1 to the number of repetitions. */
  readonly round: number;
}

export interface CampaignCellData extends CampaignCell {
  /** That are over and count, in the order in which they began. */
  readonly runs: readonly CampaignRunData[];
  /** Wanted of this cell (of this shard), and not there. */
  readonly missing: number;
  /** The campaign (all shards together) wants more than one run of it. */
  readonly isRepeated: boolean;
}

/**
 * Makes the directory of a new campaign under `out`. Two campaigns that begin in the same second get two directories.
 * @throws UsageError when `out` is a file; InfrastructureError when it cannot be written.
 */
export function createCampaign(out: string, now: Date = new Date()): string {
  return makeRunDirectory(out, "campaign", now);
}

export function campaignPath(directory: string): string {
  return join(directory, "campaign.json");
}

/** Replaces `campaign.json` in one step. */
export function writeCampaign(directory: string, campaign: CampaignFile): void {
  const path = campaignPath(directory);
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(campaign, null, 2)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw new InfrastructureError(`${path} cannot be written: ${(cause as Error).message}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

/**
 * @throws UsageError when the directory is no campaign; InfrastructureError when its file is damaged or of a newer chaos.
 */
export function readCampaignFile(directory: string): CampaignFile {
  const path = campaignPath(directory);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new UsageError(`${directory} is not a campaign: it has no campaign.json`, { cause });
    throw new InfrastructureError(`${path} is damaged: ${(cause as Error).message}`, { cause });
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === "number" && version > CAMPAIGN_SCHEMA_VERSION)
    throw new InfrastructureError(`${path} was written by a newer chaos`, { remedy: "update chaos" });
  const read = file.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new InfrastructureError(
      `${path} is not a campaign of chaos: ${issue.path.join(".") || "its top level"}: ${issue.message}`,
      { cause: read.error },
    );
  }
  return read.data;
}

/** The campaign with its runs. A run that cannot be read is damage, and missing. */
export function readCampaign(directory: string): CampaignData {
  const file = readCampaignFile(directory);
  const damage: string[] = [];
  const cells = file.cells.map((cell) => {
    const counted = file.runs.filter((run) => run.cell === cell.id && run.isOver && !run.isRetried);
    const runs = counted.flatMap((run) => {
      try {
        return [{ ...readRun(join(directory, run.directory)), round: run.round }];
      } catch (error) {
        damage.push((error as Error).message);
        return [];
      }
    });
    const missing = Math.max(0, wantedOf(file, cell) - runs.length);
    return { ...cell, runs, missing, isRepeated: file.repeats > 1 };
  });
  return { name: basename(resolve(directory)), directory, file, cells, damage };
}

/** The settings of a cell as --vary writes them: `producers.acks=1 topic.replicas=3`. Empty: nothing was varied. */
export function combinationOf({ settings }: Pick<CampaignCell, "settings">): string {
  return Object.entries(settings)
    .map(([path, value]) => `${path}=${value}`)
    .join(" ");
}

/** The directory of the campaign that a person means: a path, or a name under `out`. Null: it is none. */
export function findCampaign(out: string, named: string): string | null {
  return [named, join(out, named)].find((directory) => existsSync(campaignPath(directory))) ?? null;
}

/** Directories of a campaign's runs that are over and count. */
export function runsOfCampaign(directory: string): string[] {
  return readCampaignFile(directory)
    .runs.filter(({ isOver, isRetried }) => isOver && !isRetried)
    .map((run) => join(directory, run.directory));
}

/**
 * The cells of a campaign whose parts ran apart (`--shard`), with the runs of all parts. The runs of a part that is not
 * there are missing.
 * @throws UsageError when they are not parts of one campaign, or when one is there twice
 */
export function mergeCampaigns(parts: readonly CampaignData[]): readonly CampaignCellData[] {
  const [first, ...others] = parts as [CampaignData, ...CampaignData[]];
  const plan = ({ file: { repeats, shard, cells } }: CampaignData) =>
    JSON.stringify([repeats, shard?.of, cells.map(({ id, scenario, settings }) => [id, scenario, settings])]);
  const stranger = others.find((part) => plan(part) !== plan(first));
  if (stranger !== undefined) {
    throw new UsageError(
      `${first.directory} and ${stranger.directory} are no parts of one campaign: their combinations, repetitions or number of parts differ`,
    );
  }
  const { repeats, shard, cells } = first.file;
  const seen = new Map<number | undefined, string>();
  for (const { file, directory } of parts) {
    const before = seen.get(file.shard?.index);
    if (file.shard === null && parts.length > 1)
      throw new UsageError(`${directory} is no part of a campaign: it ran without --shard`);
    if (before !== undefined)
      throw new UsageError(`${before} and ${directory} are both part ${file.shard!.index} of ${shard!.of}`);
    seen.set(file.shard?.index, directory);
  }
  return cells.map((cell, index) => {
    const same = parts.map(({ cells }) => cells[index]!);
    const absent = Array.from({ length: shard?.of ?? 0 }, (_, i) => i + 1).filter((i) => !seen.has(i));
    const missing = absent.map((i) => wantedOf({ repeats, shard: { index: i, of: shard!.of }, cells }, cell));
    return {
      ...cell,
      runs: same.flatMap(({ runs }) => runs),
      missing: [...same.map((one) => one.missing), ...missing].reduce((sum, n) => sum + n, 0),
      isRepeated: repeats > 1,
    };
  });
}

/** Runs are dealt to shards in turn, cell by cell and round by round: every shard has about as many of each cell. */
export function isOfShard(
  shard: CampaignFile["shard"],
  { cell, round }: { readonly cell: number; readonly round: number },
): boolean {
  return shard === null || (cell + round - 1) % shard.of === shard.index - 1;
}

function wantedOf(
  { repeats, shard, cells }: Pick<CampaignFile, "repeats" | "shard" | "cells">,
  { id, isEnough }: CampaignCell,
): number {
  if (isEnough === true) return 0;
  const cell = cells.findIndex((other) => other.id === id);
  return Array.from({ length: repeats }, (_, index) => index + 1).filter((round) =>
    isOfShard(shard, { cell, round }),
  ).length;
}
