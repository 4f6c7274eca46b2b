/** What every command is given: the edge of the process, named, so that nothing further in reaches for it. */
import type { Readable } from "node:stream";
import { Chalk, type ChalkInstance } from "chalk";
import type { Command } from "commander";
import type { Terminal } from "../report/live/view.js";
import type { Page } from "../report/text.js";
import type { Verdict } from "../rundir/result.js";

export interface Edge {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  /** Of this package. */
  readonly version: string;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
}

/** Where an action leaves its exit code. */
export type Exit = (code: Promise<number>) => Promise<void>;

/** Gives a command its options, arguments and action. `words` are what the command line has after its name. */
export type DefineCommand = (
  command: Command,
  edge: Edge,
  exit: Exit,
  words: readonly string[],
) => void | Promise<void>;

/** Process exit codes; what each error becomes is decided in program.ts. */
export const EXIT = {
  asExpected: 0,
  notAsExpected: 1,
  usage: 2,
  infrastructure: 3,
  interrupted: 130,
} as const;

/**
 * Of runs that came to a verdict, and of the probabilities that a campaign judged (null: undecided). What is certain counts
 * first, then that a run could not tell.
 */
export function exitCodeOf(
  results: readonly { readonly verdict: Verdict }[],
  odds: readonly { readonly isKept: boolean | null }[] = [],
): number {
  const verdicts = results.map(({ verdict }) => verdict);
  const kept = odds.map(({ isKept }) => isKept);
  if (verdicts.includes("not-as-expected") || kept.includes(false)) return EXIT.notAsExpected;
  return verdicts.includes("inconclusive") || kept.includes(null) ? EXIT.infrastructure : EXIT.asExpected;
}

/** Wider than this, lines are harder to read. */
const COLUMNS_MAX = 120;

export function pageOf(terminal: Terminal): Page {
  const columns = Math.min(terminal.columns, COLUMNS_MAX);
  return { columns, paint: paintOf(terminal) };
}

/** For tables: their columns may be as many as the terminal has room for. */
export function widePageOf(terminal: Terminal): Page {
  return { columns: terminal.columns, paint: paintOf(terminal) };
}

export function paintOf(terminal: Terminal): ChalkInstance {
  return new Chalk({ level: terminal.color ? 1 : 0 });
}
