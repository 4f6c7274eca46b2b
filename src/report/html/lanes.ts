/**
 * What each node believed, as stretches of time: of a broker, whether it led a partition; of a controller, whether it was the
 * active one. A stretch is what that node said itself, as the observer saw it: what nobody saw is no stretch.
 */
import type { Change, NodeRow } from "./payload.js";

export type Role =
  /** A broker that believes that it leads the partition, or a voter that leads the quorum. */
  | "leads"
  | "follows"
  /** The broker sees no leader, or the voter no active controller. */
  | "none"
  | "unreachable"
  | "paused"
  | "down";

export interface LaneStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly role: Role;
  /** It leads by an older epoch than some node knows: of the partition, or of the quorum. */
  readonly isStale: boolean;
  /** Index of the node that it believes to lead. */
  readonly leader: number | null;
  readonly epoch: number | null;
  readonly isr: readonly number[];
}

interface Belief {
  readonly leader: number | null;
  readonly epoch: number | null;
  readonly isr: readonly number[];
}

export interface Lane {
  /** Index of the node. */
  readonly node: number;
  /** Whether it tells of the partition or of the metadata quorum. */
  readonly of: "partition" | "quorum";
  /** Oldest first, without the time in which nothing was known of it. */
  readonly stretches: readonly LaneStretch[];
}

/** A lane of each node, and behind them a second one of each broker that is a voter as well. */
export function lanesOf(
  changes: readonly Change[],
  nodes: readonly NodeRow[],
  partition: number,
  endMs: number,
): Lane[] {
  const beliefs = { partition: (change: Change) => viewOf(change, partition), quorum: quorumOf };
  const epochs = {
    partition: newEpochs(changes, beliefs.partition),
    quorum: newEpochs(changes, beliefs.quorum),
  };
  const laneOf = (node: number, of: Lane["of"]): Lane => {
    const own = changes.filter((change) => change.node === node);
    const stretches = stretchesOf(own, endMs, beliefs[of], node);
    return { node, of, stretches: stretches.flatMap((stretch) => splitWhereStale(stretch, epochs[of])) };
  };
  return [
    ...nodes.map(({ role }, node) => laneOf(node, role === "broker" ? "partition" : "quorum")),
    ...nodes.flatMap(({ isVoter }, node) => (isVoter ? [laneOf(node, "quorum")] : [])),
  ];
}

function viewOf(change: Change, partition: number): Belief | null {
  if (change.what !== "view" || change.partition !== partition) return null;
  return { leader: change.leader, epoch: change.epoch, isr: change.isr };
}

function quorumOf(change: Change): Belief | null {
  if (change.what !== "controller") return null;
  return { leader: change.controller, epoch: change.epoch, isr: [] };
}

interface NewEpoch {
  readonly ms: number;
  readonly epoch: number;
}

/** When a node first told of an epoch higher than all before. */
function newEpochs(changes: readonly Change[], beliefIn: (change: Change) => Belief | null): NewEpoch[] {
  const found: NewEpoch[] = [];
  for (const change of changes) {
    const epoch = beliefIn(change)?.epoch ?? -1;
    if (epoch > (found.at(-1)?.epoch ?? -1)) found.push({ ms: change.ms, epoch });
  }
  return found;
}

function splitWhereStale(stretch: LaneStretch, epochs: readonly NewEpoch[]): LaneStretch[] {
  const { role, epoch, fromMs, toMs } = stretch;
  if (role !== "leads" || epoch === null) return [stretch];
  const newer = epochs.find((known) => known.epoch > epoch);
  if (newer === undefined || newer.ms >= toMs) return [stretch];
  if (newer.ms <= fromMs) return [{ ...stretch, isStale: true }];
  return [
    { ...stretch, toMs: newer.ms },
    { ...stretch, fromMs: newer.ms, isStale: true },
  ];
}

function stretchesOf(
  changes: readonly Change[],
  endMs: number,
  beliefIn: (change: Change) => Belief | null,
  node: number,
): LaneStretch[] {
  const stretches: LaneStretch[] = [];
  let belief: Belief | null = null as Belief | null;
  let state = "up" as "up" | "unreachable" | "paused" | "down";
  let since = 0;
  const role = (): Role | null => {
    if (state !== "up") return state;
    if (belief === null) return null;
    if (belief.leader === node) return "leads";
    return belief.leader === null ? "none" : "follows";
  };
  const close = (ms: number) => {
    const now = role();
    if (now !== null && ms > since) {
      const { leader = null, epoch = null, isr = [] } = belief ?? {};
      stretches.push({ fromMs: since, toMs: ms, role: now, isStale: false, leader, epoch, isr });
    }
    since = ms;
  };
  for (const change of changes) {
    const told = beliefIn(change);
    if (told !== null) {
      close(change.ms);
      belief = told;
    } else if (change.what === "state") {
      close(change.ms);
      const before = state;
      state =
        change.state === "up" || change.state === "unreachable" || change.state === "paused"
          ? change.state
          : "down";
      // A process that ended has forgotten what it believed.
      if (state === "down") belief = null;
      // A node that does not answer because it is down or paused is still that.
      if (state === "unreachable" && (before === "down" || before === "paused")) state = before;
    }
  }
  close(endMs);
  return merged(stretches);
}

function merged(stretches: readonly LaneStretch[]): LaneStretch[] {
  const result: LaneStretch[] = [];
  for (const stretch of stretches) {
    const before = result.at(-1);
    if (
      before !== undefined &&
      before.toMs === stretch.fromMs &&
      before.role === stretch.role &&
      before.leader === stretch.leader &&
      before.epoch === stretch.epoch &&
      before.isr.join() === stretch.isr.join()
    ) {
      result[result.length - 1] = { ...before, toMs: stretch.toMs };
    } else result.push(stretch);
  }
  return result;
}

/** The stretch that a moment is in. */
export function stretchAt(lane: readonly LaneStretch[], ms: number): LaneStretch | null {
  return (
    lane.find(({ fromMs, toMs }) => ms >= fromMs && ms < toMs) ??
    (lane.at(-1)?.toMs === ms ? lane.at(-1)! : null)
  );
}
