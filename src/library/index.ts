/**
 * `import { runScenario } from "chaos-kafka"`: a run of a scenario in another program, such as a test. It writes to no
 * stream, ends no process and listens to no signal of the process: that is for the program to do. docs/library.md
 */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { Chalk } from "chalk";
import { engines } from "../commands/engines.js";
import { selectEngine } from "../engine/select.js";
import { InterruptedError } from "../errors.js";
import { runExperiment } from "../experiment/experiment.js";
import type { ViewEvent } from "../experiment/watch.js";
import { faults } from "../faults/index.js";
import { pretty } from "../report/pretty.js";
import { resultAsJson } from "../rundir/result-file/result-file.js";
import type { Version2 } from "../rundir/result-file/version-2/schema.js";
import { readRun } from "../rundir/rundir.js";
import { specOf } from "../scenario/cluster-spec.js";
import { loadScenarios, readScenarios, type ScenarioText } from "../scenario/files.js";
import { sharedSignal } from "../shared-signal.js";

export { InfrastructureError, UsageError } from "../errors.js";
export type { ViewEvent as RunEvent } from "../experiment/watch.js";
export { type Diagnostic, InputError } from "../yaml/diagnostics.js";
/** `result.json`, as `chaos schema result` describes it. */
export type RunResult = Version2;

export interface RunOptions {
  /** As `--set`: `producers.acks=all` */
  readonly set?: readonly string[];
  /** As `--scale`: multiplies message counts and message triggers. */
  readonly scale?: number;
  readonly seed?: number;
  /** Default: auto, the first that works on this machine. */
  readonly engine?: "auto" | "docker" | "local";
  /** Where the directory of the run goes. Default: `runs`. */
  readonly out?: string;
  /** Ends the run. The cluster is removed, and then the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Everything that happens, in order, while it happens. What it throws ends the run. */
  readonly onEvent?: (event: ViewEvent) => void;
}

export interface ScenarioRun {
  readonly verdict: RunResult["verdict"];
  readonly result: RunResult;
  /** Of the run. `chaos report`, `chaos check` and `chaos inspect` read it. */
  readonly directory: string;
  /** What a person should know of the scenario, a sentence each. */
  readonly notes: readonly string[];
  /** What stopped the run before its end; then the verdict is inconclusive. Null: nothing. */
  readonly failure: Error | null;
  /** The report that `chaos run` prints, without colours. */
  report(): string;
}

/** The path of a scenario, or its text. `path` is for messages, and files that the text names are relative to it. */
export type ScenarioSource = string | { readonly yaml: string; readonly path?: string };

/**
 * Starts the cluster of a scenario, runs it, and removes the cluster.
 * @throws InputError for a scenario that is wrong, UsageError for wrong options, InfrastructureError when no engine works
 *   here. What goes wrong later is in `failure`.
 */
export async function runScenario(source: ScenarioSource, options: RunOptions = {}): Promise<ScenarioRun> {
  const { set = [], scale, seed, engine: name = "auto", out = "runs", onEvent = () => {} } = options;
  options.signal?.throwIfAborted();
  const overrides = { set, ...(scale !== undefined && { scale }), ...(seed !== undefined && { seed }) };
  const [loaded] = loadScenarios([await textOf(source)], {
    ...{ faults, overrides, randomSeed: randomInt(2 ** 31) },
  });
  const { scenario, yaml, notes, path } = loaded!;
  const { checkProducerConfig } = await import("../workload/producers.js");
  checkProducerConfig(scenario, path);
  const { engine } = await selectEngine(engines(process.env), name, specOf(scenario, faults).needs);

  const ended = new AbortController();
  const interrupt = () =>
    ended.abort(new InterruptedError("the program stopped the run", { cause: options.signal?.reason }));
  options.signal?.addEventListener("abort", interrupt);
  const tell = (event: ViewEvent): void => {
    try {
      onEvent(event);
    } catch (error) {
      ended.abort(error);
    }
  };
  try {
    const outcome = await runExperiment({
      ...{ scenario, yaml, engine, faults, out, keep: false },
      openView: () => ({ event: tell, done: () => {} }),
      chaosVersion: version(),
      signal: sharedSignal(ended.signal),
    });
    options.signal?.throwIfAborted();
    if (ended.signal.aborted) throw ended.signal.reason;
    const { directory } = outcome.paths;
    return {
      verdict: outcome.result.verdict,
      result: resultAsJson(outcome.result) as RunResult,
      ...{ directory, notes },
      failure: outcome.failure as Error | null,
      report: () => pretty.render([readRun(directory)], { columns: 100, paint: new Chalk({ level: 0 }) }),
    };
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
  }
}

async function textOf(source: ScenarioSource): Promise<ScenarioText> {
  if (typeof source !== "string") return { path: source.path ?? "scenario.yaml", text: source.yaml };
  const [text] = await readScenarios([source], {
    stdin: Readable.from([]),
    signal: new AbortController().signal,
  });
  return text!;
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
