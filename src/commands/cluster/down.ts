/** `chaos cluster down`: the end of a kept cluster. */
import { runPaths } from "../../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT } from "../command.js";
import { addKeptOptions, attach, type KeptOptions } from "./kept.js";

export const defineDown: DefineCommand = (command, edge, exit) => {
  addKeptOptions(command)
    .description("Ends the cluster and removes everything of it but its logs.")
    .action((options: KeptOptions) => exit(down(options, edge)));
};

async function down(options: KeptOptions, edge: Edge): Promise<number> {
  await using kept = await attach(options, edge);
  await kept.cluster.end();
  edge.stdout.write(`ended; its logs stay in ${runPaths(kept.directory).logs}\n`);
  return EXIT.asExpected;
}
