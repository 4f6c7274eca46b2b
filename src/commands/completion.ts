/** `chaos completion bash`: a script with which a shell completes commands, options, their values and files. */
import { Argument, Command } from "commander";
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import type { CommandLine } from "./commands.js";
import { type Completable, SHELLS, type Shell } from "./completion/shells.js";

const HELP = `
Examples:
  source <(chaos completion bash)
  chaos completion zsh > "\${fpath[1]}/_chaos"
  chaos completion fish > ~/.config/fish/completions/chaos.fish
`;

/** `lines`: every command of the program, this one too. */
export function completionOf(lines: () => readonly CommandLine[]): DefineCommand {
  return (command, edge, exit) => {
    command
      .description("Prints a script that completes commands, options, their values and files in a shell.")
      .addArgument(new Argument("<shell>", "the shell that reads the script").choices(Object.keys(SHELLS)))
      .addHelpText("after", HELP)
      .action((shell: Shell) => exit(print(shell, lines(), edge)));
  };
}

async function print(shell: Shell, lines: readonly CommandLine[], edge: Edge): Promise<number> {
  const root: Completable = {
    path: "",
    options: [{ names: ["-h", "--help"] }, { names: ["-V", "--version"] }],
    subcommands: lines.map(({ name, summary }) => ({ name, summary })),
    argument: { kind: "none" },
  };
  const commands: Completable[] = [root];
  for (const line of lines) commands.push(...(await completables(line, edge)));
  edge.stdout.write(SHELLS[shell](commands));
  return EXIT.asExpected;
}

const noExit = async () => {};

/** A command, and those below it. A command defines only that one below it which the words name. */
async function completables({ name, load }: CommandLine, edge: Edge): Promise<Completable[]> {
  const define = await load();
  const command = new Command(name);
  await define(command, edge, noExit, []);
  const below = command.commands.map((sub) => sub.name());
  const found = [completable(name, command)];
  for (const sub of below) {
    const parent = new Command(name);
    await define(parent, edge, noExit, [sub]);
    const whole = parent.commands.find((one) => one.name() === sub);
    if (whole !== undefined) found.push(completable(`${name} ${sub}`, whole));
  }
  return found;
}

function completable(path: string, command: Command): Completable {
  const [argument] = command.registeredArguments;
  return {
    path,
    options: [
      ...command.options.map(({ short, long, argChoices, required, optional, description }) => ({
        names: [short, long].filter((name) => name != null),
        ...(description !== "" && { summary: description }),
        ...((required || optional) && { values: argChoices ?? [] }),
      })),
      { names: ["-h", "--help"] },
    ],
    subcommands: command.commands.map((sub) => ({ name: sub.name(), summary: sub.summary() })),
    argument:
      argument === undefined
        ? { kind: "none" }
        : argument.argChoices !== undefined
          ? { kind: "choices", choices: argument.argChoices }
          : { kind: /^(scenario|file)$/.test(argument.name()) ? "scenarios" : "files" },
  };
}
