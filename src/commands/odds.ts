/** The probabilities that a scenario expects: what a person should know before it runs, and the exit code of a campaign. */
import { fewestRuns, judgeCell, runsForOdds } from "../report/model/odds.js";
import { count } from "../report/text.js";
import { CAMPAIGN_RUNS_MAX, type CampaignData } from "../rundir/campaign.js";
import type { Verdict } from "../rundir/result.js";
import type { LoadedScenario } from "../scenario/load.js";
import type { Expectations } from "../scenario/syntax.js";
import { shellWord } from "../shell-word.js";
import { exitCodeOf } from "./command.js";

/** Of single runs. */
export function notesOnOdds(loaded: readonly Pick<LoadedScenario, "path" | "scenario">[]): string[] {
  return loaded.flatMap(({ path, scenario }) => {
    const runs = runsForOdds(scenario.expect);
    if (runs === null) return [];
    // What comes through standard input has no other name.
    const named = path === "standard input" ? "-" : shellWord(path);
    const beyond = fewestRuns(scenario.expect).filter((one) => one.runs > CAMPAIGN_RUNS_MAX);
    return [
      ...beyond.map(
        ({ name }) =>
          `${path}: ${name} takes more runs than the ${count(CAMPAIGN_RUNS_MAX)} of a campaign. Choose a limit that is farther from 0 and 1`,
      ),
      `${path}: one run does not decide a probability. A campaign does: chaos run ${named} --repeat ${runs}`,
    ];
  });
}

/** Of a campaign that makes `repeat` runs of each combination at most: those that are too few, whatever they find. */
export function notesOnFewRuns(
  cells: readonly { readonly path: string; readonly expect: Expectations }[],
  repeat: number,
): string[] {
  if (repeat === 1) {
    const notes = cells.flatMap(({ path, expect }) => {
      const runs = runsForOdds(expect);
      return runs === null ? [] : [`${path}: one run does not decide a probability. Add --repeat ${runs}`];
    });
    return [...new Set(notes)];
  }
  const notes = cells.flatMap(({ path, expect }) =>
    fewestRuns(expect)
      .filter(({ runs }) => runs > repeat)
      .map(
        ({ name, runs }) =>
          `${path}: ${name} takes ${Number.isFinite(runs) ? count(runs) : "10,000"} runs or more, and this campaign makes ${count(repeat)}`,
      ),
  );
  return [...new Set(notes)];
}

export function exitCodeOfCampaign({ file, cells }: Pick<CampaignData, "file" | "cells">): number {
  const results = cells.flatMap(({ runs }) => runs.map(({ result }) => result as { verdict: Verdict }));
  // Its runs may all be retried, so that none of them counts.
  if (file.stopped !== undefined) results.push({ verdict: "inconclusive" });
  // A part of a campaign has too few runs by design. `chaos report --merge` judges all of them.
  return exitCodeOf(results, file.shard === null ? cells.flatMap(judgeCell) : []);
}
