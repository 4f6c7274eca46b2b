/**
 * Asks each KRaft controller, again and again, who the active controller is. Under a partition two may name two: the one
 * with the newer epoch leads. The one that leads answers DescribeQuorum, and tells the voters of the moment (KIP-853); another
 * only names the leader that it knows.
 */
import { type ClusterNode, memberAddress, type NodeName } from "../cluster/topology.js";
import type { Admin } from "../kafka/admin.js";
import type { QuorumState } from "../kafka/quorum.js";
import type { Happening } from "../rundir/timeline.js";
import { Asking } from "./asking.js";
import { mostNamed } from "./leadership.js";

/** What one controller said last. */
export interface QuorumView {
  /** null: it knows of no leader. */
  readonly leader: NodeName | null;
  /** Of the voter that leads: all that it knows of the others. */
  readonly state?: QuorumState;
}

export interface QuorumObserverOptions {
  /** Every controller, voter or not. */
  readonly members: readonly ClusterNode[];
  readonly intervalMs: number;
  readonly answerMsMax: number;
  readonly signal: AbortSignal;
  readonly onChange: (happening: Happening) => void;
}

export class QuorumObserver {
  readonly #views = new Map<NodeName, QuorumView>();
  readonly #asking: Asking;
  #voters: readonly NodeName[];
  /** In which they were told. */
  #newestEpoch = -1;

  constructor(private readonly options: QuorumObserverOptions) {
    const { members, intervalMs, answerMsMax, signal } = options;
    this.#voters = members.map(({ name }) => name);
    this.#asking = new Asking({
      nodes: members,
      addressOf: memberAddress,
      ...{ intervalMs, answerMsMax, signal },
      ask: async ({ name }, admin) => this.#saw(name, await this.#ask(admin)),
      onSilent: ({ name }) => this.#views.delete(name),
    });
  }

  asked(): Promise<void> {
    return this.#asking.asked();
  }

  ended(): Promise<void> {
    return this.#asking.ended();
  }

  /** As the active controller with the newest epoch told them last; before that, all. */
  voters(): readonly NodeName[] {
    return this.#voters;
  }

  /** What the controllers that answer say now. */
  views(): ReadonlyMap<NodeName, QuorumView> {
    return this.#views;
  }

  /** The active controller: the leader with the newest epoch; where no leader answers, the one that most voters name. */
  leader(): NodeName | null {
    const views = [...this.#views.values()];
    const [newest] = views
      .filter((view) => view.state !== undefined)
      .sort((a, b) => b.state!.epoch - a.state!.epoch);
    return newest === undefined ? mostNamed(views.map(({ leader }) => leader)) : newest.leader;
  }

  async #ask(admin: Admin): Promise<QuorumView> {
    const state = await admin.quorum();
    if (state !== null) return { leader: this.#nameOf(state.leaderId), state };
    return { leader: this.#nameOf(await admin.activeController()) };
  }

  #nameOf(id: number): NodeName | null {
    return this.options.members.find((member) => member.id === id)?.name ?? null;
  }

  #saw(node: NodeName, view: QuorumView): void {
    const before = this.#views.get(node);
    this.#views.set(node, view);
    const epoch = view.state?.epoch;
    if (view.state !== undefined) this.#sawVoters(node, view.state);
    if (before !== undefined && before.leader === view.leader && before.state?.epoch === epoch) return;
    this.options.onChange({
      event: "controller",
      node,
      controller: view.leader,
      ...(epoch !== undefined && { epoch }),
    });
  }

  /** A voter that was cut off while it led still tells those of its epoch. */
  #sawVoters(node: NodeName, { epoch, voters }: QuorumState): void {
    if (epoch < this.#newestEpoch) return;
    this.#newestEpoch = epoch;
    const names = voters.map(({ id }) => this.#nameOf(id) ?? String(id)).sort();
    if (names.join() === [...this.#voters].sort().join()) return;
    this.#voters = names;
    this.options.onChange({ event: "voters", node, voters: names });
  }
}
