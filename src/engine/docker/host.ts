/**
 * The host of containers: what Docker says of them and does to them.
 *
 * Docker tells of an end twice, as an event and in its answers, in no order. So an end is believed when the container is
 * seen not to run, and what this host ends itself is told by the call that ends it.
 */
import { join } from "node:path";
import type Docker from "dockerode";
import {
  type ClusterNode,
  type Disturbance,
  type Link,
  type LinkDelay,
  membersOf,
  type NodeName,
} from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { ClusterGoneError, type Undo } from "../engine.js";
import type { EndSignal, HostWatcher, NodeHost, NodeState } from "../host.js";
import { changeContainerData } from "./container-data.js";
import { ContainerLogs } from "./container-logs.js";
import { listenForEnds } from "./end-events.js";
import type { Images } from "./image.js";
import { lacksOf } from "./lacks.js";
import { ContainerLinks, DISTANCE } from "./links.js";
import { Namespaces } from "./namespaces.js";
import { NODE_LABEL, RUN_LABEL } from "./reap.js";
import { ALREADY_SO, isRefusal, NOT_THERE, statusOf } from "./refusal.js";
import { SharedMemory } from "./shared-memory.js";

/** SIGKILL, as an exit status. */
const KILLED = 137;

export interface DockerHostOptions {
  readonly docker: Docker;
  /** Value of the label `chaos.run`. */
  readonly run: string;
  readonly nodes: readonly ClusterNode[];
  readonly images: Images;
  readonly runDirectory: string;
  readonly signal: AbortSignal;
  /** Another process left it running before. */
  readonly kept: boolean;
  /** Writes down what another process needs to attach to it. */
  readonly onKeep: () => Promise<void>;
  /** Lets go of the cluster: `keeping` it, or taking it down. */
  readonly dispose: (keeping: boolean) => Promise<void>;
}

export class DockerHost implements NodeHost {
  readonly engine = "docker";
  readonly nodes: readonly ClusterNode[];
  readonly versions: Images["versions"];
  readonly lacks: NodeHost["lacks"];
  readonly #options: DockerHostOptions;
  readonly #logs: ContainerLogs;
  readonly #namespaces: Namespaces;
  readonly #links: ContainerLinks;
  readonly #memory: SharedMemory;
  readonly #states = new Map<NodeName, NodeState>();
  /** Nodes that were sent a signal to end, until they have ended. */
  readonly #ending = new Map<NodeName, Promise<EndSignal | null>>();
  /** Nodes that ended before it was known which containers there are. */
  readonly #endedEarly = new Set<NodeName>();
  /** Their ids. */
  readonly #containers = new Map<NodeName, string>();
  #watcher: HostWatcher | undefined;
  #stopListening = () => {};
  #kept: boolean;

  constructor(options: DockerHostOptions) {
    const { docker, run, nodes, images, runDirectory, signal } = options;
    this.#options = options;
    this.nodes = nodes;
    this.versions = images.versions;
    this.lacks = lacksOf(images);
    this.#logs = new ContainerLogs(docker, runDirectory, (node) => this.#container(node));
    this.#namespaces = new Namespaces(docker, run);
    this.#links = new ContainerLinks(this.#namespaces);
    this.#memory = new SharedMemory(runDirectory, signal);
    this.#kept = options.kept;
  }

  watch(watcher: HostWatcher): void {
    this.#watcher = watcher;
  }

