/** Whether the producers' start times fit the producers, and the time that a run may take. */
import type { Contradiction, Parts, PlacedGroup } from "./checks.js";
import { lastDueMs, startsOf } from "./timing.js";

const RUN_MS_MAX = 24 * 3_600_000;

export function* unfitStarts({ groups = [] }: Parts): Generator<Contradiction> {
  for (const placed of groups) yield* unfitStart(placed);
}

function* unfitStart({ path: of, group }: PlacedGroup): Generator<Contradiction> {
  const { instances } = group;
  const startsMs = startsOf(group);
  const path = [...of, "start"];
  if (startsMs.length !== instances) {
    const producersHere = instances === 1 ? "there is 1 producer" : `there are ${instances} producers`;
    const times = startsMs.length === 1 ? "1 time" : `${startsMs.length} times`;
    const message = `start has ${times}, but ${producersHere}; list one for each, or write one duration for all`;
    yield { path, at: "value", message };
    return;
  }
  const together = lastDueMs([{ ...group, startMs: 0 }]) ?? 0;
  if (together <= RUN_MS_MAX && Math.max(...startsMs) + together > RUN_MS_MAX) {
    const message =
      "the last producer starts so late that the run takes more than 24 hours; a run may take 24";
    yield { path, at: "value", message };
  }
}
