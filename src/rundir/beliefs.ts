/**
 * What each broker believes about who leads, put together from the views in a timeline.
 *
 * No broker knows the truth; each has a view, and under a partition the views differ. A partition of the topic is
 * contested while two reachable brokers each believe that they themselves lead it: clients of the one that is wrong
 * get their messages acknowledged, and lose them.
 */
import type { TimelineEvent } from "./timeline.js";

export interface Belief {
  readonly leader: string | null;
  readonly epoch: number;
  readonly isr: readonly string[];
}

export type Change =
  /** A higher leader epoch than any seen before, in anybody's view. `stale`: others that still believe they lead. */
  | {
      readonly change: "leads";
      readonly partition: number;
      readonly leader: string;
      readonly previous: string;
      readonly epoch: number;
      readonly stale: readonly string[];
    }
  /** A broker that believed to lead a contested partition does so no more. */
  | { readonly change: "yields"; readonly partition: number; readonly node: string; readonly belief: Belief }
  /** The leader with the highest epoch sees other replicas in sync than before. */
  | {
      readonly change: "isr";
      readonly partition: number;
      readonly node: string;
      readonly isr: readonly string[];
    };

export type NodeState = "up" | "unreachable" | "killed" | "stopped" | "paused" | "died";

export class Beliefs {
  readonly #views = new Map<string, Map<number, Belief>>();
  readonly #newest = new Map<number, { leader: string; epoch: number }>();
  readonly #states = new Map<string, NodeState>();

  /** Takes in what the event says about views and nodes, and returns what changed by it. */
  apply(event: TimelineEvent): Change[] {
    if (event.event === "view") return this.#view(event);
    if (event.event === "reachable") {
      const state = this.state(event.node);
      if (state === "up" || state === "unreachable") {
        this.#states.set(event.node, event.reachable ? "up" : "unreachable");
      }
    }
    if (event.event === "node") {
      const { node, state } = event;
      const now: NodeState = state === "started" || state === "resumed" ? "up" : state;
      this.#states.set(node, now);
      // A process that ended has forgotten that it led; one that was paused has not.
      if (now !== "up" && now !== "paused") this.#forgetLeadership(node);
    }
    return [];
  }

  state(node: string): NodeState {
    return this.#states.get(node) ?? "up";
  }

  views(node: string): ReadonlyMap<number, Belief> {
    return this.#views.get(node) ?? new Map();
  }

  /** The brokers that believe they lead it and can be reached, where there are two or more. */
  contenders(partition: number): string[] {
    const leaders = this.#leaders(partition);
    return leaders.length > 1 ? leaders : [];
  }

  contested(): Map<number, string[]> {
    const contested = new Map<number, string[]>();
    for (const partition of this.#newest.keys()) {
      const contenders = this.contenders(partition);
      if (contenders.length > 0) contested.set(partition, contenders);
    }
    return contested;
  }

  /** More than one partition has been seen, so that a sentence has to name the one it means. */
  get severalPartitions(): boolean {
    return this.#newest.size > 1;
  }

  #view(event: TimelineEvent & { event: "view" }): Change[] {
    const { node, partition } = event;
    const before = this.#views.get(node)?.get(partition);
    const wasContested = this.contenders(partition).includes(node);
    const belief: Belief = { leader: event.leader, epoch: event.epoch, isr: event.isr };
    const views = this.#views.get(node) ?? new Map<number, Belief>();
    this.#views.set(node, views.set(partition, belief));

    const changes: Change[] = [];
    const newest = this.#newest.get(partition);
    if (belief.leader !== null && belief.epoch > (newest?.epoch ?? -1)) {
      const leader = belief.leader;
      this.#newest.set(partition, { leader, epoch: belief.epoch });
      if (newest !== undefined) {
        const stale = this.#leaders(partition).filter((name) => name !== leader);
        changes.push({
          change: "leads",
          partition,
          leader,
          previous: newest.leader,
          epoch: belief.epoch,
          stale,
        });
      }
    }
    if (wasContested && belief.leader !== node) changes.push({ change: "yields", partition, node, belief });
    const leadsTruly = this.#newest.get(partition)?.leader === node && belief.leader === node;
    const sameTerm = before?.epoch === belief.epoch && before.leader === node;
    if (leadsTruly && sameTerm && before.isr.join() !== belief.isr.join()) {
      changes.push({ change: "isr", partition, node, isr: belief.isr });
    }
    return changes;
  }

  #leaders(partition: number): string[] {
    return [...this.#views]
      .filter(([node, views]) => views.get(partition)?.leader === node && this.state(node) === "up")
      .map(([node]) => node)
      .sort();
  }

  #forgetLeadership(node: string): void {
    const views = this.#views.get(node);
    if (views === undefined) return;
    for (const [partition, belief] of views) if (belief.leader === node) views.delete(partition);
  }
}
