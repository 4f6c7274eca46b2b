/** Fail-overs: for each partition, which broker led, which one leads now, and since when. */
import { type Leadership, newestLeader, type View } from "../observer/leadership.js";
import type { Result } from "../rundir/result.js";

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
      const nowMs = Date.now();
      const struckMs = result.faults.flatMap(({ injectedAt }) => injectedAt ?? []).map(Date.parse);
      result.failovers.push({
        at: new Date(nowMs).toISOString(),
        partition,
        from: before.leader,
        to: now.leader,
        epoch: now.epoch,
        afterFaultMs: struckMs.length === 0 ? null : nowMs - Math.max(...struckMs),
      });
    },
    knows: (partitions) => leaders.size === partitions,
  };
}
