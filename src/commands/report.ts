/** `chaos report`: past runs, from their directories alone. */
import { Option } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { reporters } from "../report/index.js";
import { findRun, latestRun, listRuns, type RunData, readRun } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT, pageOf, widePageOf } from "./command.js";

interface ReportOptions {
  readonly out: string;
  readonly format?: string;
  readonly all?: boolean;
}

export const defineReport: DefineCommand = (command, edge, exit) => {
  command
    .description("Shows one or many past runs, by default the latest.")
    .argument("[run...]", "run directories, or their names")
    .option("--out <dir>", "where run directories are", "runs")
    .option("--all", "every run there is")
    .addOption(
      new Option(
        "--format <name>",
        "how to show them (default: pretty for one run, table for several)",
      ).choices(reporters.map(({ name }) => name)),
    )
    .action((runs: string[], options: ReportOptions) => exit(report(runs, options, edge)));
};

async function report(named: readonly string[], options: ReportOptions, edge: Edge): Promise<number> {
  const { out, all, format } = options;
  const asked = named.length > 0 ? named : all ? listRuns(out) : [latestRun(out)];
  const { runs, problems } = readAll(asked, out);
  if (runs.length > 0 || problems.length === 0) {
    const wanted = format ?? (asked.length === 1 ? "pretty" : "table");
    const reporter = reporters.find(({ name }) => name === wanted)!;
    const page = wanted === "table" ? widePageOf(edge.stdout) : pageOf(edge.stdout);
    edge.stdout.write(reporter.render(runs, page));
  }
  if (problems.length === 0) return EXIT.asExpected;
  throw problems.length === 1 ? problems[0] : together(problems);
}

/** Every run that can be read, and why the others cannot: one of them must not hide the rest. */
function readAll(names: readonly string[], out: string) {
  const runs: RunData[] = [];
  const problems: (UsageError | InfrastructureError)[] = [];
  for (const name of names) {
    try {
      runs.push(readRun(findRun(out, name)));
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof InfrastructureError)) throw error;
      problems.push(error);
    }
  }
  return { runs, problems };
}

/** A name that is wrong is the person's to mend, and counts more than a run that is damaged. */
function together(problems: readonly Error[]): Error {
  const message = problems.map((problem) => problem.message).join("\n");
  const isUsage = problems.some((problem) => problem instanceof UsageError);
  return isUsage ? new UsageError(message) : new InfrastructureError(message);
}
