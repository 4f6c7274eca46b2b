/** `chaos cluster reset`: ready for the next experiment, as reset-cluster.sh left it: healed, with an empty topic. */
import { brokersOf } from "../../cluster/topology.js";
import { restoreVoters } from "../../faults/voters.js";
import { recreateTopics } from "../../kafka/topics.js";
import { list } from "../../report/text.js";
import { type DefineCommand, type Edge, EXIT } from "../command.js";
import { addKeptOptions, attach, type KeptOptions, scenarioOf } from "./kept.js";

export const defineReset: DefineCommand = (command, edge, exit) => {
  addKeptOptions(command)
    .description("Undoes every fault, then deletes the topic and creates it anew.")
    .action((options: KeptOptions) => exit(reset(options, edge)));
};

async function reset(options: KeptOptions, edge: Edge): Promise<number> {
  await using kept = await attach(options, edge);
  const { cluster } = kept;
  const scenario = await scenarioOf(kept);
  await cluster.heal();
  await restoreVoters(cluster);
  await recreateTopics(brokersOf(cluster), scenario.topics, AbortSignal.any([edge.signal, cluster.broken]));
  const names = scenario.topics.map(({ name }) => name);
  edge.stdout.write(`reset: healed, and ${list(names)} ${names.length === 1 ? "is" : "are"} empty\n`);
  return EXIT.asExpected;
}
