/** Runs of the built program to their verdicts: the exit code, what was printed, and what the run directory holds. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../src/rundir/result.js";
import { listRuns, readRun } from "../../src/rundir/rundir.js";
import type { TimelineEvent } from "../../src/rundir/timeline.js";
import { chaos, type Ended } from "./chaos.js";

/** A run waits most of its time for sessions to expire, so two share two cores without disturbing each other. */
const RUNS_AT_ONCE = 2;

export interface Run extends Ended {
  /** Of the last run, where there were several. */
  readonly directory: string;
  readonly result: Result;
  readonly timeline: readonly TimelineEvent[];
  /** `scenario.yaml` of the run directory. */
  readonly scenario: string;
}

export interface Runs extends AsyncDisposable {
  /**
   * Runs a scenario: the path of a file, or the file's content as an object. Resolves with its run directory, whatever
   * came of it; rejects when there is none.
   */
  run(scenario: string | object, ...flags: readonly string[]): Promise<Run>;
  /** Runs anything else against the same machine, in turn with the runs. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  readonly directory: string;
}

/** Room for the runs of one test file, a few at a time; all of it goes away at the end. */
export async function roomForRuns(): Promise<Runs> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  const inTurn = atMost(RUNS_AT_ONCE);
  let number = 0;
  return {
    directory,
    inTurn,
    run: (scenario, ...flags) =>
      inTurn(async () => {
        const home = join(directory, String(++number));
        const path = typeof scenario === "string" ? scenario : `${home}.yaml`;
        if (typeof scenario !== "string") await writeFile(path, JSON.stringify(scenario, null, 2));
        const ended = await chaos(["run", path, "--out", home, "--engine", "local", ...flags]);
        return readBack(home, ended);
      }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function readBack(out: string, ended: Ended): Promise<Run> {
  const directory = listRuns(out).at(-1);
  if (directory === undefined) throw new Error(`there is no run directory; it said:\n${ended.stderr}`);
  const { result, timeline, damage } = readRun(directory);
  if (damage.length > 0) throw new Error(damage.join("\n"));
  return {
    ...ended,
    directory,
    result,
    timeline,
    scenario: await readFile(join(directory, "scenario.yaml"), "utf8"),
  };
}

/** The sentences with which a verdict is explained. */
export function reasonsOf({ reasons }: Pick<Result, "reasons">): string[] {
  return reasons.map(({ text }) => text);
}

/** The events of one kind, in their order. */
export function eventsOf<Kind extends TimelineEvent["event"]>(
  { timeline }: Pick<Run, "timeline">,
  kind: Kind,
): Extract<TimelineEvent, { event: Kind }>[] {
  return timeline.filter((event): event is Extract<TimelineEvent, { event: Kind }> => event.event === kind);
}

/** When a phase began, on the run's clock. */
export function startOf(run: Pick<Run, "timeline">, phase: string): number {
  const event = eventsOf(run, "phase").find((event) => event.phase === phase);
  if (event === undefined) throw new Error(`the run had no phase ${phase}`);
  return event.ms;
}

/** The first call does the work; all share what comes of it. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy--;
      else next();
    }
  };
}
