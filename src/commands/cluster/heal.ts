/** `chaos cluster heal`: everything that was done to the cluster is undone, also what other processes did. */
import { restoreVoters } from "../../faults/voters.js";
import { type DefineCommand, type Edge, EXIT } from "../command.js";
import { addKeptOptions, attach, type KeptOptions } from "./kept.js";

export const defineHeal: DefineCommand = (command, edge, exit) => {
  addKeptOptions(command)
    .description(
      "Undoes every fault: links forward again, paused nodes continue, dead nodes start again, every controller votes.",
    )
    .action((options: KeptOptions) => exit(heal(options, edge)));
};

async function heal(options: KeptOptions, edge: Edge): Promise<number> {
  await using kept = await attach(options, edge);
  await kept.cluster.heal();
  await restoreVoters(kept.cluster);
  edge.stdout.write("healed: every node runs, every link passes\n");
  return EXIT.asExpected;
}
