/** Fail-overs as the majority of the brokers sees them: for each partition, who led, who leads now, and since when. */
import { majorityLeader } from "../checker/watermark.js";
import type { View } from "../observer/observer.js";
import type { Result } from "../rundir/result.js";

export interface FailoverWatch {
  /** A broker's view of `partition` changed. */
  look(views: readonly View[], partition: number): void;
}

/** Appends to `found` whenever another broker leads. `sinceFaultMs`: how long ago a fault struck last, if one did. */
export function watchFailovers(found: Result["failovers"], sinceFaultMs: () => number | null): FailoverWatch {
  const leaders = new Map<number, string>();
  return {
    look(views, partition) {
      const now = majorityLeader(views.filter((view) => view.partition === partition));
      if (now === null) return;
      const before = leaders.get(partition);
      leaders.set(partition, now.leader);
      if (before === undefined || before === now.leader) return;
      found.push({
        at: new Date().toISOString(),
        partition,
        from: before,
        to: now.leader,
        epoch: now.epoch,
        afterFaultMs: sinceFaultMs(),
      });
    },
  };
}
