/** `chaos demo`: the first minute with chaos, on a cluster that it starts and removes. One short run, and what it shows in eight lines. */
import { fileURLToPath } from "node:url";
import { Option } from "commander";
import { selectEngine } from "../engine/select.js";
import { type ExperimentOutcome, runExperiment } from "../experiment/experiment.js";
import { faults } from "../faults/index.js";
import { renderDemo } from "../report/demo.js";
import { defaultView } from "../report/live/index.js";
import { pretty } from "../report/pretty.js";
import { readRun } from "../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT, exitCodeOf, pageOf, paintOf } from "./command.js";
import { engines } from "./engines.js";
import { loadNamed } from "./scenarios.js";

const SCENARIO = fileURLToPath(new URL("../../scenarios/demo/leader-cut-off.yaml", import.meta.url));
const WITH_ACKS_ALL = ["producers.acks=all", "expect.loss=none"];

const HELP = `
Exit codes: 0 done, 1 the run did not show it, 3 it could not run, 130 interrupted.
`;

interface DemoOptions {
  readonly compare?: boolean;
  readonly engine: string;
  readonly out: string;
}

export const defineDemo: DefineCommand = (command, edge, exit) => {
  command
    .description(
      "Starts a small cluster on this machine, cuts its leader off while a producer writes with acks=1, and shows the lost messages. It connects to no other cluster.",
    )
    .option("--compare", "run it with acks=all too")
    .addOption(
      new Option("--engine <name>", "the engine that runs the nodes")
        .choices(["auto", ...engines(edge.env).map(({ name }) => name)])
        .default("auto"),
    )
    .option("--out <dir>", "where run directories go", "runs")
    .addHelpText("after", HELP)
    .action((options: DemoOptions) => exit(demo(options, edge)));
};

async function demo({ compare = false, engine: name, out }: DemoOptions, edge: Edge): Promise<number> {
  const { engine, why } = await selectEngine(engines(edge.env), name);
  edge.stderr.write(`${paintOf(edge.stderr).dim(`engine ${why}`)}\n`);
  const outcomes: ExperimentOutcome[] = [];
  for (const set of compare ? [[], WITH_ACKS_ALL] : [[]]) {
    const [loaded] = await loadNamed([SCENARIO], { set }, edge);
    const outcome = await runExperiment({
      ...{ scenario: loaded!.scenario, yaml: loaded!.yaml, faults, engine, out },
      keep: false,
      openView: (header) => defaultView(edge.stderr).open(header, edge.stderr),
      chaosVersion: edge.version,
      signal: edge.signal,
    });
    outcomes.push(outcome);
    if (outcome.result.verdict !== "as-expected") break;
  }
  const runs = outcomes.map(({ paths }) => readRun(paths.directory));
  const page = pageOf(edge.stdout);
  const code = exitCodeOf(outcomes.map(({ result }) => result));
  // A run that shows something else is told in full.
  edge.stdout.write(code === EXIT.asExpected ? renderDemo(runs, page) : pretty.render(runs, page));
  const remedy = (outcomes.at(-1)?.failure as { remedy?: string } | null)?.remedy;
  if (remedy !== undefined) edge.stderr.write(`${paintOf(edge.stderr).dim("try")}   ${remedy}\n`);
  return edge.signal.aborted ? EXIT.interrupted : code;
}
