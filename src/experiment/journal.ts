/**
 * The journal of a run: everything that happens goes through here, to the timeline, to whoever watches, and into the
 * result as it stands. The result is saved at every phase, so a run that is killed has told all it knew until then.
 */
import { writeFileSync } from "node:fs";
import type { RunView, ViewEvent } from "../report/live/view.js";
import type { Result } from "../rundir/result.js";
import { type RunPaths, Timeline, writeResult } from "../rundir/rundir.js";
import type { Happening } from "../rundir/timeline.js";

export class Journal implements Disposable {
  readonly #timeline: Timeline;
  readonly #view: RunView;
  readonly #paths: RunPaths;
  #phase: { name: string; sinceMs: number } | null = null;

  constructor(
    paths: RunPaths,
    view: RunView,
    scenarioYaml: string,
    /** The result so far; whoever learns something writes it here. */
    readonly result: Result,
  ) {
    this.#paths = paths;
    this.#view = view;
    this.#timeline = new Timeline(paths);
    writeFileSync(paths.scenario, scenarioYaml);
    this.save();
  }

  /** Milliseconds since the epoch at which the run's clock is 0. */
  get startedAtMs(): number {
    return this.#timeline.startedAtMs;
  }

  readonly nowMs = (): number => this.#timeline.nowMs();

  readonly happened = (happening: Happening): void => {
    this.#view.event(this.#timeline.append(happening));
  };

  /** For the eye only; not kept. */
  readonly show = (event: ViewEvent): void => {
    this.#view.event(event);
  };

  /** Ends the phase before, and saves. */
  phase(name: string): void {
    this.#endPhase();
    this.#phase = { name, sinceMs: this.nowMs() };
    this.happened({ event: "phase", phase: name });
    this.save();
  }

  /** A reason why this run cannot tell. */
  doubt(reason: string): void {
    if (!this.result.reasons.includes(reason)) this.result.reasons.push(reason);
  }

  save(): void {
    writeResult(this.#paths, this.result);
  }

  finish(): void {
    this.#endPhase();
    this.result.finishedAt = new Date().toISOString();
    this.save();
  }

  [Symbol.dispose](): void {
    this.#view.done();
    this.#timeline[Symbol.dispose]();
  }

  #endPhase(): void {
    if (this.#phase === null) return;
    const { name, sinceMs } = this.#phase;
    this.result.durations[name] = Math.round((this.result.durations[name] ?? 0) + this.nowMs() - sinceMs);
    this.#phase = null;
  }
}
