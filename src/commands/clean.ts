/** `chaos clean`: removes what runs left behind whose process is gone, and nothing else. */
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import { engines } from "./engines.js";

export const defineClean: DefineCommand = (command, edge, exit) => {
  command
    .description("Removes the remains of dead runs: kept clusters, nodes, unfinished downloads.")
    .action(() => exit(clean(edge)));
};

async function clean(edge: Edge): Promise<number> {
  let removed = 0;
  for (const engine of engines(edge.env)) {
    for (const leftover of await engine.leftovers()) {
      await leftover.remove();
      edge.stdout.write(`removed ${leftover.description}\n`);
      removed++;
    }
  }
  if (removed === 0) edge.stdout.write("nothing was left behind\n");
  return EXIT.asExpected;
}
