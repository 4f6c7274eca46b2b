/**
 * The looks of a finished run: its timeline has each broker's view whenever that changed. Between two events nothing
 * changed, so each moment with an event is a look.
 */
import { mostNamed } from "../observer/leadership.js";
import type { TimelineEvent } from "../rundir/timeline.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { type Facts, Window } from "./facts.js";
import type { Look, PartitionSeen, QuorumLook } from "./look.js";

/** `topics`: of the run. `damage`: what of it could not be read, a sentence each. */
export function factsOfRun(
  timeline: readonly TimelineEvent[],
  topics: TopicPartitions,
  damage: readonly string[] = [],
): Facts {
  const window = new Window("run");
  const replay = new Replay(timeline, topics);
  for (let at = 0; at < timeline.length; at++) {
    const event = timeline[at]!;
    replay.apply(event);
    const isLast = timeline[at + 1]?.ms !== event.ms;
    if (isLast && replay.hasBegun) window.add(replay.look(event.ms));
  }
  return window.facts([...damage, ...gapsOf(timeline, replay, damage)]);
}

function gapsOf(
  timeline: readonly TimelineEvent[],
  { hasBegun }: Replay,
  damage: readonly string[],
): readonly string[] {
  if (hasBegun) return [];
  if (timeline.length > 0) return ["The timeline of this run has no view of a broker."];
  return damage.length > 0 ? [] : ["timeline.ndjson is empty"];
}

class Replay {
  hasBegun = false;
  #isKraft = false;
  /** Of each broker; empty while it does not answer: when it answers again it has a view again. */
  readonly #views = new Map<string, Map<number, PartitionSeen>>();
  readonly #errors = new Map<string, string | null>();
  /** Of the nodes that said so last. */
  readonly #controllers = new Map<string, { controller: string | null; epoch: number | null }>();
  /** What nodes that are paused said before. */
  readonly #paused = new Map<string, { controller: string | null; epoch: number | null }>();
  /** Every broker that was in sync at one time, and the most that were at a time: how many replicas there are. */
  readonly #seen = new Map<number, { readonly names: Set<string>; most: number }>();
  /** The newest ISR with as many. */
  readonly #whole = new Map<number, readonly string[]>();

  constructor(
    timeline: readonly TimelineEvent[],
    private readonly topics: TopicPartitions,
  ) {
    for (const event of timeline) {
      if (event.event !== "view") continue;
      const seen = this.#seen.get(event.partition) ?? { names: new Set(), most: 0 };
      for (const name of event.isr) seen.names.add(name);
      seen.most = Math.max(seen.most, event.isr.length);
      this.#seen.set(event.partition, seen);
    }
  }

  /** The timeline does not list replicas. All of them were in sync at one time; where they moved, at different times. */
  #replicasOf(partition: number, isr: readonly string[]): string[] {
    const { names, most } = this.#seen.get(partition)!;
    if (names.size === most) return [...names].sort();
    if (isr.length === most) this.#whole.set(partition, isr);
    return [...(this.#whole.get(partition) ?? isr)].sort();
  }

  apply(event: TimelineEvent): void {
    if (event.event === "view") {
      this.hasBegun = true;
      const { node, partition, leader, epoch, isr } = event;
      const views = this.#views.get(node) ?? new Map<number, PartitionSeen>();
      const place = this.topics.at(partition);
      const key = this.topics.name(partition);
      const replicas = this.#replicasOf(partition, isr);
      views.set(partition, { key, ...place, leader, epoch, replicas, isr });
      this.#views.set(node, views);
    } else if (event.event === "reachable") {
      this.#errors.set(event.node, event.reachable ? null : (event.reason ?? "it did not answer"));
      if (event.reachable) return;
      this.#controllers.delete(event.node);
      this.#views.get(event.node)?.clear();
    } else if (event.event === "node") {
      this.#nodeIs(event.node, event.state);
    } else if (event.event === "controller") {
      if (event.epoch !== undefined) this.#isKraft = true;
      this.#controllers.set(event.node, { controller: event.controller, epoch: event.epoch ?? null });
    }
  }

  /** A voter that is away says nothing any more, and the timeline has no event for that. One that was paused has forgotten nothing. */
  #nodeIs(node: string, state: (TimelineEvent & { event: "node" })["state"]): void {
    const said = this.#controllers.get(node);
    if (state === "resumed" && this.#paused.has(node)) this.#controllers.set(node, this.#paused.get(node)!);
    if (state === "paused" && said !== undefined) this.#paused.set(node, said);
    else this.#paused.delete(node);
    if (state !== "started" && state !== "resumed") this.#controllers.delete(node);
  }

  look(atMs: number): Look {
    const answering = [...this.#views].filter(([node]) => (this.#errors.get(node) ?? null) === null);
    return {
      atMs,
      brokers: [...this.#views.keys()].map((broker) => ({
        broker,
        address: null,
        error: this.#errors.get(broker) ?? null,
        reachesController: null,
      })),
      views: answering.map(([by, views]) => ({ by, brokers: null, partitions: [...views.values()] })),
      quorum: this.#quorum(),
      fenced: new Set(),
      moving: new Set(),
      minIsr: new Map(),
    };
  }

  /** With KRaft the active controller says so itself, with its epoch. With ZooKeeper the brokers name it. */
  #quorum(): QuorumLook | null {
    const said = [...this.#controllers];
    if (this.#isKraft) {
      const [newest] = said
        .filter(([, { epoch }]) => epoch !== null)
        .sort(([, a], [, b]) => (b.epoch ?? 0) - (a.epoch ?? 0));
      const { controller = null, epoch = null } = newest?.[1] ?? {};
      return { kind: "kraft", leader: controller, epoch, replicas: [] };
    }
    // Voters may name the active controller before it is asked itself.
    if (!said.some(([node]) => this.#views.has(node))) return null;
    const leader = mostNamed(said.map(([, { controller }]) => controller));
    return { kind: "zookeeper", leader, epoch: null, replicas: [] };
  }
}
