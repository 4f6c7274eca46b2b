/** How long a campaign still takes, from the runs that it has. */

/** Milliseconds of each run that is over, by scenario. */
export type Durations = ReadonlyMap<string, readonly number[]>;

/**
 * `left`: the scenario of each run that is not over, with the time that it has taken. A scenario that has not run yet
 * takes as long as the others. Null: no run is over.
 */
export function timeLeftMs(
  durations: Durations,
  left: readonly { readonly scenario: string; readonly elapsedMs: number }[],
  jobs: number,
): number | null {
  const all = [...durations.values()].flat();
  if (all.length === 0) return null;
  const each = left.map(({ scenario, elapsedMs }) =>
    Math.max(0, mean(durations.get(scenario) ?? all) - elapsedMs),
  );
  const sum = each.reduce((total, ms) => total + ms, 0);
  return Math.max(0, ...each, sum / Math.max(1, jobs));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
