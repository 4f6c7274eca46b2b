/** `chaos init`: asks a few questions, and writes a scenario to start from. Without a terminal the options answer. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { ReadStream } from "node:tty";
import { Option } from "commander";
import { InterruptedError, UsageError } from "../errors.js";
import { faults } from "../faults/index.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { NAME_PATTERN } from "../scenario/quantities.js";
import { SCHEMA_FILE, STARTER_FAULTS, type StarterChoices, starterScenario } from "../scenario/starter.js";
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import { loadTexts, wholeNumber } from "./scenarios.js";

const FILE = "chaos/first.yaml";
const ACKS = ["0", "1", "all"] as const;

const HELP = `
Examples:
  chaos init
  chaos init chaos/orders.yaml --fault leader-kill --acks 1
  chaos init chaos/orders.yaml --producer-properties app/producer.properties
`;

interface InitOptions {
  readonly fault?: StarterChoices["fault"];
  readonly acks?: (typeof ACKS)[number];
  readonly topic?: string;
  readonly brokers?: number;
  readonly serverProperties?: string;
  readonly producerProperties?: string;
}

/** Asks a person. A test answers in its own way. */
export interface Asker {
  input(question: { readonly message: string; readonly default: string }): Promise<string>;
  select<T extends string>(question: {
    readonly message: string;
    readonly choices: readonly { readonly value: T; readonly name: string }[];
    readonly default: NoInfer<T>;
  }): Promise<T>;
}

export const defineInit: DefineCommand = (command, edge, exit) => {
  command
    .description(
      "Asks a few questions and writes a scenario with comments. It asks only in a terminal, and not for values that an option gives.",
    )
    .argument("[file]", `the scenario to write (default: ${FILE})`)
    .addOption(
      new Option("--fault <name>", "what happens to the cluster").choices(
        STARTER_FAULTS.map(({ name }) => name),
      ),
    )
    .addOption(new Option("--acks <acks>", "who must have a message before it counts as sent").choices(ACKS))
    .option("--topic <name>", "the topic that the producers write to")
    .option("--brokers <n>", "number of brokers", wholeNumber)
    .option("--server-properties <file>", "a server.properties with settings of brokers")
    .option("--producer-properties <file>", "a producer.properties of the Java client or of librdkafka")
    .addHelpText("after", HELP)
    .action((file: string | undefined, options: InitOptions) => exit(init(file, options, edge)));
};

async function init(file: string | undefined, options: InitOptions, edge: Edge): Promise<number> {
  const isTerminal = (edge.stdin as ReadStream).isTTY === true && edge.stdout.isTTY;
  const asker = isTerminal ? await inquirer(edge) : undefined;
  const choices = await answers(file, options, asker);
  const { path } = choices;
  const text = starterScenario(choices);
  // A path or a name of an option may be wrong.
  await loadTexts([{ path, text }], {});
  await writeNew(path, text);
  const schema = join(dirname(path), SCHEMA_FILE);
  await writeFile(schema, `${JSON.stringify(scenarioJsonSchema(faults), null, 2)}\n`);
  edge.stdout.write(`wrote ${path}, and ${schema} for editors\nnext  chaos run ${path}\n`);
  return EXIT.asExpected;
}

/** By options, else by the asker, else by default. */
export async function answers(
  file: string | undefined,
  options: InitOptions,
  asker: Asker | undefined,
): Promise<StarterChoices> {
  const path =
    file ?? (await asker?.input({ message: "Where to write the scenario?", default: FILE })) ?? FILE;
  const name = basename(path).replace(/\.ya?ml$/i, "");
  if (!/\.ya?ml$/i.test(path) || !NAME_PATTERN.test(name)) {
    throw new UsageError(`${path} is not a name for a scenario; write one like ${FILE}`);
  }
  const fault =
    options.fault ??
    (await asker?.select({
      message: "What happens to the cluster?",
      choices: STARTER_FAULTS.map(({ name, summary }) => ({ value: name, name: summary })),
      default: "leader-cut-off",
    })) ??
    "leader-cut-off";
  const topic =
    options.topic ?? (await asker?.input({ message: "Which topic?", default: "orders" })) ?? "orders";
  const { serverProperties, producerProperties } = options;
  const producerFile =
    producerProperties ??
    (await asker?.input({ message: "Path of a producer.properties? (empty: none)", default: "" }));
  const acks: StarterChoices["acks"] =
    options.acks ??
    (producerFile
      ? undefined
      : await asker?.select<(typeof ACKS)[number]>({
          message: "Which acks?",
          choices: [
            { value: "all", name: "all: every in-sync replica has the message" },
            { value: "1", name: "1: the leader has it" },
            { value: "0", name: "0: the producer does not wait" },
          ],
          default: "all",
        }));
  const brokerFile =
    serverProperties ??
    (await asker?.input({ message: "Path of a server.properties? (empty: none)", default: "" }));
  const beside = (given: string | undefined) =>
    given === undefined || given === "" ? undefined : relative(resolve(dirname(path)), resolve(given));
  return {
    ...{ path, name, fault, topic, acks },
    brokers: options.brokers ?? 3,
    serverProperties: beside(brokerFile),
    producerProperties: beside(producerFile),
  };
}

/** Never over a file that is there. The schema beside it is chaos' own, and is written anew. */
async function writeNew(path: string, text: string): Promise<void> {
  const schema = join(dirname(path), SCHEMA_FILE);
  const present = await readFile(schema, "utf8").catch(() => undefined);
  if (present !== undefined && !present.includes('"title": "chaos scenario"')) {
    throw new UsageError(`${schema} is not a schema of chaos, and chaos init does not overwrite it`, {
      remedy: "name a scenario in another folder",
    });
  }
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new UsageError(`${path} exists, and chaos init does not overwrite it`, {
        remedy: "name another file: chaos init chaos/second.yaml",
        cause,
      });
    }
    throw new UsageError(`${path} cannot be written: ${message}`, { cause });
  }
}

async function inquirer({ stdin, signal }: Edge): Promise<Asker> {
  const [{ default: input }, { default: select }] = await Promise.all([
    import("@inquirer/input"),
    import("@inquirer/select"),
  ]);
  const context = { input: stdin as ReadStream, signal };
  const interruptible = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (cause) {
      const { name } = cause as Error;
      if (name === "ExitPromptError" || name === "AbortPromptError")
        throw new InterruptedError("stopped, and nothing was written");
      throw cause;
    }
  };
  return {
    input: (question) => interruptible(input(question, context)),
    select: (question) => interruptible(select(question, context)),
  };
}
