/**
 * Asks each KRaft voter, again and again, who the active controller is. Under a partition two voters may name two: the one
 * with the newer epoch leads. A voter that leads answers DescribeQuorum; another only names the leader that it knows.
 */
import { type ClusterNode, memberAddress, type NodeName } from "../cluster/topology.js";
import type { Admin, QuorumState } from "../kafka/admin.js";
import type { Happening } from "../rundir/timeline.js";
import { Asking } from "./asking.js";
import { mostNamed } from "./leadership.js";

/** What one voter said last. */
export interface QuorumView {
  /** null: the voter knows of no leader. */
  readonly leader: NodeName | null;
  /** Of the voter that leads: all that it knows of the others. */
  readonly state?: QuorumState;
}

export interface QuorumObserverOptions {
  readonly voters: readonly ClusterNode[];
  readonly intervalMs: number;
  readonly answerMsMax: number;
  readonly signal: AbortSignal;
  readonly onChange: (happening: Happening) => void;
}

export class QuorumObserver {
  readonly #views = new Map<NodeName, QuorumView>();
  readonly #asking: Asking;

  constructor(private readonly options: QuorumObserverOptions) {
    const { voters, intervalMs, answerMsMax, signal } = options;
    this.#asking = new Asking({
      nodes: voters,
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

  /** What the voters that answer say now. */
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
    return this.options.voters.find((voter) => voter.id === id)?.name ?? null;
  }

  #saw(node: NodeName, view: QuorumView): void {
    const before = this.#views.get(node);
    this.#views.set(node, view);
    const epoch = view.state?.epoch;
    if (before !== undefined && before.leader === view.leader && before.state?.epoch === epoch) return;
    this.options.onChange({
      event: "controller",
      node,
      controller: view.leader,
      ...(epoch !== undefined && { epoch }),
    });
  }
}
