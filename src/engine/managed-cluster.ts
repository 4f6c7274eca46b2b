/**
 * What it means to kill, stop, start, pause, cut, delay and heal, whatever the engine: the one implementation of Cluster,
 * over what a host can do.
 *
 *  - An undo that was done, or that comes after the cluster is gone, does nothing.
 *  - A fault that finds nothing to do is refused: it must not pass for one that struck.
 *  - A broker starts when the metadata quorum no longer holds its registration, and has started when it answers.
 *  - A node that ends without being asked to breaks the cluster at once.
 */
import { quorumIn, quorumMembersOf, untilMayStart } from "../cluster/metadata/quorums.js";
import {
  brokersOf,
  CLIENTS,
  type ClusterNode,
  type Link,
  type LinkDelay,
  type LinkLoss,
  type LinkRate,
  type NodeName,
} from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { shellWord } from "../shell-word.js";
import { waitFor } from "../wait.js";
import { answers } from "./answers.js";
import { Deaths, WHOLE_LOG } from "./deaths.js";
import type {
  Cluster,
  Interception,
  KeptCluster,
  NodeDeath,
  ProvisionOptions,
  Stopped,
  TurnOptions,
  Turns,
  Undo,
} from "./engine.js";
import type { Ability, EndSignal, NodeHost } from "./host.js";
import { lastLines } from "./last-lines.js";
import { noProxy, type ProxyControl } from "./proxy-node.js";

const START_MS_MAX = 90_000;
/** A broker that is cut off cannot finish its controlled shutdown; after this long it is killed. */
const STOP_MS_MAX = 30_000;

const HAPPENED = { SIGKILL: "killed", SIGTERM: "stopped" } as const;

/** The run that the cluster works for, or none. */
type Turn = Pick<ProvisionOptions, "runDirectory" | "signal" | "onNode">;

export interface ManagedClusterOptions extends Turn {
  /** Null: none stands beside the brokers. */
  readonly proxy: ProxyControl | null;
  /** It was left running before, by another process; disposing of it then changes nothing. */
  readonly kept: boolean;
}

export class ManagedCluster implements KeptCluster {
  readonly engine: string;
  readonly nodes: readonly ClusterNode[];
  readonly versions: Cluster["versions"];
  readonly #deaths = new Deaths();
  readonly #starting = new Map<NodeName, Promise<void>>();
  readonly turns?: Turns;
  #turn: Turn;
  #spoilt: string | null = null;
  #disposed = false;
  #kept: boolean;

  constructor(
    private readonly host: NodeHost,
    private readonly options: ManagedClusterOptions,
  ) {
    this.engine = host.engine;
    this.nodes = host.nodes;
    this.versions = host.versions;
    this.#kept = options.kept;
    this.#turn = options;
    // A proxy's rules and journal, and the schemas of a registry, would be those of the run before too.
    const isBare = this.nodes.every(({ kind }) => kind !== "proxy" && kind !== "registry");
    if (host.belongTo !== undefined && isBare) this.turns = this.#makeTurns(host.belongTo.bind(host));
    host.watch({
      died: (node, how) => this.#onDeath(node, how),
      lost: (reason, ended) => this.#onLoss(reason, ended),
    });
  }

  get deaths(): readonly NodeDeath[] {
    return this.#deaths.all;
  }

  get broken(): AbortSignal {
    return this.#deaths.broken;
  }

