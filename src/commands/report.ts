/** `chaos report`: past runs, from their directories alone. */
import { join } from "node:path";
import { Option } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { reporters } from "../report/index.js";
import { GROUPINGS, type Grouping } from "../report/model/history.js";
import { judgeCell } from "../report/model/odds.js";
import type { Beside } from "../report/reporter.js";
import { findCampaign, mergeCampaigns, readCampaign } from "../rundir/campaign.js";
import { latestRun, listRuns, type RunData, runPaths } from "../rundir/rundir.js";
import { shellWord } from "../shell-word.js";
import { type DefineCommand, type Edge, EXIT, exitCodeOf } from "./command.js";
import { compare } from "./compare.js";
import { showHistory } from "./history.js";
import { type Output, outputParser, renderShown, reporterOf, splitOutputs, writeFiles } from "./outputs.js";
import { readRuns } from "./runs.js";

interface ReportOptions {
  readonly out: string;
  readonly format?: readonly Output[];
  readonly all?: boolean;
  readonly open?: boolean;
  readonly merge?: boolean;
  readonly compare?: boolean;
  readonly history?: string;
  readonly by?: Grouping;
}

const HELP = `
Examples:
  chaos report
  chaos report --all --format html=all.html
  chaos report --format table --format junit=junit.xml --format html=report.html
  chaos report 20260101T120000Z-orders --open
  chaos report runs/20260101T120000Z-campaign
  chaos report --merge part1 part2 part3
  chaos report --compare runs/before runs/after
  chaos report --history runs
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
    .option(
      "--compare",
      "compare two campaigns or folders of runs, or the combinations of one campaign, and name each difference that is more than chance",
    )
    .option(
      "--history <dir>",
      "show how each scenario in a folder of runs and campaigns came out over time, and name each change that is more than chance",
    )
    .addOption(
      new Option(
        "--by <groups>",
        "with --history, group the runs by time (a campaign or a day) or by version",
      ).choices(GROUPINGS),
    )
    .option("--merge", "show the parts of a campaign, which ran with --shard, as one")
    .option("--open", "write the HTML report to a file, and open it in the browser")
    .addHelpText("after", HELP)
    .action((runs: string[], options: ReportOptions) => exit(report(runs, options, edge)));
};

async function report(named: readonly string[], options: ReportOptions, edge: Edge): Promise<number> {
  const { out, open, format = [] } = options;
  if (options.compare) {
    const alien = (["all", "merge", "open", "history"] as const).find((name) => options[name]);
    if (alien !== undefined) throw new UsageError(`--compare does not go with --${alien}`);
    return compare(named, out, format, edge);
  }
  if (options.history !== undefined) {
    const alien = (["all", "merge", "open"] as const).find((name) => options[name]);
    if (alien !== undefined) throw new UsageError(`--history does not go with --${alien}`);
    if (named.length > 0)
      throw new UsageError(`--history takes one folder, and got ${named.join(" ")} besides`, {
        remedy: `chaos report --history ${shellWord(options.history)}`,
      });
    return showHistory(options.history, options.by ?? "time", format, edge);
  }
  if (options.by !== undefined)
    throw new UsageError("--by groups the runs of --history, and does nothing without it");
  const { shown, files } = splitOutputs(format);
  const page = files.find(({ reporter }) => reporter.name === "html");
  if (open && format.length > 0 && shown !== "html" && page === undefined) {
    const names = format.map(({ name }) => name).join(" and ");
    throw new UsageError(`--open shows the HTML report, and --format asks for ${names}`);
  }
  const { runs, beside, problem, format: own, pageFile } = subjectOf(named, options);
  if (runs.length > 0 || problem === null || beside.cells !== undefined) {
    const opened = open ? (page?.file ?? pageFile) : undefined;
    const isOnlyOpened = opened !== undefined && page === undefined;
    const isSilent = isOnlyOpened || (shown === undefined && files.length > 0);
    if (!isSilent) edge.stdout.write(await renderShown(reporterOf(shown ?? own), runs, edge, beside));
    const written = isOnlyOpened ? [{ reporter: reporterOf("html"), file: opened }] : [];
    await writeFiles([...files, ...written], runs, edge, beside);
    if (opened !== undefined) await openInBrowser(opened);
  }
  if (problem !== null) throw problem;
  // No part of a campaign judges its probabilities, so the parts together do.
  return options.merge ? exitCodeOf([], (beside.cells ?? []).flatMap(judgeCell)) : EXIT.asExpected;
}

/** What a report is about. */
interface Subject {
  readonly runs: readonly RunData[];
  readonly beside: Beside;
  /** Why not all of it can be read; null: all can. */
  readonly problem: Error | null;
  /** The name of the reporter that shows it by itself. */
  readonly format: string;
  /** Where --open writes its page. */
  readonly pageFile: string;
}

function subjectOf(named: readonly string[], { out, all, merge }: ReportOptions): Subject {
  if (merge) return campaignSubject(campaignsNamed(named, out), join(out, "report.html"));
  const campaign = named.length === 1 ? findCampaign(out, named[0]!) : null;
  if (campaign !== null) return campaignSubject([campaign], join(campaign, "report.html"));
  const asked = named.length > 0 ? named : all ? listRuns(out) : [latestRun(out)];
  const { runs, problem } = readRuns(asked, out);
  const [only] = runs;
  return {
    ...{ runs, problem, format: asked.length === 1 ? "pretty" : "table" },
    beside: problem === null ? {} : { problems: problem.message.split("\n") },
    pageFile: runs.length === 1 ? runPaths(only!.directory).report : join(out, "report.html"),
  };
}

function campaignSubject(directories: readonly string[], pageFile: string): Subject {
  const parts = directories.map(readCampaign);
  const cells = mergeCampaigns(parts);
  const problems = parts.flatMap((part) => part.damage);
  return {
    ...{ runs: cells.flatMap((cell) => cell.runs), beside: { cells, problems }, format: "table", pageFile },
    problem: problems.length === 0 ? null : new InfrastructureError(problems.join("\n")),
  };
}

function campaignsNamed(named: readonly string[], out: string): string[] {
  if (named.length === 0)
    throw new UsageError("--merge needs the directories of the parts of a campaign", {
      remedy: "chaos report --merge part1 part2",
    });
  return named.map((name) => {
    const found = findCampaign(out, name);
    if (found === null) throw new UsageError(`there is no campaign called ${name}, here or in ${out}`);
    return found;
  });
}

async function openInBrowser(file: string): Promise<void> {
  const { default: open } = await import("open");
  try {
    await open(file);
  } catch (cause) {
    throw new InfrastructureError(`no browser opened ${file}: ${(cause as Error).message}`, { cause });
  }
}
