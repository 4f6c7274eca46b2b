/** What several commands do with the runs that a person names. */
import { InfrastructureError, UsageError } from "../errors.js";
import { findCampaign, runsOfCampaign } from "../rundir/campaign.js";
import { findRun, type RunData, readRun } from "../rundir/rundir.js";

export interface NamedRuns {
  readonly runs: readonly RunData[];
  /** Why the other runs cannot be read; null: all can. */
  readonly problem: Error | null;
}

/** Every run that can be read: one that cannot must not hide the rest. A campaign is its runs. */
export function readRuns(names: readonly string[], out: string): NamedRuns {
  const runs: RunData[] = [];
  const problems: Error[] = [];
  for (const name of names) {
    try {
      const campaign = findCampaign(out, name);
      const directories = campaign === null ? [findRun(out, name)] : runsOfCampaign(campaign);
      for (const directory of directories) runs.push(readRun(directory));
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof InfrastructureError)) throw error;
      problems.push(error);
    }
  }
  return { runs, problem: problems.length < 2 ? (problems[0] ?? null) : together(problems) };
}

/** A name that is wrong is the person's to mend, and counts more than a run that is damaged. */
function together(problems: readonly Error[]): Error {
  const message = problems.map((problem) => problem.message).join("\n");
  const isUsage = problems.some((problem) => problem instanceof UsageError);
  return isUsage ? new UsageError(message) : new InfrastructureError(message);
}
