/**
 * The seam between an experiment and the place where its nodes live.
 *
 * A cluster is a set of named nodes and the links between them. A link is an ordered pair of nodes: cutting
 * `kafka1 → kafka2` stops what kafka1 sends to kafka2 and nothing else. Faults are built from the few primitives
 * here and never learn which engine they run on. Every primitive that disturbs returns its undo; undoing twice, or
 * after the cluster is gone, does nothing.
 */
import type { Scenario } from "../scenario/syntax.js";

export type NodeName = string;

export interface ClusterNode {
  readonly name: NodeName;
  readonly kind: "broker" | "zookeeper";
  /** broker.id or ZooKeeper's myid. */
  readonly id: number;
  /** Where clients on this machine reach it; link faults do not touch this way. */
  readonly client: { readonly host: string; readonly port: number };
}

/** What `from` sends to `to`. */
export interface Link {
  readonly from: NodeName;
  readonly to: NodeName;
}

export interface LinkDelay {
  readonly latencyMs: number;
  /** Each chunk waits latencyMs ± jitterMs; order is kept, as TCP keeps it. */
  readonly jitterMs: number;
}

export type Undo = () => Promise<void>;

export interface Cluster extends AsyncDisposable {
  readonly engine: string;
  readonly nodes: readonly ClusterNode[];
  /** Kafka version, and Java's where the engine knows it. */
  readonly versions: { readonly kafka: string; readonly java: string | null };

  /** SIGKILL. Undo starts the node again. */
  kill(node: NodeName): Promise<Undo>;
  /** Clean shutdown (SIGTERM), resolved when the node is gone. Undo starts it again. */
  stop(node: NodeName): Promise<Undo>;
  /** Starts a node that was killed or stopped; resolved when its client port answers. */
  start(node: NodeName): Promise<void>;
  /** SIGSTOP. Undo lets it go on. */
  pause(node: NodeName): Promise<Undo>;
  /** No byte passes and no connection is reset. Cuts add up: a link passes again when its last cut is undone. */
  cut(links: readonly Link[]): Promise<Undo>;
  /** Delays add up. */
  delay(links: readonly Link[], delay: LinkDelay): Promise<Undo>;

  /** Path of a file that holds the node's log so far. */
  logs(node: NodeName): Promise<string>;
  /** Nodes that something is being done to right now: down, paused, or at an end of a cut link. */
  disturbed(): ReadonlySet<NodeName>;
  /** Nodes that went away though nobody asked them to, with the last lines they wrote. */
  readonly deaths: readonly NodeDeath[];
  /** Aborted, with the reason, at the first of these deaths, or when the engine has lost the whole cluster. */
  readonly broken: AbortSignal;
  /** Leave the nodes running when this object is disposed. Resolves to what a person does to end them. */
  keep(): Promise<string>;
}

export interface NodeDeath {
  readonly node: NodeName;
  readonly at: Date;
  readonly detail: string;
}

export interface ProvisionOptions {
  /** Existing directory of the run; the engine keeps its own files in `cluster/` and node logs in `logs/`. */
  readonly runDirectory: string;
  readonly signal: AbortSignal;
  /** One short line a step: "fetching Kafka 3.9.1: 37 of 105 jars". */
  readonly onProgress: (line: string) => void;
  /** A node changed its state, asked for or not. */
  readonly onNode: (
    node: NodeName,
    state: "started" | "stopped" | "killed" | "paused" | "resumed" | "died",
    detail?: string,
  ) => void;
}

/** Something a dead run left on this machine. */
export interface Leftover {
  readonly description: string;
  remove(): Promise<void>;
}

/** Why an engine can or cannot be used here, each with the command that mends it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

export interface Engine {
  readonly name: string;
  /** What it needs, looked at on this machine. */
  examine(): Promise<readonly Finding[]>;
  /** A cluster that lists every broker in its metadata, reachable from this machine. */
  provision(scenario: Scenario, options: ProvisionOptions): Promise<Cluster>;
  /** What runs whose process is gone left behind. */
  leftovers(): Promise<readonly Leftover[]>;
}
