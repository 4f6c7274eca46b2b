/**
 * Which of this machine's processes belong to runs of the local engine. A program that only mentions one, such as `grep` or
 * an editor, has other arguments in other places, or is another program: what counts is the executable and the exact shape
 * of the command line that chaos starts it with.
 */
import { basename } from "node:path";
import { runOfNode } from "./layout.js";
import type { ProcessInfo } from "./processes.js";
import { runOfProxy } from "./proxy-process.js";

export interface OwnProcess {
  readonly kind: "supervisor" | "node";
  /** Directory of the run. */
  readonly run: string;
  /** kafka1, zk1, registry, proxy; "supervisor" of the supervisor. */
  readonly name: string;
  readonly process: ProcessInfo;
}

/** Null: it is none of ours. */
export function recognise(process: ProcessInfo): OwnProcess | null {
  const { argv } = process;
  if (isProgram(process, NODE_JS)) {
    if (isSupervisor(argv)) return { kind: "supervisor", run: argv[2]!, name: "supervisor", process };
    const run = runOfProxy(argv);
    return run === undefined ? null : { kind: "node", run, name: "proxy", process };
  }
  if (!isProgram(process, "java")) return null;
  const found = runOfNode(argv);
  return found === null ? null : { kind: "node", ...found, process };
}

/**
 * Whether it may be a supervisor, of another version of chaos as well, whose nodes, sockets and data are in use then. To
 * spare something takes less than to end it.
 */
export function mayBeSupervisor({ argv }: ProcessInfo): boolean {
  return argv[1]?.endsWith("/engine/local/supervisor.js") === true;
}

/** A supervisor whose runner is gone, or left it running, was handed to init. */
export function hasItsRunner({ argv, parentPid }: ProcessInfo): boolean {
  return argv[4] === String(parentPid);
}

const NODE_JS = basename(globalThis.process.execPath);

/** As supervisor-client.ts starts it. */
function isSupervisor(argv: readonly string[]): boolean {
  const [, script = "", run = "", seed = "", runner = "", cache = ""] = argv;
  return (
    argv.length === 6 &&
    script.endsWith("/dist/engine/local/supervisor.js") &&
    [run, cache].every((path) => path.startsWith("/")) &&
    [seed, runner].every((number) => /^\d+$/.test(number))
  );
}

/** Where the executable cannot be read, the process is another user's, and is not touched. */
function isProgram({ executable, argv }: ProcessInfo, name: string): boolean {
  return basename(executable ?? argv[0] ?? "") === name;
}