  /** The first start of every node. Resolves when their processes run; they need not answer yet. */
  async startAll(): Promise<void> {
    await Promise.all(this.nodes.map(({ name }) => this.#run(name, true)));
  }

  async kill(node: NodeName): Promise<Undo> {
    this.#mustBeUp(node, "killed");
    await this.#end(node, "SIGKILL");
    return this.#undoable(() => this.start(node));
  }

  async stop(node: NodeName): Promise<Stopped> {
    this.#mustBeUp(node, "stopped");
    await this.#resume(node);
    const endedBy = await this.#end(node, "SIGTERM");
    return {
      undo: this.#undoable(() => this.start(node)),
      killedAfterMs: endedBy === "SIGKILL" ? STOP_MS_MAX : null,
    };
  }

  start(node: NodeName): Promise<void> {
    // Two callers that want it to start wait for the same start.
    const starting = this.#starting.get(node) ?? this.#start(node).finally(() => this.#starting.delete(node));
    this.#starting.set(node, starting);
    return starting;
  }

  async changeData<T>(node: NodeName, change: (directory: string) => Promise<T>): Promise<T> {
    const state = this.host.state(node);
    if (state !== "down" || this.#starting.has(node)) {
      throw new InfrastructureError(`the data of ${node} cannot be changed: it is ${state}`);
    }
    this.#spoilt = `the data of ${node} were changed`;
    return this.host.changeData(node, change);
  }

  async pause(node: NodeName): Promise<Undo> {
    this.#mustHave("pause");
    const state = this.host.state(node);
    if (state !== "running") throw refusal(node, "paused", state);
    if (!(await this.host.pause(node))) throw refusal(node, "paused", this.host.state(node));
    this.#turn.onNode(node, "paused");
    return this.#undoable(() => this.#resume(node));
  }

  async cut(links: readonly Link[]): Promise<Undo> {
    if (links.some(isClientLink) && brokersOf(this).every(({ clientLink }) => clientLink === undefined)) {
      throw noClientLinks();
    }
    return this.#undoable(await this.host.disturb(links, "cut"));
  }

  async delay(links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    this.#mustHave("delay");
    return this.#undoable(await this.host.disturb(links, delay));
  }

  async throttle(links: readonly Link[], rate: LinkRate): Promise<Undo> {
    this.#mustHave("throttle");
    return this.#undoable(await this.host.disturb(links, rate));
  }

  async lose(links: readonly Link[], loss: LinkLoss): Promise<Undo> {
    this.#mustHave("loss");
    return this.#undoable(await this.host.disturb(links, loss));
  }

  async reset(links: readonly Link[]): Promise<number> {
    this.#mustHave("reset");
    return this.host.reset(links);
  }

  async intercept(interception: Interception): Promise<Undo> {
    const { proxy } = this.options;
    if (proxy === null) throw noProxy();
    return this.#undoable(await proxy.arm(interception));
  }

  async heal(): Promise<void> {
    await this.host.restoreLinks();
    await Promise.all(this.nodes.map(({ name }) => this.#resume(name)));
    // Brokers need the quorum, and what stands beside them needs brokers.
    const quorum = quorumMembersOf(this);
    const brokers = brokersOf(this);
    const others = this.nodes.filter((node) => !quorum.includes(node) && !brokers.includes(node));
    try {
      for (const group of [quorum, brokers, others]) {
        await Promise.all(group.map(({ name }) => this.start(name)));
      }
    } finally {
      await this.options.proxy?.disarmAll();
    }
  }

  logs(node: NodeName): Promise<string> {
    return this.host.log(node);
  }

  async proxyJournal(): Promise<string | null> {
    const { proxy } = this.options;
    if (proxy === null) return null;
    return this.host.proxyJournal(await proxy.untilQuiet(this.#turn.signal));
  }

  disturbed(): ReadonlySet<NodeName> {
    const cut = this.cutLinks().filter((link) => !isClientLink(link));
    return new Set([...this.notRunning(), ...cut.flatMap(({ from, to }) => [from, to])]);
  }

  notRunning(): ReadonlySet<NodeName> {
    const names = this.nodes.map(({ name }) => name);
    return new Set(names.filter((name) => this.host.state(name) !== "running"));
  }

  cutLinks(): readonly Link[] {
    return this.host.cutLinks();
  }

  async keep(): Promise<string> {
    if (!this.#kept) await this.host.keep();
    this.#kept = true;
    return `chaos cluster down --run ${shellWord(this.options.runDirectory)}`;
  }

  end(): Promise<void> {
    return this.#dispose(() => this.host.takeDown());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#dispose(() => (this.#kept ? this.host.release() : this.host.takeDown()));
  }

  async #dispose(leave: () => Promise<void>): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#deaths.described();
    await leave();
  }

  async #start(name: NodeName): Promise<void> {
    const isUp = () => this.host.state(name) !== "down";
    if (this.#disposed || isUp()) return;
    const node = this.nodes.find((each) => each.name === name)!;
    const { signal } = this.#turn;
    if (node.kind === "broker") {
      // Another process may want it back as well, and be faster.
      await untilMayStart(node, this, { isUp, limitMs: START_MS_MAX, signal });
      if (this.#disposed) return;
    }
    await this.#run(name, false);
    await waitFor(
      async () => {
        if (!isUp()) {
          throw new InfrastructureError(`${name} went away while starting; ${await this.#lastWords(name)}`, {
            remedy: WHOLE_LOG,
          });
        }
        return (await answers(node, signal))
          ? { done: true, value: undefined }
          : { done: false, seen: "no answer" };
      },
      { what: `${name} to answer again`, limitMs: START_MS_MAX, everyMs: 20, signal },
    );
  }

  async #run(node: NodeName, isFirst: boolean): Promise<void> {
    // Told first: the node may end before its start is known to be done.
    this.#turn.onNode(node, "started");
    await this.host.start(node, { isFirst });
  }

  /** Resolves to the signal that ended it. */
  async #end(node: NodeName, signal: EndSignal): Promise<EndSignal> {
    const ended = this.host.end(node, signal);
    const patience = setTimeout(() => void this.host.end(node, "SIGKILL").catch(() => {}), STOP_MS_MAX);
    const endedBy = await ended.finally(() => clearTimeout(patience));
    if (endedBy === null) {
      throw new InfrastructureError(`${node} cannot be ${HAPPENED[signal]}: it has died by itself`);
    }
    const wasLate = signal === "SIGTERM" && endedBy === "SIGKILL";
    if (wasLate) this.#turn.onNode(node, "killed", `its shutdown took longer than ${STOP_MS_MAX / 1000} s`);
    else this.#turn.onNode(node, HAPPENED[signal]);
    return endedBy;
  }

  async #resume(node: NodeName): Promise<void> {
    if (this.#disposed || this.host.state(node) !== "paused") return;
    if (await this.host.resume(node)) this.#turn.onNode(node, "resumed");
  }

  #makeTurns(belongTo: NonNullable<NodeHost["belongTo"]>): Turns {
    const spoilt = () => this.#spoilt;
    return {
      get spoilt() {
        return spoilt();
      },
      end: async (signal) => {
        this.#turn = { ...this.#turn, signal, onNode: () => {} };
        await belongTo(null);
      },
      begin: async ({ seed, ...turn }: TurnOptions) => {
        await belongTo({ runDirectory: turn.runDirectory, seed });
        this.#turn = turn;
      },
    };
  }

  #undoable(undo: Undo): Undo {
    let isDone = false;
    const turn = this.#turn;
    return async () => {
      if (isDone || this.#disposed || this.#turn !== turn) return;
      await undo();
      isDone = true;
    };
  }

  #onDeath(node: NodeName, how: () => Promise<string>): void {
    if (this.#disposed) return;
    this.#deaths.announce(
      node,
      async () => `${await how()}; ${await this.#lastWords(node)}`,
      (detail) => this.#turn.onNode(node, "died", detail),
    );
  }

  #onLoss(reason: InfrastructureError, ended: string | undefined): void {
    if (this.#disposed) return;
    if (ended !== undefined) {
      for (const { name } of this.nodes) {
        if (this.host.state(name) !== "down") this.#turn.onNode(name, "died", ended);
      }
    }
    this.#deaths.lost(reason);
  }

  /** What its log says of its end. */
  async #lastWords(node: NodeName): Promise<string> {
    const log = await this.host.logTail(node);
    const fault = quorumIn(this).faultIn(log);
    return [...(fault === null ? [] : [fault]), lastLines(log)].join("; ");
  }

  #mustBeUp(node: NodeName, what: string): void {
    const state = this.host.state(node);
    if (state === "down") throw refusal(node, what, "down already");
  }

  #mustHave(ability: Ability): void {
    const why = this.host.lacks[ability];
    if (why !== undefined) throw why();
  }
}

/** The nodes hear each other whether or not their clients hear them. */
function isClientLink({ from, to }: Link): boolean {
  return from === CLIENTS || to === CLIENTS;
}

function noClientLinks(): InfrastructureError {
  return new InfrastructureError("this cluster has no links between brokers and clients that could be cut", {
    remedy: "start it with a scenario that has the fault client-partition: chaos cluster up my.yaml",
  });
}

function refusal(node: NodeName, what: string, state: string): InfrastructureError {
  return new InfrastructureError(`${node} cannot be ${what}: it is ${state}`);
}
