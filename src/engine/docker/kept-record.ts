/** What another process needs to take over a cluster that was kept: `cluster/cluster.json` in the run's directory. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterNode } from "../../cluster/topology.js";
import type { Images } from "./image.js";

export interface KeptRecord {
  readonly engine: "docker";
  /** Of the Docker engine. */
  readonly host: string;
  readonly run: string;
  readonly nodes: readonly ClusterNode[];
  readonly images: Images;
}

export async function writeKept(runDirectory: string, record: Omit<KeptRecord, "engine">): Promise<void> {
  await writeFile(pathOf(runDirectory), JSON.stringify({ engine: "docker", ...record }));
}

/** Null: this engine keeps no cluster there. */
export async function readKept(runDirectory: string): Promise<KeptRecord | null> {
  const text = await readFile(pathOf(runDirectory), "utf8").catch(() => null);
  // Damaged: the local engine, whose file has the same name, says so.
  const record = text === null ? null : (parsed(text) as KeptRecord | null);
  return record?.engine === "docker" ? record : null;
}

function pathOf(runDirectory: string): string {
  return join(runDirectory, "cluster", "cluster.json");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
