/** The cluster that a command is about: the kept one of the run that is named, else the latest that is kept. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ClusterGoneError, type KeptCluster } from "../../engine/engine.js";
import { InfrastructureError } from "../../errors.js";
import { faults } from "../../faults/index.js";
import { findRun, runPaths } from "../../rundir/rundir.js";
import { loadScenarioFiles } from "../../scenario/files.js";
import type { Scenario } from "../../scenario/syntax.js";
import { type Edge, paintOf } from "../command.js";
import { engines } from "../engines.js";

export const DEFAULT_OUT = "runs";

export interface KeptOptions {
  readonly run?: string;
  readonly out: string;
}

export interface Kept extends AsyncDisposable {
  /** Of the run. */
  readonly directory: string;
  readonly cluster: KeptCluster;
}

export function addKeptOptions(command: Command): Command {
  return command
    .option("--run <dir>", "the run whose cluster to use (default: the newest kept one)")
    .option("--out <dir>", "where run directories are", DEFAULT_OUT);
}

/**
 * `goneToo`: the latest may be one that is gone, which is thrown; else it is passed over for an older one that is there.
 * @throws UsageError when there is no such run, ClusterGoneError when the cluster cannot be worked on any more,
 * InfrastructureError when the run keeps no cluster or none is kept
 */
export async function attach({ run, out }: KeptOptions, edge: Edge, { goneToo = false } = {}): Promise<Kept> {
  if (run !== undefined) {
    const directory = findRun(out, run);
    return (await attachTo(directory, edge)) ?? nothingKept(directory);
  }
  const gone: ClusterGoneError[] = [];
  for (const directory of newestFirst(out)) {
    try {
      const kept = await attachTo(directory, edge);
      if (kept === null) continue;
      // What follows is about an older cluster than the person may think.
      for (const { message } of gone) {
        edge.stderr.write(`${paintOf(edge.stderr).dim("note")}  ${message}; this is ${directory}\n`);
      }
      return kept;
    } catch (error) {
      if (goneToo || !(error instanceof ClusterGoneError)) throw error;
      gone.push(error);
    }
  }
  throw gone[0] ?? nothingKept(out);
}

/** What the run was asked to be: its topic is what people look at. */
export async function scenarioOf({ directory }: Kept): Promise<Scenario> {
  const [loaded] = await loadScenarioFiles([runPaths(directory).scenario], { faults, randomSeed: 0 });
  return loaded!.scenario;
}

async function attachTo(directory: string, edge: Edge): Promise<Kept | null> {
  for (const engine of engines(edge.env)) {
    const cluster = await engine.attach(directory, edge.signal);
    if (cluster === null) continue;
    return { directory, cluster, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
  }
  return null;
}

function nothingKept(where: string): never {
  throw new InfrastructureError(`no cluster is kept in ${where}`, { remedy: "start one: chaos cluster up" });
}

/** Runs whose engine has files there, which is few of them. */
function newestFirst(out: string): string[] {
  const names = existsSync(out) ? readdirSync(out) : [];
  const order = new Intl.Collator("en", { numeric: true });
  return names
    .filter((name) => existsSync(join(out, name, "cluster")))
    .sort((a, b) => order.compare(b, a))
    .map((name) => join(out, name));
}
