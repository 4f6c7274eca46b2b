/** `chaos report`: past runs, from their directories alone. */
import { join } from "node:path";
import { Option } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { reporters } from "../report/index.js";
import { latestRun, listRuns, runPaths } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import { type Output, outputParser, renderShown, reporterOf, splitOutputs, writeFiles } from "./outputs.js";
import { readRuns } from "./runs.js";

interface ReportOptions {
  readonly out: string;
  readonly format?: readonly Output[];
  readonly all?: boolean;
  readonly open?: boolean;
}

const HELP = `
Examples:
  chaos report
  chaos report --all --format html=all.html
  chaos report --format table --format junit=junit.xml --format html=report.html
  chaos report 20260101T120000Z-orders --open
`;

export const defineReport: DefineCommand = (command, edge, exit) => {
  const names = reporters.map(({ name }) => name).join(", ");
  command
    .description("Shows one or many past runs, by default the latest.")
    .argument("[run...]", "run directories, or their names")
    .option("--out <dir>", "where run directories are", "runs")
    .option("--all", "every run there is")
    .addOption(
      new Option(
        "--format <name[=file]>",
        `how to show them: ${names} (default: pretty for one run, table for several), and the file to write (may be repeated)`,
      ).argParser(outputParser([])),
    )
    .option("--open", "write the HTML report to a file, and open it in the browser")
    .addHelpText("after", HELP)
    .action((runs: string[], options: ReportOptions) => exit(report(runs, options, edge)));
};

async function report(named: readonly string[], options: ReportOptions, edge: Edge): Promise<number> {
  const { out, all, open, format = [] } = options;
  const { shown, files } = splitOutputs(format);
  const page = files.find(({ reporter }) => reporter.name === "html");
  if (open && format.length > 0 && shown !== "html" && page === undefined) {
    const names = format.map(({ name }) => name).join(" and ");
    throw new UsageError(`--open shows the HTML report, and --format asks for ${names}`);
  }
  const asked = named.length > 0 ? named : all ? listRuns(out) : [latestRun(out)];
  const { runs, problem } = readRuns(asked, out);
  if (runs.length > 0 || problem === null) {
    const problems = problem?.message.split("\n");
    const [only] = runs;
    const ownFile =
      runs.length === 1 && only !== undefined ? runPaths(only.directory).report : join(out, "report.html");
    const opened = open ? (page?.file ?? ownFile) : undefined;
    const isOnlyOpened = opened !== undefined && page === undefined;
    const isSilent = isOnlyOpened || (shown === undefined && files.length > 0);
    if (!isSilent) {
      const reporter = reporterOf(shown ?? (asked.length === 1 ? "pretty" : "table"));
      edge.stdout.write(await renderShown(reporter, runs, edge, problems));
    }
    const own = isOnlyOpened ? [{ reporter: reporterOf("html"), file: opened }] : [];
    await writeFiles([...files, ...own], runs, edge, problems);
    if (opened !== undefined) await openInBrowser(opened);
  }
  if (problem !== null) throw problem;
  return EXIT.asExpected;
}

async function openInBrowser(file: string): Promise<void> {
  const { default: open } = await import("open");
  try {
    await open(file);
  } catch (cause) {
    throw new InfrastructureError(`no browser opened ${file}: ${(cause as Error).message}`, { cause });
  }
}
