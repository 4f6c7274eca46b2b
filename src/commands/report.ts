/** `chaos report`: past runs, from their directories alone. */
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { reporters } from "../report/index.js";
import type { Reporter } from "../report/reporter.js";
import { latestRun, listRuns, runPaths } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT, pageOf, paintOf, widePageOf } from "./command.js";
import { readRuns } from "./runs.js";

interface ReportOptions {
  readonly out: string;
  readonly format?: Format;
  readonly all?: boolean;
  readonly open?: boolean;
}

/** A reporter, and the file that it writes; undefined: standard output. */
interface Format {
  readonly reporter: Reporter;
  readonly file: string | undefined;
}

const HELP = `
Examples:
  chaos report
  chaos report --all --format html=all.html
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
        `how to show them: ${names} (default: pretty for one run, table for several), and the file to write`,
      ).argParser(formatOf),
    )
    .option("--open", "write the HTML report to a file, and open it in the browser")
    .addHelpText("after", HELP)
    .action((runs: string[], options: ReportOptions) => exit(report(runs, options, edge)));
};

function formatOf(text: string): Format {
  const [name, ...rest] = text.split("=");
  const reporter = reporters.find((one) => one.name === name);
  if (reporter === undefined) {
    throw new InvalidArgumentError(`Allowed choices are ${reporters.map((one) => one.name).join(", ")}.`);
  }
  const file = rest.length === 0 ? undefined : rest.join("=");
  if (file === "")
    throw new InvalidArgumentError(`The name of a file is missing, as in ${name}=report.${name}.`);
  return { reporter, file };
}

async function report(named: readonly string[], options: ReportOptions, edge: Edge): Promise<number> {
  const { out, all, open, format } = options;
  if (open && format !== undefined && format.reporter.name !== "html") {
    throw new UsageError(`--open shows the HTML report, and --format asks for ${format.reporter.name}`);
  }
  const asked = named.length > 0 ? named : all ? listRuns(out) : [latestRun(out)];
  const { runs, problem } = readRuns(asked, out);
  if (runs.length > 0 || problem === null) {
    const name = format?.reporter.name ?? (open ? "html" : asked.length === 1 ? "pretty" : "table");
    const reporter = reporters.find((one) => one.name === name)!;
    const page = name === "table" ? widePageOf(edge.stdout) : pageOf(edge.stdout);
    const text = await reporter.render(runs, page, problem?.message.split("\n"));
    const [only] = runs;
    const ownFile =
      runs.length === 1 && only !== undefined ? runPaths(only.directory).report : join(out, "report.html");
    const file = format?.file ?? (open ? ownFile : undefined);
    if (file === undefined) edge.stdout.write(text);
    else {
      writeReport(file, text);
      edge.stderr.write(`${paintOf(edge.stderr).dim("written")}  ${file}\n`);
    }
    if (open && file !== undefined) await openInBrowser(file);
  }
  if (problem !== null) throw problem;
  return EXIT.asExpected;
}

/** A disk that is full leaves the report that was there before. */
function writeReport(file: string, text: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  // A device or a pipe has no other name to be written under.
  const isSpecial = there !== undefined && !there.isFile();
  const target = isSpecial ? file : `${file}.tmp`;
  try {
    writeFileSync(target, text);
    if (!isSpecial) renameSync(target, file);
  } catch (cause) {
    if (!isSpecial) rmSync(target, { force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === "ENOSPC" || code === "EDQUOT"
        ? "the disk is full"
        : code === "ENOENT"
          ? "there is no such directory"
          : message;
    throw new InfrastructureError(`the report cannot be written to ${file}: ${why}`, { cause });
  }
}

async function openInBrowser(file: string): Promise<void> {
  const { default: open } = await import("open");
  try {
    await open(file);
  } catch (cause) {
    throw new InfrastructureError(`no browser opened ${file}: ${(cause as Error).message}`, { cause });
  }
}
