/** `chaos report --compare A B`: two groups of runs, such as two versions or two settings. Of one campaign, its combinations. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InfrastructureError, UsageError } from "../errors.js";
import { renderComparison } from "../report/comparison.js";
import { compareGroups, compareWithin, type Group } from "../report/model/comparison.js";
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
  const only = named.length === 1 ? findCampaign(out, named[0]!) : null;
  if (named.length !== 2 && only === null)
    throw new UsageError(
      `--compare needs two campaigns or folders of runs, or one campaign, and got ${named.length === 1 ? named[0] : named.length}`,
      { remedy: "chaos report --compare runs/before runs/after" },
    );
  const other = format.find(({ name, file }) => name !== "json" || file !== undefined);
  if (other !== undefined)
    throw new UsageError("--compare prints a text, or with --format json a document: no other format");
  const places = named.map((name) => resolve(findCampaign(out, name) ?? name));
  if (places[0] === places[1])
    throw new UsageError(`${named[0]} is both sides of the comparison`, {
      remedy: "name two groups of runs, or one campaign to compare its combinations",
    });
  const sides = named.map((name) => sideOf(name, out));
  const [a, b] = sides as [Side, Side];
  const comparison = only === null ? compareGroups(a.groups, b.groups) : compareWithin(a.groups);
  const labels = only === null ? ([named[0]!, named[1]!] as const) : null;
  const [first, second] = labels ?? [named[0]!, named[0]!];
  edge.stdout.write(
    format.length > 0
      ? `${JSON.stringify({ a: first, b: second, ...comparison }, null, 2)}\n`
      : renderComparison(comparison, labels, widePageOf(edge.stdout)),
  );
  for (const { problem } of sides) if (problem !== null) throw problem;
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
    ...{ scenario, combination: "", missing: 0 },
    runs: runs.filter(({ result }) => result.scenario === scenario),
  }));
  return { groups, problem };
}
