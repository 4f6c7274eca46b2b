/** `chaos` and its commands, each loaded when it is asked for: a proxy should not wait for a docker engine to load. */
import type { AddCommand } from "./commands/command.js";
import { runProgram } from "./program.js";

/** In the order of the help. */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ["run", async () => (await import("./commands/run.js")).addRun],
  ["report", async () => (await import("./commands/report.js")).addReport],
  ["validate", async () => (await import("./commands/validate.js")).addValidate],
  ["list", async () => (await import("./commands/list.js")).addList],
  ["schema", async () => (await import("./commands/schema.js")).addSchema],
  ["cluster", async () => (await import("./commands/cluster.js")).addCluster],
  ["proxy", async () => (await import("./commands/proxy.js")).addProxy],
  ["doctor", async () => (await import("./commands/doctor.js")).addDoctor],
  ["clean", async () => (await import("./commands/clean.js")).addClean],
]);

export async function main(argv: readonly string[]): Promise<void> {
  const asked = COMMANDS.get(argv[2] ?? "");
  // Help, and a word that is no command, need them all.
  const commands = await Promise.all(
    (asked === undefined ? [...COMMANDS.values()] : [asked]).map((load) => load()),
  );
  return runProgram(argv, commands);
}
