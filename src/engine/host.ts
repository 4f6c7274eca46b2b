/**
 * The seam between an engine and the meaning of a cluster. A host is what an engine does with nodes that it has brought
 * up: it starts, ends and pauses them, shapes their links, and keeps what they print. ManagedCluster makes a Cluster of
 * it: faults and their undo, the order of healing, waiting for a node to answer, and deaths are there and in no host.
 *
 * The nodes may be anywhere. Their clients' addresses are reached from this machine, and no process id, path or port of
 * this machine stands for a node. When a cluster is kept, several processes have a host each for the same nodes, and each
 * of these hosts knows what the others did.
 */
import type { LinkCapability } from "../cluster/spec.js";
import type { ClusterNode, Disturbance, Link, NodeName } from "../cluster/topology.js";
import type { InfrastructureError } from "../errors.js";
import type { Cluster, Undo } from "./engine.js";

export type NodeState = "running" | "paused" | "down";

/** What not every host can do. */
export type Ability = "pause" | LinkCapability;

export type EndSignal = "SIGTERM" | "SIGKILL";

export interface NodeHost {
  /** The engine's name. */
  readonly engine: string;
  readonly nodes: readonly ClusterNode[];
  readonly versions: Cluster["versions"];
  /** What this host cannot do, and why. ManagedCluster then never asks for it. */
  readonly lacks: Readonly<Partial<Record<Ability, () => InfrastructureError>>>;

  /** Called once, before any node starts. */
  watch(watcher: HostWatcher): void;
  /** As this host knows it now, whichever process changed it. */
  state(node: NodeName): NodeState;

  /**
   * Resolves when the node's process runs, and its links are as the disturbances have them. A node that runs, because
   * another process started it, is left alone. `isFirst`: the cluster is brought up. An engine that has started all nodes
   * at once only begins to follow the node here, and tells the watcher if it has ended.
   */
  start(node: NodeName, options: { readonly isFirst: boolean }): Promise<void>;
  /**
   * Sends the signal to a node that is up; resolves when the node has ended, to the signal that ended it. Null: the node
   * had died before, which the watcher is told as well. While SIGTERM is under way, SIGKILL may follow.
   */
  end(node: NodeName, signal: EndSignal): Promise<EndSignal | null>;
  /**
   * Lets `change` work on a directory of this machine that has the data of a node that is down: the node's own, or a copy
   * whose content the node starts with next. A change that rejects leaves a copy without effect.
   */
  changeData<T>(node: NodeName, change: (directory: string) => Promise<T>): Promise<T>;
  /** Stops the process of a node that runs, with SIGSTOP. Resolves to false when the node did not run any more. */
  pause(node: NodeName): Promise<boolean>;
  /** Lets the process of a node that is paused run. Resolves to false when the node was not paused any more. */
  resume(node: NodeName): Promise<boolean>;

  /**
   * In force when this resolves. Disturbances of one link add up, and each is undone by itself; undone twice, it is undone.
   * A link that is cut drops or holds every byte, and resets no connection.
   */
  disturb(links: readonly Link[], how: Disturbance): Promise<Undo>;
  /** Resets every connection that the first end of one of these links has opened to the other. Resolves to their number. */
  reset(links: readonly Link[]): Promise<number>;
  /** Undoes every disturbance of links, of every process. */
  restoreLinks(): Promise<void>;
  /** By any process; one that was cut twice comes twice. */
  cutLinks(): readonly Link[];

  /** Path of a file with all that the node has printed, in the run directory: `logs/<node>.log`. */
  log(node: NodeName): Promise<string>;
  /** The end of what the node has printed, also when it is gone. */
  logTail(node: NodeName): Promise<string>;
  /** Path of a file with the proxy's journal, once it has so many entries. */
  proxyJournal(entries: number): Promise<string>;

  /**
   * Optional: what the nodes print from here on goes to the logs of the run in this directory, and what they printed before
   * is in the logs that were before; null: it goes to no run. `seed`: of the random numbers of links.
   * @throws InfrastructureError when that is not certain
   */
  readonly belongTo?: (run: { readonly runDirectory: string; readonly seed: number } | null) => Promise<void>;

  /** From here on the nodes outlive this process, and `Engine.attach` finds them. */
  keep(): Promise<void>;
  /** This process needs the nodes no more, which were kept and stay as they are. */
  release(): Promise<void>;
  /** Ends every node, and removes all that the cluster has but its logs and the proxy's journal. */
  takeDown(): Promise<void>;
}

export interface HostWatcher {
  /**
   * A node has ended, and no process asked for that. Called once for each end, as soon as it is known. `how` tells how it
   * ended, such as "exit code 1".
   */
  died(node: NodeName, how: () => Promise<string>): void;
  /** The nodes cannot be reached any more. `ended`: how they all ended by that; absent: this is not known. */
  lost(reason: InfrastructureError, ended?: string): void;
}
