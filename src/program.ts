/**
 * A program of some commands on this process: its streams and signals, and, in this one place, what an outcome means for
 * the exit code.
 */
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { type AddCommand, type Edge, EXIT, paintOf } from "./commands/command.js";
import { InfrastructureError, InterruptedError, UsageError } from "./errors.js";
import { clean } from "./report/clean.js";
import type { Terminal } from "./report/live/view.js";

const SHOW_CURSOR = "\x1b[?25h";

/** Where output that is not a terminal is wrapped. */
const COLUMNS_WITHOUT_TERMINAL = 100;

export async function runProgram(argv: readonly string[], commands: readonly AddCommand[]): Promise<void> {
  // Every wait listens to the signal, and there may be one for each broker, partition or request: Node warns of eleven.
  setMaxListeners(0);
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const edge: Edge = {
    env: process.env,
    version,
    stdout: terminal(process.stdout),
    stderr: terminal(process.stderr),
    signal: interruption(),
  };
  // A reader that went away (chaos report | head) is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  // A defect of ours must not leave as 1, which is a verdict.
  process.on("uncaughtException", (error) => {
    complain(error, edge.stderr);
    process.exit(EXIT.infrastructure);
  });
  // Whatever ends the process, in the middle of a live view too, leaves the terminal its cursor.
  process.on("exit", () => {
    if (edge.stderr.isTTY) edge.stderr.write(SHOW_CURSOR);
  });

  let code: number = EXIT.asExpected;
  const program = new Command("chaos")
    .description("Find out which Kafka settings lose acknowledged messages under which failure")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => edge.stderr.write(text) });
  const exit = async (result: Promise<number>) => {
    code = await result;
  };
  for (const add of commands) add(program, edge, exit);
  try {
    await program.parseAsync(argv as string[]);
  } catch (error) {
    code = codeOf(error);
    if (!(error instanceof CommanderError)) complain(error, edge.stderr);
  }
  // librdkafka's threads and open handles must not keep a process that has said all it has to say.
  process.stdout.write("", () => process.exit(code));
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  return EXIT.infrastructure;
}

function complain(error: unknown, stderr: Terminal): void {
  const paint = paintOf(stderr);
  const { message } = error as Error;
  const lines = message.split("\n").map(clean);
  stderr.write(`${paint.red("error")} ${lines.join("\n")}\n`);
  if (error instanceof InfrastructureError && error.remedy !== undefined) {
    stderr.write(`${paint.dim("try")}   ${clean(error.remedy)}\n`);
  }
  // Anything but our own errors is a defect of ours, and its stack is what mends it.
  const isOurs = [UsageError, InfrastructureError, InterruptedError].some((kind) => error instanceof kind);
  if (!isOurs && error instanceof Error) stderr.write(`${paint.dim(error.stack ?? "")}\n`);
}

/** The first signal asks everything to stop and clean up; the second does not wait: the supervisor takes down the rest. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new InterruptedError(`stopped by ${signal}`));
    });
  }
  return controller.signal;
}

function terminal(stream: NodeJS.WriteStream): Terminal {
  const isTTY = stream.isTTY === true;
  return {
    write: (text) => stream.write(text),
    get columns() {
      return stream.columns ?? COLUMNS_WITHOUT_TERMINAL;
    },
    get rows() {
      return stream.rows ?? Number.POSITIVE_INFINITY;
    },
    isTTY,
    color: hasColor(isTTY),
  };
}

/** https://no-color.org, and FORCE_COLOR as CI systems set it. */
function hasColor(isTTY: boolean): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== "0") return true;
  return isTTY && process.env.TERM !== "dumb";
}
