/** `chaos report`: past runs, from their directories alone. */
import { Option } from "commander";
import { reporters } from "../report/index.js";
import { latestRun, listRuns } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT, pageOf, widePageOf } from "./command.js";
import { readRuns } from "./runs.js";

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
  const { runs, problem } = readRuns(asked, out);
  if (runs.length > 0 || problem === null) {
    const wanted = format ?? (asked.length === 1 ? "pretty" : "table");
    const reporter = reporters.find(({ name }) => name === wanted)!;
    const page = wanted === "table" ? widePageOf(edge.stdout) : pageOf(edge.stdout);
    edge.stdout.write(reporter.render(runs, page));
  }
  if (problem !== null) throw problem;
  return EXIT.asExpected;
}
