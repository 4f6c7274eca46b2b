/**
 * A program of some commands on this process: its streams and signals, and, in this one place, what an outcome means for
 * the exit code.
 */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { type DefineCommand, type Edge, EXIT, pageOf, paintOf } from "./commands/command.js";
import { refuseMisuse } from "./commands/commands.js";
import { guarded } from "./commands/workflow-commands.js";
import { explainDiskError } from "./disk-error.js";
import { InfrastructureError, InterruptedError, UsageError } from "./errors.js";
import { type Output, outputTo } from "./output.js";
import { clean } from "./report/clean.js";
import type { Terminal } from "./report/live/view.js";
import { sharedSignal } from "./shared-signal.js";

const SHOW_CURSOR = "\x1b[?25h";

/** Where output that is not a terminal is wrapped. */
const COLUMNS_WITHOUT_TERMINAL = 100;

/** `defineCommands` defines all of them on the program, and `words` are the arguments of the command line. */
export async function runProgram(argv: readonly string[], defineCommands: DefineCommand): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const [stdout, stderr] = [outputTo(process.stdout), outputTo(process.stderr)];
  const edge: Edge = {
    env: process.env,
    // A getter: merely looking at it would begin to read.
    get stdin() {
      return process.stdin;
    },
    version,
    stdout: terminal(process.stdout, stdout),
    stderr: terminal(process.stderr, stderr),
    signal: interruption(),
  };

  // A defect of ours must not leave as 1, which is a verdict.
  process.on("uncaughtException", (error) => {
    complain(explainDiskError(error), edge.stderr);
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
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => edge.stderr.write(text),
      getOutHelpWidth: () => pageOf(edge.stdout).columns,
      getErrHelpWidth: () => pageOf(edge.stderr).columns,
      outputError: () => {},
    });
  refuseMisuse(program);
  const exit = async (result: Promise<number>) => {
    code = await result;
  };
  try {
    await defineCommands(program, edge, exit, argv.slice(2));
    await program.parseAsync(argv as string[]);
  } catch (error) {
    code = codeOf(error);
    if (!(error instanceof CommanderError)) complain(explainDiskError(error), edge.stderr);
  }
  const unwritten = await stdout.end();
  if (unwritten !== undefined) {
    complain(new InfrastructureError(`the output cannot be written: ${unwritten.message}`), edge.stderr);
    code = EXIT.infrastructure;
  }
  // librdkafka's threads and open handles must not keep a process that has said all it has to say.
  process.exit(code);
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  return EXIT.infrastructure;
}

function complain(error: unknown, stderr: Terminal): void {
  const paint = paintOf(stderr);
  const { message, remedy } = error as Error & { readonly remedy?: string };
  const lines = message.split("\n").map(clean);
  stderr.write(`${paint.red("error")} ${lines.join("\n")}\n`);
  if (remedy !== undefined) stderr.write(`${paint.dim("try")}   ${clean(remedy)}\n`);
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
  return sharedSignal(controller.signal);
}

function terminal(stream: NodeJS.WriteStream, output: Output): Terminal {
  const isTTY = stream.isTTY === true;
  const own: Terminal = {
    write: output.write,
    get columns() {
      return stream.columns ?? columnsOf(process.env.COLUMNS) ?? COLUMNS_WITHOUT_TERMINAL;
    },
    get rows() {
      return stream.rows ?? Number.POSITIVE_INFINITY;
    },
    isTTY,
    color: hasColor(isTTY),
  };
  // A file has the text as it is.
  return process.env.GITHUB_ACTIONS === "true" && !output.isFile ? guarded(own) : own;
}

/** Undefined where the variable does not hold a number. */
function columnsOf(text = ""): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

/** https://no-color.org, and FORCE_COLOR as CI systems set it. */
function hasColor(isTTY: boolean): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== "0") return true;
  return isTTY && process.env.TERM !== "dumb";
}
