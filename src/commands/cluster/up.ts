/** `chaos cluster up`: a cluster and its topic, for a person to break by hand. */
import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Option } from "commander";
import type { Capability, ClusterSpec } from "../../cluster/spec.js";
import { brokersOf } from "../../cluster/topology.js";
import { waysInto } from "../../engine/addresses.js";
import { selectEngine } from "../../engine/select.js";
import { UsageError } from "../../errors.js";
import { faults } from "../../faults/index.js";
import { createTopics } from "../../kafka/topics.js";
import { list } from "../../report/text.js";
import { createRun } from "../../rundir/rundir.js";
import { specOf } from "../../scenario/cluster-spec.js";
import { type LoadedScenario, loadScenario } from "../../scenario/load.js";
import type { Scenario } from "../../scenario/syntax.js";
import { shellWord } from "../../shell-word.js";
import { type DefineCommand, type Edge, EXIT, paintOf } from "../command.js";
import { engines } from "../engines.js";
import { collect, loadNamed } from "../scenarios.js";
import { DEFAULT_OUT } from "./kept.js";

/** Of a scenario only its cluster and its topic matter here; these are the defaults: 3 brokers, 1 controller, test1. */
const BY_HAND = "{ name: by-hand, producers: { count: 1 }, expect: { loss: any } }";

const HELP = `
Examples:
  chaos cluster up
  chaos cluster up scenarios/acks1-leader-partition.yaml --engine local
  chaos cluster up --set cluster.brokers=5 --set topic.config.min.insync.replicas=2
`;

interface UpOptions {
  readonly engine: string;
  readonly out: string;
  readonly set?: readonly string[];
}

export const defineUp: DefineCommand = (command, edge, exit) => {
  command
    .description(
      "Starts a cluster, creates its topic, and leaves it running: 3 brokers, or those of a scenario.",
    )
    .argument("[file]", "scenario whose cluster and topic to take")
    .addOption(
      new Option("--engine <name>", "the engine that runs the nodes")
        .choices(["auto", ...engines(edge.env).map(({ name }) => name)])
        .default("auto"),
    )
    .option("--set <path=value>", "change one setting, such as cluster.brokers=5 (may be repeated)", collect)
    .option("--out <dir>", "where its run directory goes", DEFAULT_OUT)
    .addHelpText("after", HELP)
    .action((file: string | undefined, options: UpOptions) => exit(up(file, options, edge)));
};

async function up(file: string | undefined, options: UpOptions, edge: Edge): Promise<number> {
  const { scenario, yaml } = await load(file, options.set ?? [], edge);
  const spec = specByHand(scenario);
  const { engine, why } = await selectEngine(engines(edge.env), options.engine, spec.needs);
  const paint = paintOf(edge.stderr);
  const progress = (line: string) => edge.stderr.write(`${paint.dim(line)}\n`);
  progress(`engine ${why}`);

  const paths = createRun(options.out, scenario.name);
  writeFileSync(paths.scenario, yaml);
  await using cluster = await engine.provision(spec, {
    runDirectory: paths.directory,
    signal: edge.signal,
    onProgress: progress,
    onNode: (node, state, detail) => progress(`${node} ${state}${detail === undefined ? "" : `: ${detail}`}`),
  });
  await createTopics(brokersOf(cluster), scenario.topics, AbortSignal.any([edge.signal, cluster.broken]));
  await cluster.keep();

  const names = scenario.topics.map(({ name }) => name);
  const elsewhere = options.out === DEFAULT_OUT ? "" : ` --out ${shellWord(options.out)}`;
  const lines = [
    ...waysInto(cluster),
    `kept in ${paths.directory}, with the ${names.length === 1 ? "topic" : "topics"} ${list(names)}`,
    "",
    ...["status", "fault partition isolate=leader", "heal", "down"].map(
      (command) => `  chaos cluster ${command}${elsewhere}`,
    ),
  ];
  edge.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.asExpected;
}

/**
 * The proxy and the schema registry that the scenario uses, but no delays that its faults alone need: no fault is injected
 * yet. The voters can be changed, for nobody knows which faults will come.
 */
function specByHand(scenario: Scenario): ClusterSpec {
  const spec = specOf(scenario, faults);
  const ofFaults: readonly Capability[] = ["throttle", "loss", "reset"];
  const needs = [...spec.needs].filter(
    (need) => !ofFaults.includes(need) && (need !== "delay" || spec.distance.latencyMs > 0),
  );
  return { ...spec, needs: new Set([...needs, "dynamic-quorum"]) };
}

async function load(file: string | undefined, set: readonly string[], edge: Edge): Promise<LoadedScenario> {
  if (file === undefined) {
    return loadScenario(BY_HAND, {
      path: "chaos cluster up",
      faults,
      overrides: { set },
      randomSeed: randomInt(2 ** 31),
    });
  }
  const [loaded, ...others] = await loadNamed([file], { set }, edge);
  if (others.length > 0)
    throw new UsageError(`${file} holds ${others.length + 1} scenarios; name one of them`);
  return loaded!;
}
