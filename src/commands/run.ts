/** `chaos run`: every scenario named, one after another, each to its verdict. */
import { InvalidArgumentError, Option } from "commander";
import { selectEngine } from "../engine/select.js";
import { UsageError } from "../errors.js";
import { type ExperimentOutcome, runExperiment } from "../experiment/experiment.js";
import { faults } from "../faults/index.js";
import { json } from "../report/json.js";
import { defaultView, views } from "../report/live/index.js";
import type { Terminal, ViewKind } from "../report/live/view.js";
import { pretty } from "../report/pretty.js";
import { table } from "../report/table.js";
import { readRun } from "../rundir/rundir.js";
import { specOf } from "../scenario/cluster-spec.js";
import type { LoadedScenario } from "../scenario/load.js";
import { type DefineCommand, type Edge, EXIT, exitCodeOf, pageOf, paintOf, widePageOf } from "./command.js";
import { engines } from "./engines.js";
import { collect, loadTexts, positiveNumber, readNamed, wholeNumber } from "./scenarios.js";

const REPEAT_MAX = 1_000;

const HELP = `
Examples:
  chaos run scenarios/acks1-leader-partition.yaml --scale 0.1
  chaos run scenarios --set producers.acks=all --set topic.config.min.insync.replicas=2
  chaos run mine.yaml --reporter json | jq -r '.[].verdict'

Exit codes: 0 every verdict as expected, 1 one is not, 2 wrong usage or scenario, 3 inconclusive, 130 interrupted.
`;

interface RunOptions {
  readonly engine: string;
  readonly scale?: number;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly out: string;
  readonly keep?: boolean;
  readonly bail?: boolean;
  readonly repeat: number;
  readonly reporter?: string;
}

export const defineRun: DefineCommand = (command, edge, exit) => {
  command
    .description("Starts each scenario's cluster, breaks it, and reports every lost message.")
    .argument("<scenario...>", "scenario files, folders or globs, or - for standard input")
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
    .option("--repeat <n>", "run each scenario this many times", repeats, 1)
    .addOption(
      new Option("--reporter <name>", "how to report it (default: pretty on a terminal, else plain)").choices(
        views.map(({ name }) => name),
      ),
    )
    .addHelpText("after", HELP)
    .action((patterns: string[], options: RunOptions) => exit(run(patterns, options, edge)));
};

async function run(patterns: readonly string[], options: RunOptions, edge: Edge): Promise<number> {
  const { scale, seed, set = [], repeat } = options;
  const texts = await readNamed(patterns, edge);
  const load = () =>
    loadTexts(texts, { set, ...(scale !== undefined && { scale }), ...(seed !== undefined && { seed }) });
  const first = await load();
  const needs = new Set(first.flatMap(({ scenario }) => [...specOf(scenario, faults).needs]));
  const { engine, why } = await selectEngine(engines(edge.env), options.engine, needs);
  const viewKind = viewOf(options.reporter, edge.stderr);
  const tellsProgress = viewKind.name !== "json";
  if (tellsProgress) {
    const notes = first.flatMap(({ notes }) => notes);
    for (const line of [`engine ${why}`, ...notes]) edge.stderr.write(`${paintOf(edge.stderr).dim(line)}\n`);
  }

  const outcomes: ExperimentOutcome[] = [];
  for await (const { scenario, yaml } of rounds(first, load, repeat)) {
    const outcome = await runExperiment({
      scenario,
      yaml,
      engine,
      faults,
      out: options.out,
      keep: options.keep === true,
      openView: (header) => viewKind.open(header, edge.stderr),
      chaosVersion: edge.version,
      signal: edge.signal,
    });
    outcomes.push(outcome);
    if (tellsProgress) tellVerdict(outcome, edge);
    tellWhatToDo(outcome, edge);
    if (edge.signal.aborted) break;
    if (options.bail && outcome.result.verdict !== "as-expected") break;
  }

  const data = outcomes.map(({ paths }) => readRun(paths.directory));
  if (!tellsProgress) edge.stdout.write(json.render(data));
  else if (data.length > 1) edge.stdout.write(table.render(data, widePageOf(edge.stdout)));
  if (edge.signal.aborted) return EXIT.interrupted;
  // What a person can mend counts first.
  if (outcomes.some(({ failure }) => failure instanceof UsageError)) return EXIT.usage;
  return exitCodeOf(outcomes.map(({ result }) => result));
}

/** Every scenario, `repeat` times over. Loaded anew for each round: a seed that was not set is another one then. */
async function* rounds(
  first: readonly LoadedScenario[],
  load: () => Promise<readonly LoadedScenario[]>,
  repeat: number,
): AsyncGenerator<LoadedScenario> {
  yield* first;
  for (let round = 1; round < repeat; round++) yield* await load();
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

function viewOf(name: string | undefined, stderr: Terminal): ViewKind {
  return views.find((kind) => kind.name === name) ?? defaultView(stderr);
}

function repeats(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > REPEAT_MAX) throw new InvalidArgumentError(`It has to be 1 to ${REPEAT_MAX}.`);
  return value;
}