  /** Finds the run's containers, and listens for their ends from here on. */
  async discover(): Promise<void> {
    const { docker, run } = this.#options;
    try {
      this.#stopListening = await listenForEnds(docker, run, {
        onEnd: (node) => this.#onEnd(node),
        onGone: () => this.#watcher?.lost(engineIsGone()),
      });
      await this.#find();
      if (this.#kept) await this.#recall();
    } catch (error) {
      this.#stopListening();
      if (error instanceof InfrastructureError) throw error;
      throw new InfrastructureError(`${run} cannot be looked at in Docker: ${(error as Error).message}`, {
        remedy: "start the engine that it is in",
        cause: error,
      });
    }
  }

  async #find(): Promise<void> {
    const { docker, run, runDirectory } = this.#options;
    const infos = await docker.listContainers({ all: true, filters: { label: [`${RUN_LABEL}=${run}`] } });
    await Promise.all(
      infos.map(async ({ Id: id, Labels: labels, State: state }) => {
        const name = labels[NODE_LABEL];
        if (name === undefined) return;
        if (state !== "running") this.#endedEarly.add(name);
        const isUp = !this.#endedEarly.has(name);
        this.#states.set(name, isUp ? "running" : "down");
        this.#containers.set(name, id);
        if (isUp) await this.#learnAddress(name);
      }),
    );
    const missing = this.nodes.map(({ name }) => name).filter((name) => !this.#containers.has(name));
    if (missing.length === 0) return;
    if (missing.length === this.nodes.length) {
      throw new ClusterGoneError(runDirectory, "its containers were removed");
    }
    throw new InfrastructureError(`the containers of ${missing.join(", ")} were removed`, {
      remedy: "remove the others: chaos clean; start another: chaos cluster up",
    });
  }

  /** Makes what a cut needs, so that it is quick. */
  async makeSidecars(): Promise<void> {
    const { images } = this.#options;
    await Promise.all(
      membersOf(this).map(({ name }) =>
        this.#namespaces.makeSidecar(name, this.#containers.get(name)!, images.network),
      ),
    );
  }

  /** What the links are like when nothing is broken: restoring links leaves it. */
  async makeDistant(links: readonly Link[], delay: LinkDelay): Promise<void> {
    await this.#disturb(DISTANCE, links, delay);
  }

  state(node: NodeName): NodeState {
    return this.#states.get(node) ?? "down";
  }

  async start(node: NodeName, { isFirst }: { readonly isFirst: boolean }): Promise<void> {
    if (isFirst) {
      // Docker Compose has started it.
      await this.#logs.follow(node, "0");
      if (this.#endedEarly.has(node)) this.#tellDeath(node);
      return;
    }
    try {
      await this.#container(node).start();
    } catch (cause) {
      // Another process may want it back as well, and be faster.
      if (statusOf(cause) !== ALREADY_SO) {
        throw new InfrastructureError(`${node} could not be started again: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
    let startedAt = 0;
    await this.#exclusively(async () => {
      this.#states.set(node, "running");
      // By the engine's clock, which need not be this machine's.
      startedAt = await this.#learnAddress(node);
      // Its namespace is a new one, and its address may be.
      await this.#writeAll(new Set(this.nodes.map(({ name }) => name)));
    });
    await this.#logs.follow(node, (startedAt / 1000).toFixed(3));
    // News of an end that came before it was known to run was not listened to.
    await this.#noticeEnd(node);
  }

  async end(node: NodeName, signal: EndSignal): Promise<EndSignal | null> {
    const underWay = this.#ending.get(node);
    if (underWay !== undefined) {
      await this.#container(node)
        .kill({ signal })
        .catch((error) => {
          // It has ended by the first signal.
          if (!isRefusal(error)) throw error;
        });
      return underWay;
    }
    const ended = this.#end(node, signal).finally(() => this.#ending.delete(node));
    this.#ending.set(node, ended);
    return ended;
  }

  async #end(node: NodeName, signal: EndSignal): Promise<EndSignal | null> {
    const container = this.#container(node);
    try {
      const [{ StatusCode: status }] = await Promise.all([container.wait(), container.kill({ signal })]);
      this.#states.set(node, "down");
      this.#links.forgetAddress(node);
      return status === KILLED ? "SIGKILL" : "SIGTERM";
    } catch (error) {
      this.#takeForDeath(node, error);
      return null;
    }
  }

  changeData<T>(node: NodeName, change: (directory: string) => Promise<T>): Promise<T> {
    return changeContainerData(this.#container(node), join(this.#options.runDirectory, "cluster"), change);
  }

  pause(node: NodeName): Promise<boolean> {
    return this.#change(node, "running", "SIGSTOP", "paused");
  }

  resume(node: NodeName): Promise<boolean> {
    return this.#change(node, "paused", "SIGCONT", "running");
  }

  /** Sends the signal to a node that is in the first state, which is then in the second. */
  async #change(node: NodeName, from: NodeState, signal: string, to: NodeState): Promise<boolean> {
    let isChanged = false;
    await this.#exclusively(async () => {
      if (this.state(node) !== from) return;
      try {
        await this.#container(node).kill({ signal });
      } catch (error) {
        return this.#takeForDeath(node, error);
      }
      this.#states.set(node, to);
      isChanged = true;
      await this.#remember();
    });
    return isChanged;
  }

  disturb(links: readonly Link[], how: Disturbance): Promise<Undo> {
    // Different in every process that disturbs the same cluster.
    return this.#disturb(crypto.randomUUID(), links, how);
  }

  async #disturb(token: string, links: readonly Link[], how: Disturbance): Promise<Undo> {
    let places: ReadonlySet<NodeName> = new Set();
    let isUndone = false;
    const undo = async () => {
      if (isUndone) return;
      this.#links.remove(token);
      // Also when an earlier try removed it and could not write that.
      await this.#writeAll(places);
      isUndone = true;
    };
    await this.#exclusively(async () => {
      places = this.#links.add(token, links, how);
      try {
        await this.#writeAll(places);
      } catch (error) {
        // Some of the namespaces may hold it already. What went wrong first is told.
        await undo().catch(() => {});
        throw error;
      }
    });
    return () => this.#exclusively(undo);
  }

  async reset(links: readonly Link[]): Promise<number> {
    let ended = 0;
    await this.#exclusively(async () => {
      const openers = [...new Set(links.map(({ from }) => from))].filter(
        (node) => this.state(node) !== "down",
      );
      const counts = await Promise.all(
        openers.map((node) =>
          this.#inNamespaceOf(node, 0, () =>
            this.#links.reset(
              node,
              links.flatMap(({ from, to }) => (from === node ? to : [])),
            ),
          ),
        ),
      );
      ended = counts.reduce((sum, count) => sum + count, 0);
    });
    return ended;
  }

  async restoreLinks(): Promise<void> {
    await this.#exclusively(async () => {
      this.#links.clear();
      await this.#writeAll(new Set(this.nodes.map(({ name }) => name)));
    });
  }

  cutLinks(): readonly Link[] {
    return this.#links.cut();
  }

  async log(node: NodeName): Promise<string> {
    return this.#logs.pathOf(node);
  }

  logTail(node: NodeName): Promise<string> {
    return this.#logs.tail(node);
  }

  proxyJournal(entries: number): Promise<string> {
    return this.#logs.saveJournal(entries, this.#options.signal);
  }

  /** Links take no random numbers from a seed: they are the kernel's. */
  async belongTo(run: { readonly runDirectory: string } | null): Promise<void> {
    const folder =
      run === null ? join(this.#options.runDirectory, "cluster", "idle") : join(run.runDirectory, "logs");
    const names = this.nodes.map(({ name }) => name);
    await this.#logs.turnTo(
      folder,
      names.filter((name) => this.state(name) !== "down"),
    );
  }

  async keep(): Promise<void> {
    this.#kept = true;
    await this.#remember();
    await this.#options.onKeep();
  }

  async release(): Promise<void> {
    this.#stopListening();
    await this.#options.dispose(true);
  }

  async takeDown(): Promise<void> {
    try {
      // The process that followed the logs of a kept cluster may have gone long ago.
      if (this.#kept) await Promise.all(this.nodes.map(({ name }) => this.#logs.save(name)));
    } finally {
      this.#stopListening();
      await this.#options.dispose(false);
    }
  }

  /** Does something about what is done to the cluster: of a kept one, while no other process does, and knowing what they did. */
  async #exclusively(change: () => Promise<void>): Promise<void> {
    if (!this.#kept) return change();
    await using _ = await this.#memory.lock();
    await this.#findAgain();
    await this.#recall();
    await change();
  }

  /** Nodes that another process has started since, and where they are. */
  async #findAgain(): Promise<void> {
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        if (this.#ending.has(name) || !(await this.#inspect(name))?.Running) return;
        if (this.state(name) === "down") this.#states.set(name, "running");
        // One that goes meanwhile is told of as a death.
        await this.#learnAddress(name).catch(() => {});
      }),
    );
  }

  async #recall(): Promise<void> {
    const remembered = await this.#memory.read();
    if (remembered === null) return;
    this.#links.recall(remembered.links);
    for (const [name, state] of this.#states) {
      if (state !== "down") this.#states.set(name, remembered.paused.includes(name) ? "paused" : "running");
    }
  }

  async #remember(): Promise<void> {
    if (!this.#kept) return;
    const paused = [...this.#states].filter(([, state]) => state === "paused").map(([name]) => name);
    await this.#memory.write({ links: this.#links.toRemember(), paused });
  }

  /** Makes the namespaces of these nodes hold what they have to. */
  async #writeAll(names: ReadonlySet<NodeName>): Promise<void> {
    await this.#remember();
    const members = membersOf(this).map(({ name }) => name);
    const up = members.filter((name) => names.has(name) && this.state(name) !== "down");
    const written = await Promise.allSettled(
      up.map((name) => this.#inNamespaceOf(name, undefined, () => this.#links.write(name))),
    );
    // Nothing is being written any more when it is told that something could not be.
    for (const write of written) if (write.status === "rejected") throw write.reason;
  }

  /** `gone`: of a node that went down meanwhile, and took its namespace with it. `start` writes into the new one. */
  async #inNamespaceOf<Result>(node: NodeName, gone: Result, act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      await this.#noticeEnd(node);
      if (this.state(node) !== "down" && !this.#ending.has(node)) throw error;
      return gone;
    }
  }

  /** Resolves to when the container was started, in milliseconds since the epoch. */
  async #learnAddress(node: NodeName): Promise<number> {
    const { NetworkSettings: settings, State: state } = await this.#container(node).inspect();
    const address = Object.values(settings.Networks)[0]?.IPAddress;
    if (address) this.#links.setAddress(node, address);
    return Date.parse(state.StartedAt);
  }

  #onEnd(node: NodeName): void {
    if (this.#ending.has(node)) return;
    if (!this.#containers.has(node)) this.#endedEarly.add(node);
    else void this.#noticeEnd(node);
  }

  /** Whether a node that is taken to be up has ended without being asked to. */
  async #noticeEnd(node: NodeName): Promise<void> {
    const isTakenToBeUp = () => !this.#ending.has(node) && this.state(node) !== "down";
    if (!isTakenToBeUp()) return;
    const state = await this.#inspect(node);
    if (state !== undefined && !state?.Running && isTakenToBeUp()) this.#tellDeath(node);
  }

  /**
   * Docker refused to send a signal because the container has exited by itself; its `die` event has not arrived yet, so
   * this tells of the exit.
   */
  #takeForDeath(node: NodeName, error: unknown): void {
    if (!isRefusal(error)) throw error;
    if (this.state(node) !== "down") this.#tellDeath(node);
  }

  #tellDeath(node: NodeName): void {
    this.#states.set(node, "down");
    this.#links.forgetAddress(node);
    this.#watcher?.died(node, () => this.#howItEnded(node));
  }

  async #howItEnded(node: NodeName): Promise<string> {
    const state = await this.#inspect(node);
    if (!state) return "its container is gone";
    return state.OOMKilled ? "killed by the kernel, out of memory" : `exit code ${state.ExitCode}`;
  }

  /** Its state as the engine has it; null for a container that was removed, undefined where no engine answers. */
  #inspect(node: NodeName) {
    return this.#container(node)
      .inspect()
      .then(({ State }) => State)
      .catch((error) => (statusOf(error) === NOT_THERE ? null : undefined));
  }

  #container(node: NodeName): Docker.Container {
    return this.#options.docker.getContainer(this.#containers.get(node)!);
  }
}

function engineIsGone(): InfrastructureError {
  return new InfrastructureError("the Docker engine went away, and the cluster with it", {
    remedy: "look at its log (journalctl -u docker); when it is back, `chaos clean` removes the remains",
  });
}
