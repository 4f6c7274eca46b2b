/** Fail-overs: for each partition, which broker led, which one leads now, and since when. */
import { type Leadership, newestLeader, type View } from "../observer/leadership.js";
import { type Result, strikeTimes } from "../rundir/result.js";

export interface FailoverWatch {
  /** A broker's view of `partition` changed. `views`: what each broker said last. */
  look(views: readonly View[], partition: number): void;
  /** Whether the leader of each of these partitions was seen. */
  knows(partitions: number): boolean;
}

/** Appends to the fail-overs of `result` whenever another broker leads, with the time since one of its faults struck. */
export function watchFailovers(result: Pick<Result, "failovers" | "faults">): FailoverWatch {
  const leaders = new Map<number, Leadership>();
  return {
    look(views, partition) {
      const now = newestLeader(views, partition);
      if (now === null) return;
      const before = leaders.get(partition);
      leaders.set(partition, now);
      if (before === undefined || before.leader === now.leader) return;
      const at = new Date().toISOString();
      result.failovers.push({
        at,
        partition,
        from: before.leader,
        to: now.leader,
        epoch: now.epoch,
        afterFaultMs: afterFaultMs(result.faults, at),
      });
    },
    knows: (partitions) => leaders.size === partitions,
  };
}

/**
 * The same times once more, when every fault is complete: a fault that took effect from the beginning of its injection is
 * known only at its end, when other brokers lead already.
 */
export function timeFailovers({ failovers, faults }: Pick<Result, "failovers" | "faults">): void {
  for (const failover of failovers) failover.afterFaultMs = afterFaultMs(faults, failover.at);
}

/** From the newest strike; null: no fault had struck. */
function afterFaultMs(faults: Result["faults"], at: string): number | null {
  const since = faults
    .flatMap(strikeTimes)
    .flatMap((struckAt) => (struckAt <= at ? Date.parse(at) - Date.parse(struckAt) : []));
  return since.length === 0 ? null : Math.min(...since);
}
