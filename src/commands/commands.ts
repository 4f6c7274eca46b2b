/**
 * Commands that are loaded when they are asked for. Help needs one line of each: it should not wait until a Docker client
 * is loaded.
 */
import type { Command, CommanderError } from "commander";
import { UsageError } from "../errors.js";
import type { DefineCommand, Edge, Exit } from "./command.js";

export interface CommandLine {
  readonly name: string;
  /** As commander writes them: `<scenario...>`. A test compares them with those of the command itself. */
  readonly arguments?: string;
  readonly summary: string;
  /** Shown when an argument is missing. */
  readonly example?: string;
  readonly load: () => Promise<DefineCommand>;
}

/** Adds the command that `words` begin with as it is, and of the others what help shows. */
export async function addCommands(
  parent: Command,
  lines: readonly CommandLine[],
  words: readonly string[],
  edge: Edge,
  exit: Exit,
): Promise<void> {
  const at = words.findIndex((word) => !word.startsWith("-"));
  for (const { name, arguments: names, summary, example, load } of lines) {
    const isAsked = name === words[at];
    const command = parent.command(isAsked || names === undefined ? name : `${name} ${names}`);
    command.summary(summary);
    refuseMisuse(command, example);
    if (isAsked) await (await load())(command, edge, exit, words.slice(at + 1));
  }
}

/** Has wrong options and arguments of the command end in a UsageError. */
export function refuseMisuse(command: Command, example?: string): Command {
  return command.exitOverride((error) => {
    throw isHelp(error) ? error : misuse(error, command, example);
  });
}

function isHelp({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === "commander.help";
}

/** commander's `error: unknown command 'rum'\n(Did you mean run?)` as chaos says it. */
function misuse(error: CommanderError, command: Command, example: string | undefined): UsageError {
  const message = error.message
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean (.+)\?\)$/, "; did you mean $1?")
    .replaceAll(/'(.*?)'/gs, "$1");
  const isIncomplete = error.code === "commander.missingArgument" && example !== undefined;
  return new UsageError(message, { remedy: isIncomplete ? example : `${pathOf(command)} --help` });
}

/** `chaos cluster up` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
