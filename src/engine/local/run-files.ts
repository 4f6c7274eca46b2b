/**
 * What a run has on disk only while its nodes live: `cluster/` in its directory, and its record in the cache, which leads
 * `chaos clean` to the first when nothing else of the run is left, wherever its directory is.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ownerHere } from "../owner.js";

export interface RunFiles {
  /** Of the run; absolute. */
  readonly directory: string;
  readonly record: string;
}

const recordSchema = z.object({
  /** The supervisor, as ownerHere() writes it. */
  owner: z.string(),
  directory: z.string().startsWith("/"),
});

export function filesOfRun(directory: string, cache: string): RunFiles {
  const id = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  return { directory, record: join(cache, "runs", `${id}.json`) };
}

/** Says that this process is the supervisor of the run. A cache that cannot be written costs the record, not the run. */
export function writeRunRecord({ directory, record }: RunFiles): void {
  try {
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, JSON.stringify({ owner: ownerHere(), directory }));
  } catch {
    // `chaos clean` finds the run by its processes only.
  }
}

/** Damaged records are passed over. */
export async function readRunRecords(cache: string): Promise<{ owner: string; directory: string }[]> {
  const folder = join(cache, "runs");
  const names = await readdir(folder).catch(() => []);
  const records = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8").catch(() => "");
      return parsed(text);
    }),
  );
  return records.filter((record) => record !== null);
}

/** The record goes last: what could not be removed can be found again. */
export async function removeRunFiles({ directory, record }: RunFiles): Promise<void> {
  await rm(join(directory, "cluster"), { recursive: true, force: true });
  await rm(record, { force: true });
}

function parsed(text: string): { owner: string; directory: string } | null {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
