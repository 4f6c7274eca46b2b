/** `chaos run`: every scenario named, one after another, each to its verdict. */

import { InvalidArgumentError, Option } from "commander";
import { RETRIES_MAX } from "../campaign/file.js";
import { JOBS_MAX } from "../campaign/jobs.js";
import { selectEngine } from "../engine/select.js";
import { UsageError } from "../errors.js";
import { type ExperimentOutcome, runExperiment } from "../experiment/experiment.js";
import { faults } from "../faults/index.js";
import { reporters } from "../report/index.js";
import { defaultView, views } from "../report/live/index.js";
import type { Terminal } from "../report/live/view.js";
import { pretty } from "../report/pretty.js";
import { readServeAddress, type ServeAddress } from "../report/serve/address.js";
import { table } from "../report/table.js";
import { CAMPAIGN_RUNS_MAX } from "../rundir/campaign.js";
import { readRun } from "../rundir/rundir.js";
import { specOf } from "../scenario/cluster-spec.js";
import { type DefineCommand, type Edge, EXIT, exitCodeOf, pageOf, paintOf, widePageOf } from "./command.js";
import { engines } from "./engines.js";
import { tellGitHub } from "./github.js";
import { both, openLive } from "./live-page.js";
import { notesOnOdds } from "./odds.js";
import {
  type Output,
  outputParser,
  type Reporting,
  renderShown,
  reporterOf,
  splitOutputs,
  writeFiles,
} from "./outputs.js";
import { campaignAmong } from "./plan-campaign.js";
import { type CampaignCommand, newCampaign, resumeCampaign } from "./run-campaign.js";
import { collect, loadTexts, positiveNumber, readNamed, wholeNumber } from "./scenarios.js";

const EXAMPLE = "chaos run scenarios/acks1-leader-partition.yaml --scale 0.1";

const HELP = `
Examples:
  chaos run scenarios/acks1-leader-partition.yaml --scale 0.1
  chaos run scenarios --set producers.acks=all --set topic.config.min.insync.replicas=2
  chaos run mine.yaml --repeat 20 --vary producers.acks=1,all --jobs auto
  chaos run --resume runs/20261128T090000Z-campaign
  chaos run mine.yaml --reporter plain --reporter junit=junit.xml --reporter html=report.html
  chaos run mine.yaml --serve 127.0.0.1:0
  chaos run mine.yaml --reporter json | jq -r '.[].verdict'

Exit codes: 0 every verdict as expected and every probability met, 1 one is not, 2 wrong usage or scenario, 3 inconclusive or undecided, 130 interrupted.
`;

const NAMES = [...new Set([...views, ...reporters].map(({ name }) => name))];

interface RunOptions {
  readonly engine: string;
  readonly scale?: number;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly out: string;
  readonly keep?: boolean;
  readonly bail?: boolean;
  readonly repeat?: number;
  readonly vary?: readonly string[];
  readonly jobs?: number | "auto";
  readonly fresh?: boolean;
  readonly until?: string;
  readonly retryInconclusive?: number;
  readonly shard?: string;
  readonly resume?: string;
  readonly reporter?: readonly Output[];
  readonly serve?: ServeAddress;
}

export const defineRun: DefineCommand = (command, edge, exit) => {
  command
    .description("Starts each scenario's cluster, breaks it, and reports every lost message.")
    .argument("[scenario...]", "scenario files, folders or globs, a campaign file, or - for standard input")
    .addOption(
      new Option("--engine <name>", "the engine that runs the nodes")
        .choices(["auto", ...engines(edge.env).map(({ name }) => name)])
        .default("auto"),
    )
    .option(
      "--scale <factor>",
      "multiply message counts and message triggers (not times), such as 0.1",
      positiveNumber,
    )
    .option("--set <path=value>", "change one setting, such as producers.acks=all (may be repeated)", collect)
    .option("--seed <number>", "make the same random choices again", wholeNumber)
    .option("--out <dir>", "where run directories go", "runs")
    .option("--keep", "leave the cluster running, for `chaos cluster status` and the like")
    .option("--bail", "stop after the first run that is not as expected")
    .option("--repeat <n>", "run each scenario this many times, as a campaign", repeats)
    .option(
      "--vary <path=values>",
      "run with each of these values, such as producers.acks=0,1,all (may be repeated: all combinations)",
      collect,
    )
    .option("--jobs <n>", "run so many at a time, or auto: two for each processor", jobs)
    .option("--fresh", "start a new cluster for each run of a campaign, instead of reusing clean ones")
    .option("--until <goal>", 'end when it is known well enough, such as "loss.p ± 0.05"')
    .option("--retry-inconclusive <n>", "make an inconclusive run again, so many times at most", retries)
    .option("--shard <i/n>", "make one part of the runs, such as 2/5")
    .option("--resume <dir>", "make the missing runs of a campaign that was interrupted")
    .addOption(
      new Option(
        "--reporter <name[=file]>",
        `how to report it: ${NAMES.join(", ")} (default: pretty on a terminal, else plain), and the file to write (may be repeated)`,
      ).argParser(outputParser(NAMES)),
    )
    .option(
      "--serve <address>",
      "show the report in a browser during the runs, such as 127.0.0.1:0",
      serveAddress,
    )
    .addHelpText("after", HELP)
    .action((patterns: string[], options: RunOptions) => exit(run(patterns, options, edge)));
};

