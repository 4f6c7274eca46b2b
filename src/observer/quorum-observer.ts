/**
 * Asks each KRaft voter, again and again, who the active controller is. Under a partition two voters may name two: the one
 * with the newer epoch leads. A voter that leads answers DescribeQuorum; another only names the leader that it knows.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterNode, memberAddress, type NodeName } from "../cluster/topology.js";
import { Admin, type QuorumState } from "../kafka/admin.js";
import type { Happening } from "../rundir/timeline.js";
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
  readonly #loops: readonly Promise<void>[];
  readonly #firstLooks: readonly Promise<void>[];

  constructor(private readonly options: QuorumObserverOptions) {
    const loops: Promise<void>[] = [];
    this.#firstLooks = options.voters.map(
      (voter) => new Promise((asked) => loops.push(this.#watch(voter, asked))),
    );
    this.#loops = loops;
  }

  async asked(): Promise<void> {
    await Promise.all(this.#firstLooks);
  }

  async ended(): Promise<void> {
    await Promise.allSettled(this.#loops);
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

  async #watch(voter: ClusterNode, asked: () => void): Promise<void> {
    const { signal, intervalMs, answerMsMax } = this.options;
    let admin: Admin | null = null;
    while (!signal.aborted) {
      const next = sleep(intervalMs, undefined, { signal }).catch(() => {});
      try {
        admin ??= await Admin.connect(memberAddress(voter), { answerMsMax, signal });
        this.#saw(voter.name, await this.#ask(admin));
      } catch {
        if (signal.aborted) break;
        await admin?.connection.close();
        admin = null;
        this.#views.delete(voter.name);
      }
      asked();
      await next;
    }
    asked();
    await admin?.connection.close();
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
