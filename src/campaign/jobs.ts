/**
 * How many runs may go side by side.
 *
 * Most of a run is waiting: for sessions to end, for faults to heal. What is dear is the start of its JVMs, so one cluster
 * starts at a time. Memory is counted by what nodes may take, as the check before each run does.
 */
import type { ClusterSpec } from "../cluster/spec.js";
import { memoryNeeded } from "../engine/resource-check.js";

/** Runs for each processor with `--jobs auto`. */
const RUNS_PER_CPU = 2;

export const JOBS_MAX = 32;

/** Clusters that wait for a run have JVMs that do a little all the time. */
const IDLE_MAX = 4;

export function automaticJobs(cpus: number): number {
  return Math.min(JOBS_MAX, Math.max(1, RUNS_PER_CPU * cpus));
}

export interface RunNeeds {
  readonly spec: ClusterSpec;
  readonly isHungry: boolean;
}

export interface RunningNeeds extends RunNeeds {
  /** Its cluster is not up yet. */
  readonly isStarting: boolean;
}

/**
 * Whether the next run may begin beside these. Alone it always may: the engine refuses what does not fit at all.
 * `freeBytes`: of memory, before any of them began.
 */
export function mayBegin(
  next: RunNeeds,
  running: readonly RunningNeeds[],
  { jobs, freeBytes }: { readonly jobs: number; readonly freeBytes: number },
): boolean {
  if (running.length === 0) return true;
  if (running.length >= jobs) return false;
  if (next.isHungry || running.some(({ isHungry, isStarting }) => isHungry || isStarting)) return false;
  const needed = [next, ...running].reduce((sum, { spec }) => sum + memoryNeeded(spec), 0);
  return needed <= freeBytes;
}

/**
 * How many of the idle clusters, from the first on, have to go before the next run begins beside the others. Runs come first:
 * no run waits for the memory of a cluster that no run has. Before a run that shares the machine with no other, all go.
 * `freeBytes`: of memory, before there was any cluster.
 */
export function idleToEnd(
  next: RunNeeds,
  others: readonly RunNeeds[],
  idle: readonly Pick<RunNeeds, "spec">[],
  freeBytes: number,
): number {
  if (next.isHungry) return idle.length;
  const bytesOf = (some: readonly Pick<RunNeeds, "spec">[]) =>
    some.reduce((sum, { spec }) => sum + memoryNeeded(spec), 0);
  const room = freeBytes - bytesOf([next, ...others]);
  let count = Math.max(0, idle.length - IDLE_MAX);
  while (count < idle.length && bytesOf(idle.slice(count)) > room) count++;
  return count;
}
