/** What every command is given: the edge of the process, named, so that nothing further in reaches for it. */
import { Chalk, type ChalkInstance } from "chalk";
import type { Command } from "commander";
import type { Terminal } from "../report/live/view.js";
import type { Page } from "../report/text.js";

export interface Edge {
  readonly env: NodeJS.ProcessEnv;
  /** Of this package. */
  readonly version: string;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
}

/** Adds one command to the program. Its action resolves to the exit code. */
export type AddCommand = (
  program: Command,
  edge: Edge,
  exit: (code: Promise<number>) => Promise<void>,
) => void;

/** Process exit codes; what each error becomes is decided in cli.ts. */
export const EXIT = {
  asExpected: 0,
  notAsExpected: 1,
  usage: 2,
  infrastructure: 3,
  interrupted: 130,
} as const;

/** Wider than this, lines are harder to read. */
const COLUMNS_MAX = 120;

export function pageOf(terminal: Terminal): Page {
  const columns = Math.min(terminal.columns, COLUMNS_MAX);
  return { columns, paint: paintOf(terminal), isPiped: !terminal.isTTY };
}

export function paintOf(terminal: Terminal): ChalkInstance {
  return new Chalk({ level: terminal.color ? 1 : 0 });
}
