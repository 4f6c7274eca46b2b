import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../cli.js";
import { UsageError } from "../errors.js";
import { CLUSTER_COMMANDS } from "./cluster.js";
import { edgeInTest } from "./command.test-support.js";
import { addCommands, type CommandLine, refuseMisuse } from "./commands.js";

const { edge } = edgeInTest();

/** The program as the words of a command line find it. */
async function programFor(words: readonly string[], lines: readonly CommandLine[] = COMMANDS) {
  const program = new Command("chaos").helpCommand(false).configureOutput({ outputError: () => {} });
  refuseMisuse(program);
  await addCommands(program, lines, words, edge, async (code) => void (await code));
  return program;
}

describe("the list of commands", () => {
  it.each([...COMMANDS, ...CLUSTER_COMMANDS].map((line) => [line.name, line] as const))(
    "tells of %s the arguments that it has, with an example where one must be given",
    async (name, line) => {
      const lines = [line];
      const [stub] = (await programFor([], lines)).commands;
      const [whole] = (await programFor([name], lines)).commands;
      const named = (command: Command | undefined) =>
        command?.registeredArguments.map((argument) => [
          argument.name(),
          argument.required,
          argument.variadic,
        ]);
      expect(named(stub)).toEqual(named(whole));
      expect(line.example !== undefined).toBe(whole?.registeredArguments.some(({ required }) => required));
      expect(line.example ?? `chaos ${name}`).toMatch(new RegExp(`^chaos (cluster )?${name}\\b`));
    },
  );

  it("is shown in the order in which it is written, whichever command was asked for", async () => {
    const names = COMMANDS.map(({ name }) => name);
    for (const words of [[], ["schema"], ["--help", "schema"]]) {
      expect((await programFor(words)).commands.map((command) => command.name())).toEqual(names);
    }
  });

  it("loads no command that was not asked for", async () => {
    const broken = { name: "other", summary: "", load: () => Promise.reject(new Error("loaded")) };
    const asked = { name: "this", summary: "", load: async () => () => {} };
    await expect(programFor(["this", "other"], [broken, asked])).resolves.toBeInstanceOf(Command);
    await expect(programFor(["other"], [broken, asked])).rejects.toThrow("loaded");
  });
});

describe("wrong usage", () => {
  it.each([
    [["rum"], "unknown command rum; did you mean run?", "chaos --help"],
    [["frobnicate"], "unknown command frobnicate", "chaos --help"],
    [["cluster", "fualt"], "unknown command fualt; did you mean fault?", "chaos cluster --help"],
    [
      ["run"],
      "missing required argument scenario",
      "chaos run scenarios/acks1-leader-partition.yaml --scale 0.1",
    ],
    [["validate", "--sett", "a=b"], "unknown option --sett; did you mean --set?", "chaos validate --help"],
    [["clean", "all"], /^too many arguments for clean/, "chaos clean --help"],
    [["run", "x", "--scale", "-1"], /^option --scale <factor> argument -1 is invalid/, "chaos run --help"],
  ])("%j is answered with a sentence and with what to type", async (words, sentence, remedy) => {
    const program = await programFor(words);
    const error: unknown = await program.parseAsync(words, { from: "user" }).catch((error) => error);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(sentence);
    expect((error as UsageError).remedy).toBe(remedy);
  });
});
