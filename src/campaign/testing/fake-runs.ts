/** Runs of a campaign without clusters: each writes a run directory with a planned result. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InfrastructureError, InterruptedError } from "../../errors.js";
import { result } from "../../report/testing/runs.js";
import { type CampaignFile, writeCampaign } from "../../rundir/campaign.js";
import type { Result } from "../../rundir/result.js";
import { runPaths, writeResult } from "../../rundir/rundir.js";
import { type CampaignOptions, type Job, type JobWatch, resumed, runCampaign } from "../campaign.js";
import type { PlannedCell } from "../plan.js";

/** `error`: it stopped the run. */
export type Planned = Partial<Pick<Result, "verdict">> & {
  readonly lost?: number | null;
  readonly error?: string;
};

export function cellsOf(...scenarios: readonly string[]): PlannedCell[] {
  return scenarios.map((scenario, index) => ({
    ...{ id: `${index + 1}-${scenario}`, scenario, settings: {}, combination: "", path: `${scenario}.yaml` },
    ...{ isHungry: false, fingerprint: scenario, notes: [], expect: { loss: "any" } },
    spec: {
      ...{ brokers: 3, metadata: { kind: "kraft", members: 1 }, kafka: "4.4.0", config: {}, seed: 1 },
      ...{ distance: { latencyMs: 0, jitterMs: 0 }, needs: new Set() },
    },
    load: () => Promise.reject(new Error("a fake is not loaded")),
  }));
}

export function fileOf(cells: readonly PlannedCell[], changes: Partial<CampaignFile> = {}): CampaignFile {
  return {
    ...{ schemaVersion: 1, chaos: "0", startedAt: "2026-11-28T10:00:00.000Z", finishedAt: null },
    ...{ repeats: 1, shard: null, runs: [] },
    cells: cells.map(({ id, scenario, settings }) => ({ id, scenario, settings })),
    ...changes,
  };
}

/** A run that ends when the test says so. */
export interface Held {
  readonly name: string;
  started(): void;
  end(planned?: Planned): void;
}

export class FakeRuns {
  /** In the order in which they began: `a#1`. */
  readonly begun: string[] = [];
  readonly ends: string[] = [];
  readonly held: Held[] = [];

  constructor(
    readonly directory: string,
    /** The result of the nth run; null: it waits for `held`. An error: it is thrown. */
    readonly plan: (name: string, number: number) => Planned | Error | null,
  ) {}

  async campaign(
    cells: readonly PlannedCell[],
    left: CampaignFile,
    changes: Partial<CampaignOptions> = {},
  ): Promise<readonly unknown[]> {
    const file = resumed(left);
    writeCampaign(this.directory, file);
    return runCampaign({
      ...{ directory: this.directory, file, cells, until: null, retries: 0, bail: false, jobs: 1 },
      freeBytes: () => Number.POSITIVE_INFINITY,
      run: (job, watch, signal) => this.#run(job, watch, signal),
      onEnd: ({ cell, round }, end, isRetried) =>
        void this.ends.push(`${cell.scenario}#${round} ${end.result.verdict}${isRetried ? " again" : ""}`),
      signal: new AbortController().signal,
      ...changes,
    });
  }

  async #run({ cell, round }: Job, watch: JobWatch, signal: AbortSignal) {
    const name = `${cell.scenario}#${round}`;
    const number = this.begun.push(name);
    const planned = this.plan(name, number);
    if (planned instanceof Error) throw planned;
    const paths = runPaths(join(this.directory, `run-${String(number).padStart(3, "0")}-${cell.scenario}`));
    mkdirSync(paths.directory);
    watch.begun(paths.directory);
    const write = ({ error, lost = 0, ...planned }: Planned) => {
      const verdict = planned.verdict ?? (error === undefined ? "as-expected" : "inconclusive");
      const made = result({ run: paths.name, scenario: cell.scenario, verdict, counts: { lost } });
      writeResult(paths, made);
      writeFileSync(paths.timeline, "");
      const failure = error === undefined ? null : new InfrastructureError(`${paths.directory}: ${error}`);
      return { result: made, failure };
    };
    if (planned !== null) {
      watch.started();
      return write(planned);
    }
    return new Promise<{ result: Result; failure: unknown }>((resolve) => {
      this.held.push({
        name,
        started: () => watch.started(),
        end: (how = {}) => resolve(write(how)),
      });
      signal.addEventListener("abort", () =>
        resolve({ ...write({ verdict: "inconclusive" }), failure: new InterruptedError("stopped") }),
      );
    });
  }
}
