/**
 * A campaign whose first runs all end with one error, such as a missing image or a full disk, begins no more runs: each of
 * them would end with it too. A run that got farther, whatever its verdict, shows that runs can be made, so an error that
 * comes later never ends a campaign.
 *
 * Another version of Kafka may have its image, and a run of another scenario that is still being made may end well. So every
 * kind of cluster is tried first, and every scenario that has begun.
 */
import type { ClusterSpec } from "../cluster/spec.js";
import { clusterKey } from "./cluster-pool.js";

const RUNS_MIN = 3;

export interface EndedRun {
  readonly cell: string;
  readonly spec: ClusterSpec;
  /** Path of the run. */
  readonly directory: string;
  /** What stopped it; null: nothing did. */
  readonly failure: unknown;
}

/**
 * Why a campaign begins no more runs; null: it does. `ended`: every run since the command began. `running`: the cells of
 * runs that are being made. `waiting`: the clusters of runs that are still to begin.
 */
export function sameError(
  ended: readonly EndedRun[],
  running: readonly string[],
  waiting: readonly ClusterSpec[],
): string | null {
  const [first] = ended;
  if (first === undefined || ended.length < RUNS_MIN || first.failure === null) return null;
  const text = comparable(first);
  if (ended.some((run) => run.failure === null || comparable(run) !== text)) return null;
  const failed = new Set(ended.map(({ cell }) => cell));
  const tried = new Set(ended.map(({ spec }) => clusterKey(spec)));
  if (running.some((cell) => !failed.has(cell))) return null;
  return waiting.every((spec) => tried.has(clusterKey(spec))) ? messageOf(ended.at(-1)!) : null;
}

/** Runs differ in their directories, ports and process ids. */
function comparable(run: EndedRun): string {
  return messageOf(run).replaceAll(run.directory, "").replace(/\d+/g, "0");
}

function messageOf({ failure }: EndedRun): string {
  return failure instanceof Error ? failure.message : String(failure);
}
