/**
 * The seam between an experiment and the place where its nodes live.
 *
 * A cluster is a set of named nodes and the links between them. A link is an ordered pair of nodes: cutting
 * `kafka1 → kafka2` stops what kafka1 sends to kafka2 and nothing else. Faults are built from the few primitives
 * here and never learn which engine they run on. Every primitive that disturbs returns its undo; undoing twice, or
 * after the cluster is gone, does nothing.
 */
import { basename, resolve } from "node:path";
import type { Capability, ClusterSpec } from "../cluster/spec.js";
import type { ClusterNode, Link, LinkDelay, LinkLoss, LinkRate, NodeName } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { shellWord } from "../shell-word.js";

/** A rule for the proxy, in the words of its own API. */
export interface Interception {
  /** A feature of the first generation of the API (`slow-broker`), or a plugin's class with its package. */
  readonly interceptor: string;
  readonly generation: 1 | 2;
  readonly config: Readonly<Record<string, unknown>>;
}

export type Undo = () => Promise<void>;

/** A node that was asked to shut down, and is gone. */
export interface Stopped {
  /** Starts it again. */
  readonly undo: Undo;
  /** It had to be killed, after so long; null: it shut down by itself. */
  readonly killedAfterMs: number | null;
}

export interface Cluster extends AsyncDisposable {
  readonly engine: string;
  readonly nodes: readonly ClusterNode[];
  /** Kafka version, and Java's where the engine knows it. */
  readonly versions: { readonly kafka: string; readonly java: string | null };

  /** SIGKILL. Undo starts the node again. */
  kill(node: NodeName): Promise<Undo>;
  /** Clean shutdown (SIGTERM), resolved when the node is gone; a node that takes too long is killed. */
  stop(node: NodeName): Promise<Stopped>;
  /** Starts a node that was killed or stopped; resolved when its client port answers. */
  start(node: NodeName): Promise<void>;
  /**
   * Changes the data directory of a broker that was killed or stopped; resolves to the result of `change`. The directory
   * is the node's own or a copy that takes its place, and is there until `change` resolves.
   */
  changeData<T>(node: NodeName, change: (directory: string) => Promise<T>): Promise<T>;
  /** SIGSTOP. Undo lets it go on. */
  pause(node: NodeName): Promise<Undo>;
  /** No byte passes and no connection is reset. Cuts add up: a link passes again when its last cut is undone. */
  cut(links: readonly Link[]): Promise<Undo>;
  /** Delays add up. */
  delay(links: readonly Link[], delay: LinkDelay): Promise<Undo>;
  /** Of several, the lowest rate counts. */
  throttle(links: readonly Link[], rate: LinkRate): Promise<Undo>;
  /** Losses add up. */
  lose(links: readonly Link[], loss: LinkLoss): Promise<Undo>;
  /**
   * Resets every connection that the first end of one of these links has opened to the other. New connections pass.
   * Resolves to how many were reset.
   */
  reset(links: readonly Link[]): Promise<number>;
  /** Arms an interceptor of the proxy. Rejects where there is no proxy. */
  intercept(interception: Interception): Promise<Undo>;

  /**
   * Undoes every disturbance, of every process: links pass, paused nodes go on, nodes that are down start again, and
   * no interceptor is armed.
   * Resolved when every client port answers.
   */
  heal(): Promise<void>;

