/**
 * Which broker coordinates the transactions of each group that writes in transactions: the leader of one partition of
 * __transaction_state. A transactional.id has its own, and the one of the group's first client is watched.
 *
 * Each broker answers from its own metadata. One that is cut off names the coordinator before, so most names win.
 */
import { brokersOf, type ClusterNode, type NodeName } from "../cluster/topology.js";
import { Admin, type Coordinated } from "../kafka/admin.js";
import type { Happening } from "../rundir/timeline.js";
import { sharedSignal } from "../shared-signal.js";
import { Asking } from "./asking.js";
import { mostNamed } from "./leadership.js";

const INTERVAL_MS = 500;
const ANSWER_MS_MAX = 1_000;

export interface CoordinatorWatchOptions {
  /** Of the cluster. */
  readonly nodes: readonly ClusterNode[];
  /** The transactional.id of the first client of each group, by the name of the group. */
  readonly ids: ReadonlyMap<string, string>;
  readonly onChange: (happening: Happening) => void;
}

/** Asks every broker again and again, and tells when a coordinator is another one than before. */
export class CoordinatorWatch implements AsyncDisposable {
  readonly #options: CoordinatorWatchOptions;
  readonly #stop = new AbortController();
  readonly #asking: Asking;
  /** What each broker that answers said last, in the order of the groups. */
  readonly #named = new Map<NodeName, readonly (NodeName | null)[]>();
  /** As it was told last. */
  readonly #told = new Map<string, NodeName | null>();

  constructor(options: CoordinatorWatchOptions) {
    this.#options = options;
    const brokers = brokersOf(options);
    const asked = [...options.ids.values()].map((id): Coordinated => ({ kind: "transactions", id }));
    this.#asking = new Asking({
      nodes: asked.length === 0 ? [] : brokers,
      addressOf: ({ client }) => client,
      intervalMs: INTERVAL_MS,
      answerMsMax: ANSWER_MS_MAX,
      signal: sharedSignal(this.#stop.signal),
      ask: async ({ name }, admin) => {
        this.#named.set(name, namesOf(await admin.coordinators(asked), brokers));
        this.#tell();
      },
      onSilent: ({ name }) => {
        this.#named.delete(name);
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#asking.ended();
  }

  #tell(): void {
    for (const [place, [group, transactionalId]] of [...this.#options.ids].entries()) {
      const node = mostNamed([...this.#named.values()].map((names) => names[place] ?? null));
      if (node === (this.#told.get(group) ?? null)) continue;
      this.#told.set(group, node);
      this.#options.onChange({ event: "transaction-coordinator", group, transactionalId, node });
    }
  }
}

/** The broker that most of `running` name as a coordinator at this moment; `why`: there is none. */
export async function coordinatorNow(
  running: readonly ClusterNode[],
  brokers: readonly ClusterNode[],
  asked: Coordinated,
  answerMsMax: number,
): Promise<{ readonly node: NodeName } | { readonly node: null; readonly why: string }> {
  let why = "no broker answers";
  const names = await Promise.all(
    running.map(async ({ name, client }) => {
      try {
        await using admin = await Admin.connect(client, { answerMsMax });
        const [found] = namesOf(await admin.coordinators([asked]), brokers);
        if (found == null) why = `${name} knows of none`;
        return found ?? null;
      } catch (error) {
        why = `${name} did not say: ${(error as Error).message}`;
        return null;
      }
    }),
  );
  const node = mostNamed(names);
  return node === null ? { node, why } : { node };
}

function namesOf(ids: readonly (number | null)[], brokers: readonly ClusterNode[]): (NodeName | null)[] {
  return ids.map((id) => brokers.find((broker) => broker.id === id)?.name ?? null);
}
