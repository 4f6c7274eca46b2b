/** `chaos clean`: removes what runs left behind whose process is gone, and nothing else. */
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import { engines } from "./engines.js";
import { removeLeftovers } from "./leftovers.js";

export const defineClean: DefineCommand = (command, edge, exit) => {
  command
    .description(
      "Removes the remains of dead runs: kept clusters, nodes and their data, unfinished downloads.",
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 done (remains of another user are named and left), 3 something could not be removed.",
    )
    .action(() => exit(clean(edge)));
};

async function clean(edge: Edge): Promise<number> {
  const found = await Promise.all(engines(edge.env).map((engine) => engine.leftovers()));
  const leftovers = found.flat();
  if (leftovers.length > 0) return removeLeftovers(leftovers, edge);
  edge.stdout.write("nothing was left behind\n");
  return EXIT.asExpected;
}
