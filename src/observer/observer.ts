/**
 * The observer asks each broker for its own metadata, again and again, and writes down what it sees whenever that
 * changes. Asking each broker, rather than "the cluster", is the point: during a partition two brokers may both believe
 * that they lead, and only their own words show it.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { brokersOf, type ClusterNode, type NodeName } from "../cluster/topology.js";
import type { Admin, PartitionMetadata, TopicsMetadata } from "../kafka/admin.js";
import type { Happening } from "../rundir/timeline.js";
import { sharedSignal } from "../shared-signal.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { Asking } from "./asking.js";
import { mostNamed, type View } from "./leadership.js";
import { QuorumObserver, type QuorumView } from "./quorum-observer.js";

export const INTERVAL_MS = 250;
export const ANSWER_MS_MAX = 1_000;
/** Two looks at a broker that answers are no further apart; one that answers later is called unreachable. */
export const LOOKS_APART_MS_MAX = INTERVAL_MS + ANSWER_MS_MAX;

/** Eligible leader replicas, by partition. */
type Eligible = ReadonlyMap<number, readonly number[]>;
const NONE_ELIGIBLE: Eligible = new Map();

type IndexedMetadata = PartitionMetadata & { readonly partition: number };

/** The last answers of a broker. */
interface Look {
  readonly partitions: readonly IndexedMetadata[];
  /** Eligible replicas are out of sync: after a look at which all were in sync, the broker is not asked for them. */
  readonly isInSync: boolean;
  readonly eligible: Eligible;
}

const NO_LOOK: Look = { partitions: [], isInSync: false, eligible: NONE_ELIGIBLE };

export interface ObserverOptions {
  /** Of the cluster. */
  readonly nodes: readonly ClusterNode[];
  readonly topics: TopicPartitions;
  readonly onChange: (happening: Happening) => void;
}