async function run(patterns: readonly string[], options: RunOptions, edge: Edge): Promise<number> {
  const { scale, seed, set = [], resume } = options;
  const reporting = reportingOf(options, edge.stderr);
  if (resume !== undefined) return resumeCampaign(resume, patterns, asCampaign(options, reporting), edge);
  if (patterns.length === 0) throw new UsageError("missing required argument scenario", { remedy: EXAMPLE });
  const texts = await readNamed(patterns, edge);
  const file = campaignAmong(texts);
  if (file !== null || isCampaign(options))
    return newCampaign(texts, file, asCampaign(options, reporting), edge);
  const first = await loadTexts(texts, {
    set,
    ...(scale !== undefined && { scale }),
    ...(seed !== undefined && { seed }),
  });
  await using live = await openLive(options.serve, edge);
  if (first.length > 1) live?.tell({ directory: options.out, wanted: first.length, over: 0, leftMs: null });
  const needs = new Set(first.flatMap(({ scenario }) => [...specOf(scenario, faults).needs]));
  const { engine, why } = await selectEngine(engines(edge.env), options.engine, needs);
  const { view, tellsProgress, document, files } = reporting;
  if (tellsProgress) {
    const notes = [...first.flatMap(({ notes }) => notes), ...notesOnOdds(first)];
    for (const line of [`engine ${why}`, ...notes]) edge.stderr.write(`${paintOf(edge.stderr).dim(line)}\n`);
  }

  const outcomes: ExperimentOutcome[] = [];
  for (const { scenario, yaml } of first) {
    const watch = live?.run(scenario.name);
    const outcome = await runExperiment({
      scenario,
      yaml,
      engine,
      faults,
      out: options.out,
      keep: options.keep === true,
      openView: (header) => both(view.open(header, edge.stderr), watch?.open(header)),
      ...(watch !== undefined && { onDirectory: watch.onDirectory }),
      chaosVersion: edge.version,
      signal: edge.signal,
    });
    outcomes.push(outcome);
    live?.end(outcome.paths.directory, outcome.result);
    if (first.length > 1) {
      const over = outcomes.length;
      live?.tell({ directory: options.out, wanted: first.length, over, leftMs: null });
    }
    if (document === null) tellVerdict(outcome, edge);
    tellWhatToDo(outcome, edge);
    if (edge.signal.aborted) break;
    if (options.bail && outcome.result.verdict !== "as-expected") break;
  }

  const data = outcomes.map(({ paths }) => readRun(paths.directory));
  if (document !== null) edge.stdout.write(await renderShown(document, data, edge));
  else if (data.length > 1) edge.stdout.write(table.render(data, widePageOf(edge.stdout)));
  tellGitHub(data, texts, edge, { isDocument: document !== null });
  await writeFiles(files, data, edge);
  if (edge.signal.aborted) return EXIT.interrupted;
  // What a person can mend counts first.
  if (outcomes.some(({ failure }) => failure instanceof UsageError)) return EXIT.usage;
  return exitCodeOf(outcomes.map(({ result }) => result));
}

/** With each of these options the runs have one directory, and its campaign.json. */
function isCampaign({ repeat = 1, ...options }: RunOptions): boolean {
  const { vary, jobs, until, retryInconclusive, shard } = options;
  return repeat > 1 || [vary, jobs, until, retryInconclusive, shard].some((given) => given !== undefined);
}

function asCampaign(
  { keep, bail, fresh, jobs = 1, reporter: _, ...options }: RunOptions,
  reporting: Reporting,
): CampaignCommand {
  if (keep)
    throw new UsageError("--keep leaves the cluster of one run running, and does not go with a campaign", {
      remedy: "run the scenario alone",
    });
  return { ...options, jobs, bail: bail === true, fresh: fresh === true, reporting };
}

function tellVerdict({ paths }: ExperimentOutcome, edge: Edge): void {
  edge.stdout.write(pretty.render([readRun(paths.directory)], pageOf(edge.stdout)));
}

function tellWhatToDo({ kept, failure }: ExperimentOutcome, { stderr }: Edge): void {
  const paint = paintOf(stderr);
  if (kept !== null) {
    for (const line of [...kept.waysIn, `end it with: ${kept.end}`]) {
      stderr.write(`${paint.dim("kept")}  ${line}\n`);
    }
  }
  const remedy = (failure as { remedy?: string } | null)?.remedy;
  if (remedy !== undefined) stderr.write(`${paint.dim("try")}   ${remedy}\n`);
}

function reportingOf({ reporter = [], out }: RunOptions, stderr: Terminal): Reporting {
  const { shown, files } = splitOutputs(reporter, out);
  const view = views.find(({ name }) => name === shown);
  const isText = shown === undefined || shown === "plain" || shown === "pretty";
  return {
    view: view ?? defaultView(stderr),
    tellsProgress: shown !== "json",
    document: isText ? null : reporterOf(shown),
    files,
  };
}

function serveAddress(text: string): ServeAddress {
  return readServeAddress(text);
}

function repeats(text: string): number {
  return within(text, 1, CAMPAIGN_RUNS_MAX);
}

function retries(text: string): number {
  return within(text, 0, RETRIES_MAX);
}

function jobs(text: string): number | "auto" {
  return text === "auto" ? "auto" : within(text, 1, JOBS_MAX);
}

function within(text: string, least: number, most: number): number {
  const value = wholeNumber(text);
  if (value < least || value > most) throw new InvalidArgumentError(`It has to be ${least} to ${most}.`);
  return value;
}