  /** Path of a file that holds the node's log so far. */
  logs(node: NodeName): Promise<string>;
  /**
   * Path of a file that holds all that the proxy's interceptors did to the producers, who must have gone; null where
   * there is no proxy.
   */
  proxyJournal(): Promise<string | null>;
  /** Nodes that something is being done to right now: down, paused, or at an end of a cut link between nodes. */
  disturbed(): ReadonlySet<NodeName>;
  /** By any process; one that was cut twice comes twice. */
  cutLinks(): readonly Link[];
  /** Nodes that are killed, stopped or paused right now. */
  notRunning(): ReadonlySet<NodeName>;
  /** Nodes that went down without being asked to. */
  readonly deaths: readonly NodeDeath[];
  /** Aborted, with the reason, at the first of these deaths, or when the engine has lost the whole cluster. */
  readonly broken: AbortSignal;
  /**
   * Leave the nodes running when this object is disposed, for `Engine.attach` and for people. Resolves to the command
   * that ends them.
   */
  keep(): Promise<string>;
  /** Lets one run after another have it; absent: the engine cannot do that. */
  readonly turns?: Turns;
}

/** The run that a cluster works for. */
export interface TurnOptions extends Pick<ProvisionOptions, "runDirectory" | "signal" | "onNode"> {
  /** Where links take their random numbers from. */
  readonly seed: number;
}

/** A cluster belongs to one run, then to none, then to the next. It says nothing of whether it is clean. */
export interface Turns {
  /** Why no other run may have it: one clause; null: none is known. */
  readonly spoilt: string | null;
  /**
   * The run is over. It is told nothing more, its logs get no more lines, and its undos do nothing. `signal`: ends what is
   * done to the cluster while it belongs to no run.
   */
  end(signal: AbortSignal): Promise<void>;
  /** The next run has it: what happens is told to it, and what nodes print from here on is in its directory. */
  begin(run: TurnOptions): Promise<void>;
}

export interface KeptCluster extends Cluster {
  /** Takes the nodes down and removes everything of theirs but their logs. */
  end(): Promise<void>;
}

/** A cluster that was kept cannot be worked on any more: `how` says what became of it. */
export class ClusterGoneError extends InfrastructureError {
  constructor(
    readonly runDirectory: string,
    how: string,
  ) {
    super(`the cluster of ${basename(resolve(runDirectory))} is gone: ${how}`, {
      remedy: `remove its remains: chaos cluster down --run ${shellWord(runDirectory)}; start another: chaos cluster up`,
    });
  }
}

export interface NodeDeath {
  readonly node: NodeName;
  readonly at: Date;
  /** How it ended, and the last lines of its log. Never rejects. */
  readonly detail: Promise<string>;
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
  /** It is not this user's to remove. */
  readonly isOfAnotherUser?: true;
  /** Resolved when it is gone. */
  remove(): Promise<void>;
}

/** Why an engine can or cannot be used here, each with the command that mends it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
  /** It works, but the first run has to fetch something large: `auto` would rather have an engine that is ready. */
  readonly isSlowAtFirst?: true;
  /** Optional: only scenarios that use it need it. */
  readonly isOptional?: true;
  /** It was looked at only because this is asked of the engine. */
  readonly need?: Capability;
}

export interface Engine {
  readonly name: string;
  /**
   * What it needs, looked at on this machine; `thoroughly`: with checks that take seconds, too. `needs`: what will be
   * asked of it beyond what every engine can do.
   */
  examine(options: { thoroughly: boolean; needs?: ReadonlySet<Capability> }): Promise<readonly Finding[]>;
  /**
   * A cluster that lists every broker in its metadata, reachable from this machine. What `spec` needs and the engine does
   * not have is refused before anything starts.
   */
  provision(spec: ClusterSpec, options: ProvisionOptions): Promise<Cluster>;
  /**
   * The cluster that `keep` left running and whose files are in this directory; null when this engine has none there.
   * Disposing of it lets go of it, and everything done to it stays as it is; `end` takes it down.
   * @throws ClusterGoneError when its nodes cannot be reached any more
   */
  attach(runDirectory: string, signal: AbortSignal): Promise<KeptCluster | null>;
  /** What runs whose process is gone left behind. */
  leftovers(): Promise<readonly Leftover[]>;
  /** What is left of a cluster of this engine that `attach` said is gone. */
  leftoversOf(runDirectory: string): Promise<readonly Leftover[]>;
}