export class Observer implements AsyncDisposable {
  readonly #options: ObserverOptions;
  readonly #stop = new AbortController();
  readonly #asking: Asking;
  /** What each broker said last, by `node/partition`; a broker that does not answer has no view. */
  readonly #views = new Map<string, View>();
  /** The same, also of brokers that do not answer any more. */
  readonly #known = new Map<string, View>();
  /** With ZooKeeper, by broker. With KRaft brokers name any broker, and the voters are asked. */
  readonly #controllers = new Map<NodeName, NodeName | null>();
  readonly #reachable = new Map<NodeName, boolean>();
  /** With KRaft, by the broker that sees it so. */
  readonly #fenced = new Map<NodeName, readonly NodeName[]>();
  /** Of each broker that answers. */
  readonly #looks = new Map<NodeName, Look>();
  readonly #brokers: readonly ClusterNode[];
  /** Their names. */
  readonly #topics: readonly string[];
  readonly #names: ReadonlyMap<number, NodeName>;
  /** Null: the cluster has ZooKeeper. */
  readonly #quorum: QuorumObserver | null;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#brokers = brokersOf(options);
    this.#topics = options.topics.topics.map(({ name }) => name);
    this.#names = new Map(this.#brokers.map(({ id, name }) => [id, name]));
    const signal = sharedSignal(this.#stop.signal);
    this.#quorum =
      quorumIn(options).kind === "kraft"
        ? new QuorumObserver({
            members: quorumMembersOf(options),
            intervalMs: INTERVAL_MS,
            answerMsMax: ANSWER_MS_MAX,
            signal,
            onChange: options.onChange,
          })
        : null;
    this.#asking = new Asking({
      nodes: this.#brokers,
      addressOf: ({ client }) => client,
      intervalMs: INTERVAL_MS,
      answerMsMax: ANSWER_MS_MAX,
      signal,
      ask: ({ name }, admin) => this.#look(name, admin),
      onSilent: ({ name }, error) =>
        this.#reached(name, false, error instanceof Error ? error.message : String(error)),
    });
  }

  /** Resolves when every broker has been asked once, whether it answered or not. */
  async asked(): Promise<void> {
    await Promise.all([this.#asking.asked(), this.#quorum?.asked()]);
  }

  /** What the brokers that answer see now. */
  views(): readonly View[] {
    return [...this.#views.values()];
  }

  /** What each broker said last, also of those that do not answer now. */
  known(): readonly View[] {
    return [...this.#known.values()];
  }

  /** The active controller; with ZooKeeper the one that most brokers name. Null: no node that answers knows of one. */
  controller(): NodeName | null {
    if (this.#quorum !== null) return this.#quorum.leader();
    return mostNamed([...this.#controllers.values()]);
  }

  /** What each KRaft controller that answers says of the quorum now. */
  quorumViews(): ReadonlyMap<NodeName, QuorumView> {
    return this.#quorum?.views() ?? new Map();
  }

  /** The KRaft voters, as the newest active controller told them last; before that, every member of the quorum. */
  voters(): readonly NodeName[] {
    return this.#quorum?.voters() ?? [];
  }

  /** With KRaft: the brokers that are fenced, as each broker that answers sees it now. */
  fenced(): ReadonlyMap<NodeName, readonly NodeName[]> {
    return this.#fenced;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#asking.ended(), this.#quorum?.ended()]);
  }

  async #look(node: NodeName, admin: Admin): Promise<void> {
    const last = this.#looks.get(node) ?? NO_LOOK;
    // Both at once: a look takes no longer than one answer may.
    const [metadata, eligible]: [TopicsMetadata, Eligible] = await Promise.all([
      admin.topics(this.#topics),
      last.isInSync ? NONE_ELIGIBLE : this.#eligible(admin).catch(() => last.eligible),
    ]);
    const isInSync = metadata.partitions.every(
      ({ isrNodes, replicaNodes }) => isrNodes.length >= replicaNodes.length,
    );
    const look = { partitions: this.#indexed(metadata), isInSync, eligible };
    this.#looks.set(node, look);
    this.#reached(node, true);
    this.#saw(node, look, last);
    this.#sawCluster(node, metadata);
  }

  #indexed({ partitions }: TopicsMetadata): IndexedMetadata[] {
    return partitions.flatMap((metadata) => {
      const partition = this.#options.topics.of(metadata.topic, metadata.partitionIndex);
      return partition === undefined ? [] : [{ ...metadata, partition }];
    });
  }

  async #eligible(admin: Admin): Promise<Eligible> {
    if (this.#quorum === null) return NONE_ELIGIBLE;
    const found = await admin.eligibleLeaderReplicas(this.#topics);
    return new Map(
      found.flatMap(({ topic, partition, eligible }) => {
        const index = this.#options.topics.of(topic, partition);
        return index === undefined ? [] : [[index, eligible] as const];
      }),
    );
  }

  #saw(node: NodeName, { partitions, eligible }: Look, last: Look): void {
    for (const [i, answer] of partitions.entries()) {
      if (eligible === last.eligible && sameAnswer(last.partitions[i], answer)) continue;
      const { partition, leaderId, leaderEpoch, isrNodes, replicaNodes, errorCode } = answer;
      const leader = errorCode === 0 || leaderId >= 0 ? this.#nameOf(leaderId) : null;
      const isr = this.#namesOf(isrNodes);
      const elr = this.#namesOf(eligible.get(partition) ?? []);
      const replicas = this.#namesOf(replicaNodes);
      const view = {
        ...{ node, partition, leader, epoch: leaderEpoch, isr, replicas },
        ...(elr.length > 0 && { elr }),
      };
      const before = this.#views.get(`${node}/${partition}`);
      this.#views.set(`${node}/${partition}`, view);
      this.#known.set(`${node}/${partition}`, view);
      if (!sameView(before, view)) this.#options.onChange({ event: "view", ...view });
    }
  }

  #nameOf(id: number): NodeName | null {
    return this.#names.get(id) ?? null;
  }

  #namesOf(ids: readonly number[]): NodeName[] {
    return ids.map((id) => this.#nameOf(id) ?? String(id)).sort();
  }

  #sawCluster(node: NodeName, metadata: TopicsMetadata): void {
    if (this.#quorum !== null) {
      this.#sawListed(node, metadata.brokerIds);
      return;
    }
    const controller = this.#nameOf(metadata.controllerId);
    if (this.#controllers.get(node) !== controller) {
      this.#options.onChange({ event: "controller", node, controller });
    }
    this.#controllers.set(node, controller);
  }

  /** Every broker has registered before it is observed: one that is not listed is fenced. */
  #sawListed(node: NodeName, listed: readonly number[]): void {
    const fenced = this.#brokers.filter(({ id }) => !listed.includes(id)).map(({ name }) => name);
    const before = this.#fenced.get(node) ?? [];
    this.#fenced.set(node, fenced);
    if (before.join() !== fenced.join()) this.#options.onChange({ event: "fenced", node, fenced });
  }

  #reached(node: NodeName, reachable: boolean, reason?: string): void {
    if (!reachable) {
      this.#controllers.delete(node);
      this.#fenced.delete(node);
      this.#looks.delete(node);
      for (const [key, view] of this.#views) if (view.node === node) this.#views.delete(key);
    }
    if (this.#reachable.get(node) === reachable) return;
    this.#reachable.set(node, reachable);
    this.#options.onChange({ event: "reachable", node, reachable, ...(reason !== undefined && { reason }) });
  }
}

/** Nothing that a view is made of has changed. */
function sameAnswer(a: IndexedMetadata | undefined, b: IndexedMetadata): boolean {
  return (
    a !== undefined &&
    a.partition === b.partition &&
    a.leaderId === b.leaderId &&
    a.leaderEpoch === b.leaderEpoch &&
    a.errorCode === b.errorCode &&
    sameIds(a.isrNodes, b.isrNodes) &&
    sameIds(a.replicaNodes, b.replicaNodes)
  );
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function sameView(a: View | undefined, b: View): boolean {
  return (
    a !== undefined &&
    a.leader === b.leader &&
    a.epoch === b.epoch &&
    a.isr.join() === b.isr.join() &&
    a.replicas?.join() === b.replicas?.join() &&
    a.elr?.join() === b.elr?.join()
  );
}
