/** The program's commands in this process, for tests of the documents. */
import { readdirSync } from "node:fs";
import { Command } from "commander";
import type { AddCommand, Edge } from "../src/commands/command.js";

const folder = new URL("../src/commands/", import.meta.url);

/** Every command of src/commands, without an edge to the outside: they can say how they are used, and no more. */
export async function programOf(): Promise<Command> {
  const terminal = { write: () => true, columns: 100, rows: 100, isTTY: false, color: false };
  const { signal } = new AbortController();
  const edge: Edge = { env: {}, version: "0.0.0", stdout: terminal, stderr: terminal, signal };
  const program = new Command("chaos").exitOverride();
  for (const file of readdirSync(folder).filter((name) => /^[a-z]+\.ts$/.test(name))) {
    for (const [name, add] of Object.entries(await import(new URL(file, folder).pathname))) {
      if (/^add[A-Z]/.test(name)) (add as AddCommand)(program, edge, async () => {});
    }
  }
  return program;
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
