/** A host whose nodes are entries of a map. */
import type { ClusterNode, Disturbance, Link, NodeName } from "../../cluster/topology.js";
import type { Undo } from "../engine.js";
import type { EndSignal, HostWatcher, NodeHost, NodeState } from "../host.js";

interface Disturbed {
  readonly links: readonly Link[];
  readonly how: Disturbance;
}

export class MemoryHost implements NodeHost {
  readonly engine = "memory";
  readonly versions = { kafka: "3.9.1", java: null };
  readonly lacks: NodeHost["lacks"] = {};
  readonly disturbances = new Set<Disturbed>();
  /** Of every node. */
  dataDirectory = "";
  readonly #states = new Map<NodeName, NodeState>();
  #watcher: HostWatcher | undefined;

  constructor(readonly nodes: readonly ClusterNode[]) {}

  watch(watcher: HostWatcher): void {
    this.#watcher = watcher;
  }

  state(node: NodeName): NodeState {
    return this.#states.get(node) ?? "down";
  }

  async start(node: NodeName): Promise<void> {
    this.#change(node, "down", "running");
  }

  async end(node: NodeName, signal: EndSignal): Promise<EndSignal | null> {
    if (this.state(node) === "down") return null;
    this.#states.set(node, "down");
    return signal;
  }

  async changeData<T>(_: NodeName, change: (directory: string) => Promise<T>): Promise<T> {
    return change(this.dataDirectory);
  }

  async pause(node: NodeName): Promise<boolean> {
    return this.#change(node, "running", "paused");
  }

  async resume(node: NodeName): Promise<boolean> {
    return this.#change(node, "paused", "running");
  }

  async disturb(links: readonly Link[], how: Disturbance): Promise<Undo> {
    const disturbed = { links, how };
    this.disturbances.add(disturbed);
    return async () => void this.disturbances.delete(disturbed);
  }

  /** One connection is open on each link. */
  async reset(links: readonly Link[]): Promise<number> {
    return links.length;
  }

  async restoreLinks(): Promise<void> {
    this.disturbances.clear();
  }

  cutLinks(): readonly Link[] {
    return [...this.disturbances].flatMap(({ links, how }) => (how === "cut" ? links : []));
  }

  async log(node: NodeName): Promise<string> {
    return `logs/${node}.log`;
  }

  async logTail(_: NodeName): Promise<string> {
    return "";
  }

  async proxyJournal(_: number): Promise<string> {
    return "proxy.ndjson";
  }

  async keep(): Promise<void> {}

  async release(): Promise<void> {}

  async takeDown(): Promise<void> {
    for (const { name } of this.nodes) this.#states.set(name, "down");
  }

  #change(node: NodeName, from: NodeState, to: NodeState): boolean {
    if (this.state(node) !== from) return false;
    this.#states.set(node, to);
    return true;
  }

  /** The node ends by itself. */
  crash(node: NodeName): void {
    this.#states.set(node, "down");
    this.#watcher?.died(node, async () => "exit code 1");
  }
}
