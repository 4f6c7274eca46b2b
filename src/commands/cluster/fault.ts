/**
 * `chaos cluster fault`: any fault of src/faults, struck by hand. The words after its name become the value that a
 * scenario would hold under it, and are checked as a scenario's are; so a new fault needs nothing here.
 */
import { parse } from "yaml";
import { quorumIn } from "../../cluster/metadata/quorums.js";
import { brokersOf, dedicatedMembersOf, type NodeName } from "../../cluster/topology.js";
import type { Cluster } from "../../engine/engine.js";
import { UsageError } from "../../errors.js";
import { targetsOf } from "../../experiment/targets.js";
import { client } from "../../faults/client.js";
import { faults as everyFault } from "../../faults/index.js";
import { newestViews } from "../../observer/leadership.js";
import { Observer } from "../../observer/observer.js";
import { clean } from "../../report/clean.js";
import { padEnd, width } from "../../report/text.js";
import { specOf } from "../../scenario/cluster-spec.js";
import { loadScenario } from "../../scenario/load.js";
import type { FaultStep, Scenario } from "../../scenario/syntax.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { InputError } from "../../yaml/diagnostics.js";
import { nearest, oneOf } from "../../yaml/wording.js";
import { type DefineCommand, type Edge, EXIT } from "../command.js";
import { addKeptOptions, attach, type KeptOptions, scenarioOf } from "./kept.js";

/** A cluster that was started by hand has no consumers. */
const faults = everyFault.filter((fault) => fault !== client);

const EXAMPLES = `
Examples:
  chaos cluster fault kill kafka2
  chaos cluster fault pause leader
  chaos cluster fault partition kafka1,kafka2,kafka3 zk1,kafka2,kafka3     groups, as blockade writes them
  chaos cluster fault partition isolate=leader
  chaos cluster fault slow node=kafka1 delay=100ms jitter=20ms
  chaos cluster fault flap isolate=leader up=5s down=5s     until Ctrl-C

Words are node names or roles (leader, follower, controller, random), or key=value as in a scenario file.
`;

export const defineFault: DefineCommand = (command, edge, exit) => {
  const column = Math.max(...faults.map(({ name }) => width(name)));
  const list = faults.map(({ name, summary }) => `  ${padEnd(name, column)}  ${summary}`).join("\n");
  addKeptOptions(command)
    .description("Injects one fault. It stays active until `chaos cluster heal`.")
    .argument("<fault>", `what to do: ${oneOf(faults.map(({ name }) => name))}`)
    .argument("[what...]", "nodes or roles, or key=value")
    .addHelpText("after", `\nFaults:\n${list}\n${EXAMPLES}`)
    .action((name: string, words: string[], options: KeptOptions) =>
      exit(strike(name, words, options, edge)),
    );
};

async function strike(
  name: string,
  words: readonly string[],
  options: KeptOptions,
  edge: Edge,
): Promise<number> {
  const fault = faults.find((candidate) => candidate.name === name) ?? unknown(name);
  const values = readings(words);
  await using kept = await attach(options, edge);
  const { cluster } = kept;
  const scenario = await scenarioOf(kept);
  const topics = new TopicPartitions(scenario.topics);
  const step = stepOf(name, values, cluster, scenario.topics);
  await using observer = new Observer({ nodes: cluster.nodes, topics, onChange: () => {} });
  await observer.asked();
  edge.signal.throwIfAborted();
  const leaders = newestViews(observer.views()).map(({ leader }) => leader);
  const { targets, detail, flaw, aftermath, heal } = await fault.inject(
    cluster,
    step.options,
    targetsOf(cluster, observer, topics, Math.random),
    {
      topics: scenario.topics,
      isProducing: () => true,
      takeClients: async () => {
        throw new UsageError(
          "chaos started this cluster without consumers; the fault client works in scenarios",
        );
      },
      onChange: (change) => edge.stdout.write(`${name}: ${change}\n`),
      strike: (act) => act(),
      signal: edge.signal,
    },
  );
  const struck = targets.length > 0 ? ` ${targets.join(", ")}` : "";
  edge.stdout.write(`${name} struck${struck}${detail === undefined ? "" : `: ${detail}`}\n`);
  if (flaw !== undefined) edge.stderr.write(`${flaw}\n`);
  const isHeld = (name: NodeName) => cluster.disturbed().has(name);
  // A node that restarts comes back by itself.
  if (aftermath === undefined && targets.some((name) => leaders.includes(name) && isHeld(name))) {
    const quorum = quorumIn(cluster);
    const silenceMsMax = quorum.silenceMsMax(specOf(scenario, faults).config, cluster.versions.kafka);
    edge.stdout.write(
      `the election of another leader can take as long as the ${quorum.session}: ${silenceMsMax / 1000} s\n`,
    );
  }
  if (aftermath !== undefined) {
    try {
      await interruptible(aftermath, edge.signal);
    } catch (error) {
      // No other process can end it.
      if (edge.signal.aborted) await heal();
      throw error;
    }
    edge.stdout.write(`${name} is over\n`);
  }
  return EXIT.asExpected;
}

function unknown(name: string): never {
  const names = faults.map((fault) => fault.name);
  const near = nearest(name, names);
  const advice = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError(`there is no fault ${clean(name)}; ${advice}`);
}

/** What the words may mean, the likeliest first: a mapping; or one text, as blockade's groups are; or a list of names. */
function readings(words: readonly string[]): unknown[] {
  const pairs = words.map((word) => /^([\w-]+)=(.*)$/s.exec(word));
  if (words.length > 0 && pairs.every((pair) => pair !== null)) {
    return [Object.fromEntries(pairs.map(([, key, value]) => [key, scalar(value!)]))];
  }
  if (pairs.some((pair) => pair !== null)) {
    throw new UsageError(`write either names or key=value, not both: ${clean(words.join(" "))}`);
  }
  if (words.length < 2) return [words[0] === undefined ? null : scalar(words[0])];
  return [words.join(" "), words.join(",")];
}

/** As a scenario file would have it: `5` is a number, `[kafka1, kafka2]` a list. */
function scalar(word: string): unknown {
  try {
    return parse(word);
  } catch {
    return word;
  }
}

/** The keys of the section `cluster` that make a cluster with this quorum. */
function metadataOf(cluster: Cluster): object {
  const members = dedicatedMembersOf(cluster).length;
  if (quorumIn(cluster).kind === "zookeeper") return { zookeepers: members };
  return { controllers: members === 0 ? "combined" : members };
}

/**
 * The first reading that the fault understands.
 * @throws UsageError with what is wrong with the last
 */
function stepOf(
  fault: string,
  values: readonly unknown[],
  cluster: Cluster,
  topics: Scenario["topics"],
): FaultStep {
  const [value, ...others] = values;
  const scenario = {
    name: "by-hand",
    cluster: { brokers: brokersOf(cluster).length, ...metadataOf(cluster) },
    topics,
    producers: { count: 2 }, // one before the fault and one after it
    faults: [{ at: "0s", [fault]: value }],
    expect: { loss: "any" },
  };
  // Which messages the fault will meet, and what they carry, is not known here.
  const syntax = faults.map(({ idleOn, ...rest }) => rest);
  try {
    const loaded = loadScenario(JSON.stringify(scenario), { path: fault, faults: syntax, randomSeed: 0 });
    return loaded.scenario.faults[0]!;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (others.length > 0) return stepOf(fault, others, cluster, topics);
    // The place in the text says nothing to a user who did not write that text.
    throw new UsageError(error.diagnostics.map(({ message }) => message).join("\n"), { cause: error });
  }
}

function interruptible(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}
