/** The program's commands in this process, for tests of the documents. */
import { Readable } from "node:stream";
import { Command } from "commander";
import { COMMANDS } from "../src/cli.js";
import type { DefineCommand, Edge } from "../src/commands/command.js";

const exit = async () => {};

/** Every command in full, without an edge to the outside: they can print their usage and no more. */
export async function programOf(): Promise<Command> {
  const terminal = { write: () => true, columns: 100, rows: 100, isTTY: false, color: false };
  const { signal } = new AbortController();
  const stdin = Readable.from([]);
  const edge: Edge = { env: {}, version: "0.0.0", stdin, stdout: terminal, stderr: terminal, signal };
  const program = new Command("chaos").exitOverride();
  for (const { name, load } of COMMANDS) program.addCommand(await inFull(name, await load(), edge));
  return program;
}

/** A command defines only that command below it which the words name. */
async function inFull(name: string, define: DefineCommand, edge: Edge): Promise<Command> {
  const command = new Command(name);
  await define(command, edge, exit, []);
  const below = command.commands as Command[];
  for (const [index, { name: sub }] of below.map((one) => ({ name: one.name() })).entries()) {
    const other = new Command(name);
    await define(other, edge, exit, [sub]);
    below[index] = other.commands.find((one) => one.name() === sub) as Command;
  }
  return command;
}

export function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 1_000 });
  command.outputHelp();
  return text;
}

/** A command and all below it. */
export function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap((sub) => commandsOf(sub as Command))];
}
