/**
 * Who leads a partition, by what the brokers say.
 *
 * Each broker has a view, and under a partition the views differ. Only the controller raises a leader epoch, and it only
 * counts up. So the view with the highest epoch is the newest truth, however few brokers have it: a broker that no longer
 * hears the controller goes on naming the leader before.
 *
 * The published experiments asked the leader that most brokers name. `majorityLeader` is for that figure, and for the wait before it is taken.
 */
import type { NodeName } from "../cluster/topology.js";

/** One broker's view of one partition. */
export interface View {
  readonly node: NodeName;
  readonly partition: number;
  /** null: this broker sees no leader. */
  readonly leader: NodeName | null;
  readonly epoch: number;
  readonly isr: readonly NodeName[];
  /** Those that a reassignment adds or removes are among them. */
  readonly replicas?: readonly NodeName[];
  /** Eligible leader replicas (KIP-966); absent: there are none. */
  readonly elr?: readonly NodeName[];
}

/** The name that most of these are; null: none of them is a name. Between equals the first wins. */
export function mostNamed(names: readonly (NodeName | null)[]): NodeName | null {
  const named = names.flatMap((name) => name ?? []);
  const votes = (name: NodeName) => named.filter((other) => other === name).length;
  return named.sort((a, b) => votes(b) - votes(a))[0] ?? null;
}

export interface Leadership {
  readonly leader: NodeName;
  readonly epoch: number;
}

/**
 * The higher, the newer: a higher epoch, and within an epoch the leader's own view, for a leader knows its ISR, then one
 * that names a leader.
 */
export function newnessOf(by: string, { leader, epoch }: Pick<View, "leader" | "epoch">): number {
  return 3 * epoch + (leader === null ? 0 : leader === by ? 2 : 1);
}

export function newestView(views: readonly View[], partition: number): View | undefined {
  const [newest] = views
    .filter((view) => view.partition === partition)
    .sort((a, b) => newnessOf(b.node, b) - newnessOf(a.node, a));
  return newest;
}

/** Null: the newest view names none, or there is no view. */
export function newestLeader(views: readonly View[], partition: number): Leadership | null {
  const newest = newestView(views, partition);
  return newest === undefined || newest.leader === null
    ? null
    : { leader: newest.leader, epoch: newest.epoch };
}

/** The newest view of each partition that has one, the lowest partition first. */
export function newestViews(views: readonly View[]): View[] {
  const partitions = [...new Set(views.map(({ partition }) => partition))].sort((a, b) => a - b);
  return partitions.flatMap((partition) => newestView(views, partition) ?? []);
}

/**
 * The leader that most of these brokers name; null when most name none, or there is no view. Every broker has one vote,
 * and "I see no leader" is a vote as well. Between equals the higher epoch wins.
 */
export function majorityLeader(views: readonly View[], partition: number): Leadership | null {
  const candidates = new Map<NodeName | null, { votes: number; epoch: number }>();
  for (const { leader, epoch } of views.filter((view) => view.partition === partition)) {
    const candidate = candidates.get(leader);
    if (candidate === undefined) {
      candidates.set(leader, { votes: 1, epoch });
    } else {
      candidate.votes++;
      candidate.epoch = Math.max(candidate.epoch, epoch);
    }
  }
  const [winner] = [...candidates].sort(
    ([aName, a], [bName, b]) =>
      b.votes - a.votes ||
      b.epoch - a.epoch ||
      // Nothing left to decide by: the same answer every time, and a leader rather than none.
      Number(aName === null) - Number(bName === null) ||
      String(aName).localeCompare(String(bName)),
  );
  if (winner === undefined || winner[0] === null) return null;
  return { leader: winner[0], epoch: winner[1].epoch };
}
