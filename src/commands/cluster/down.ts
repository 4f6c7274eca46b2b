/** `chaos cluster down`: the end of a kept cluster, and of what is left of one whose supervisor was killed. */
import { ClusterGoneError } from "../../engine/engine.js";
import { runPaths } from "../../rundir/rundir.js";
import { type DefineCommand, type Edge, EXIT } from "../command.js";
import { engines } from "../engines.js";
import { removeLeftovers } from "../leftovers.js";
import { addKeptOptions, attach, type KeptOptions } from "./kept.js";

export const defineDown: DefineCommand = (command, edge, exit) => {
  addKeptOptions(command)
    .description("Ends the cluster and removes everything of it but its logs.")
    .action((options: KeptOptions) => exit(down(options, edge)));
};

async function down(options: KeptOptions, edge: Edge): Promise<number> {
  try {
    await using kept = await attach(options, edge, { goneToo: true });
    await kept.cluster.end();
    return ended(kept.directory, edge);
  } catch (error) {
    if (!(error instanceof ClusterGoneError)) throw error;
    return removeRest(error, edge);
  }
}

async function removeRest({ runDirectory, message }: ClusterGoneError, edge: Edge): Promise<number> {
  edge.stderr.write(`${message}\n`);
  const found = await Promise.all(engines(edge.env).map((engine) => engine.leftoversOf(runDirectory)));
  const code = await removeLeftovers(found.flat(), edge);
  return code === EXIT.asExpected ? ended(runDirectory, edge) : code;
}

function ended(runDirectory: string, { stdout }: Edge): number {
  stdout.write(`ended; its logs stay in ${runPaths(runDirectory).logs}\n`);
  return EXIT.asExpected;
}
