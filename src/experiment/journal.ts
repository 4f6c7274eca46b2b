/**
 * The journal of a run: everything that happens goes through here, to the timeline, to the view, and into the
 * result as it stands. The result is saved at every phase, so a run that is killed has told all it knew until then.
 */
import { writeFileSync } from "node:fs";
import type { Doubt } from "../checker/verdict.js";
import { InfrastructureError } from "../errors.js";
import type { LedgerTotals } from "../history/ledger.js";
import type { Result } from "../rundir/result.js";
import { type RunPaths, Timeline, writeResult } from "../rundir/rundir.js";
import type { Happening } from "../rundir/timeline.js";
import type { RunView, ViewEvent } from "./watch.js";

export class Journal implements Disposable {
  readonly #timeline: Timeline;
  readonly #view: RunView;
  readonly #paths: RunPaths;
  readonly #broken = new AbortController();
  #phase: { name: string; sinceMs: number } | null = null;

  constructor(
    paths: RunPaths,
    view: RunView,
    scenarioYaml: string,
    /** The result so far; each phase writes here what it learns. */
    readonly result: Result,
  ) {
    this.#paths = paths;
    this.#view = view;
    this.#timeline = new Timeline(paths, result.settings?.topics ?? []);
    result.startedAt = new Date(this.#timeline.startedAtMs).toISOString();
    this.guard(() => writeFileSync(paths.scenario, scenarioYaml));
    this.save();
  }

  /** Milliseconds since the epoch at which the run's clock is 0. */
  get startedAtMs(): number {
    return this.#timeline.startedAtMs;
  }

  readonly nowMs = (): number => this.#timeline.nowMs();

  readonly happened = (happening: Happening): void => {
    const event = this.guard(() => this.#timeline.append(happening));
    if (event !== null) this.#view.event(event);
  };

  /**
   * Does what writes to the run's directory. Most of it is called by timers and clients, which have no caller to tell of a
   * full disk: the first failure aborts `broken` instead, and with it the run. Only an error of the system is about the
   * disk; any other is a defect of chaos and is told as it is.
   */
  guard<T>(write: () => T): T | null {
    try {
      return write();
    } catch (error) {
      this.#broken.abort(
        isOfTheSystem(error)
          ? new InfrastructureError(`the run's directory cannot be written: ${error.message}`, {
              remedy: "make room on that disk, or choose another directory with --out",
              cause: error,
            })
          : error,
      );
      return null;
    }
  }

  /** Aborted, with the reason, when the run's directory can no longer be written. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

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

  /** Reasons why this run may not be able to tell, apart from what the check of its log finds. */
  get doubts(): readonly Doubt[] {
    return this.result.doubts ?? [];
  }

  doubt(about: Doubt["about"], text: string): void {
    if (this.doubts.some((doubt) => doubt.text === text)) return;
    this.result.doubts = [...this.doubts, { about, text }];
    this.result.reasons.push({ about, text });
  }

  /** A sentence for the reader of the verdict, which does not change it. */
  note(text: string): void {
    this.result.notes ??= [];
    if (!this.result.notes.includes(text)) this.result.notes.push(text);
  }

  count({ sent, acknowledged, failed, settled }: LedgerTotals): void {
    Object.assign(this.result.counts, { sent, acknowledged, failed, unsettled: sent - settled });
  }

  save(): void {
    this.guard(() => writeResult(this.#paths, this.result));
  }

  /** @throws InfrastructureError when the result cannot be written: there is nowhere left to tell it. */
  finish(): void {
    this.#endPhase();
    this.result.finishedAt = new Date().toISOString();
    writeResult(this.#paths, this.result);
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

function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof (error as NodeJS.ErrnoException).errno === "number";
}
