/** `chaos cluster heal`: everything that was done to the cluster is undone, whoever did it. */
import { type AddCommand, type Edge, EXIT } from "../command.js";
import { addKeptOptions, attach, type KeptOptions } from "./kept.js";

export const addHeal: AddCommand = (program, edge, exit) => {
  addKeptOptions(program.command("heal"))
    .summary("undo every fault")
    .description("Undoes every fault: links pass, paused nodes go on, nodes that are down start again.")
    .action((options: KeptOptions) => exit(heal(options, edge)));
};

async function heal(options: KeptOptions, edge: Edge): Promise<number> {
  await using kept = await attach(options, edge);
  await kept.cluster.heal();
  edge.stdout.write("healed: every node runs, every link passes\n");
  return EXIT.asExpected;
}
