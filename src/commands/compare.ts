/** `chaos report --compare A B`: two groups of runs, such as two versions or two settings. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InfrastructureError, UsageError } from "../errors.js";
import { renderComparison } from "../report/comparison.js";
import { compareGroups, type Group } from "../report/model/comparison.js";
import { combinationOf, findCampaign, readCampaign } from "../rundir/campaign.js";
import { listRuns } from "../rundir/rundir.js";
import { type Edge, EXIT, widePageOf } from "./command.js";
import type { Output } from "./outputs.js";
import { readRuns } from "./runs.js";

export function compare(
  named: readonly string[],
  out: string,
  format: readonly Output[],
  edge: Edge,
): number {
  if (named.length !== 2)
    throw new UsageError(`--compare needs two campaigns or folders of runs, and got ${named.length}`, {
      remedy: "chaos report --compare runs/before runs/after",
    });
  const other = format.find(({ name, file }) => name !== "json" || file !== undefined);
  if (other !== undefined)
    throw new UsageError("--compare prints a text, or with --format json a document: no other format");
  const [a, b] = named.map((name) => sideOf(name, out)) as [Side, Side];
  const comparison = compareGroups(a.groups, b.groups);
  edge.stdout.write(
    format.length > 0
      ? `${JSON.stringify({ a: named[0], b: named[1], ...comparison }, null, 2)}\n`
      : renderComparison(comparison, [named[0]!, named[1]!], widePageOf(edge.stdout)),
  );
  for (const { problem } of [a, b]) if (problem !== null) throw problem;
  return EXIT.asExpected;
}

interface Side {
  readonly groups: readonly Group[];
  /** Why some runs cannot be read; null: all can. */
  readonly problem: Error | null;
}

/** A campaign has its combinations. A folder, or the one run that is named, has its scenarios. */
function sideOf(name: string, out: string): Side {
  const campaign = findCampaign(out, name);
  if (campaign !== null) {
    const { cells, damage } = readCampaign(campaign);
    const groups = cells.map((cell) => ({ ...cell, combination: combinationOf(cell) }));
    return { groups, problem: damage.length === 0 ? null : new InfrastructureError(damage.join("\n")) };
  }
  const isRun = existsSync(join(name, "result.json"));
  const inside = isRun ? [] : listRuns(name);
  const { runs, problem } = readRuns(inside.length > 0 ? inside : [name], out);
  const scenarios = [...new Set(runs.map(({ result }) => result.scenario))];
  const groups = scenarios.map((scenario) => ({
    ...{ scenario, combination: "" },
    runs: runs.filter(({ result }) => result.scenario === scenario),
  }));
  return { groups, problem };
}
