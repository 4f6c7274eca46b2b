/** `chaos validate`: is it a scenario, and what is wrong with it if not. */
import { type DefineCommand, type Edge, EXIT, paintOf } from "./command.js";
import { collect, loadNamed } from "./scenarios.js";

export const defineValidate: DefineCommand = (command, edge, exit) => {
  command
    .argument("<scenario...>", "scenario files, folders or globs, or - for standard input")
    .option("--set <path=value>", "change one setting first (may be repeated)", collect)
    .action((patterns: string[], { set = [] }: { set?: readonly string[] }) =>
      exit(validate(patterns, set, edge)),
    );
};

async function validate(patterns: readonly string[], set: readonly string[], edge: Edge): Promise<number> {
  for (const { path, notes } of await loadNamed(patterns, { set }, edge)) {
    edge.stdout.write(`${path}: valid\n`);
    for (const note of notes) edge.stderr.write(`${paintOf(edge.stderr).dim(note)}\n`);
  }
  return EXIT.asExpected;
}
