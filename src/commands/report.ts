/** `chaos report`: past runs, from their directories alone. */
import { join } from "node:path";
import { Option } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { renderCampaign } from "../report/campaign.js";
import { reporters } from "../report/index.js";
import { table } from "../report/table.js";
import { findCampaign, mergeCampaigns, readCampaign } from "../rundir/campaign.js";
import { latestRun, listRuns, runPaths } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT, widePageOf } from "./command.js";
import { compare } from "./compare.js";
import { type Output, outputParser, renderShown, reporterOf, splitOutputs, writeFiles } from "./outputs.js";
import { readRuns } from "./runs.js";

interface ReportOptions {
  readonly out: string;
  readonly format?: readonly Output[];
  readonly all?: boolean;
  readonly open?: boolean;
  readonly merge?: boolean;
  readonly compare?: boolean;
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
      "compare two campaigns or folders of runs, and name each difference that is more than chance",
    )
    .option("--merge", "show the parts of a campaign, which ran with --shard, as one")
    .option("--open", "write the HTML report to a file, and open it in the browser")
    .addHelpText("after", HELP)
    .action((runs: string[], options: ReportOptions) => exit(report(runs, options, edge)));
};

async function report(named: readonly string[], options: ReportOptions, edge: Edge): Promise<number> {
  const { out, all, open, merge, format = [] } = options;
  if (options.compare) return compare(named, out, format, edge);
  if (merge) return reportCampaign(campaignsNamed(named, out), edge);
  const [campaign = null] = named.length === 1 ? [findCampaign(out, named[0]!)] : [];
  if (campaign !== null && !open && format.length === 0) return reportCampaign([campaign], edge);
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

/** Its runs, and then what they say together. */
function reportCampaign(directories: readonly string[], edge: Edge): number {
  const parts = directories.map(readCampaign);
  const cells = mergeCampaigns(parts);
  const page = widePageOf(edge.stdout);
  const runs = cells.flatMap((cell) => cell.runs);
  const list = runs.length === 0 ? "" : `${table.render(runs, page)}\n`;
  edge.stdout.write(list + renderCampaign(cells, page));
  const damage = parts.flatMap((part) => part.damage);
  if (damage.length > 0) throw new InfrastructureError(damage.join("\n"));
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
