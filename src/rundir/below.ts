/** Every run and campaign in a folder, however deep. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../errors.js";
import { campaignPath } from "./campaign.js";
import { runPaths } from "./rundir.js";

export interface Below {
  /** Directories, in the order of their names. Runs of a campaign are not among them. */
  readonly runs: readonly string[];
  readonly campaigns: readonly string[];
  /** Folders that cannot be listed, one sentence each. */
  readonly problems: readonly string[];
}

/** A folder of runs is not deeper, and one that is would be something else. */
const DEPTH_MAX = 12;

/** Links are not followed. @throws UsageError when the folder itself cannot be listed */
export function runsBelow(folder: string): Below {
  const found = { runs: [] as string[], campaigns: [] as string[], problems: [] as string[] };
  const look = (directory: string, depth: number) => {
    if (existsSync(campaignPath(directory))) return void found.campaigns.push(directory);
    if (existsSync(runPaths(directory).result)) return void found.runs.push(directory);
    if (depth > DEPTH_MAX) return;
    for (const name of foldersIn(directory, depth === 0, found.problems))
      look(join(directory, name), depth + 1);
  };
  look(folder, 0);
  return found;
}

function foldersIn(directory: string, isAsked: boolean, problems: string[]): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    const message = `the runs in ${directory} cannot be listed: ${(cause as Error).message}`;
    if (isAsked) throw new UsageError(message, { cause });
    problems.push(message);
    return [];
  }
}
