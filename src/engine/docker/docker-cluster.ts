/** A running cluster of containers: the primitives of Cluster, carried out through the Docker API. */
import { createWriteStream, type WriteStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { quorumOf, untilMayStart } from "../../cluster/metadata/quorums.js";
import {
  type ClusterNode,
  type Link,
  type LinkDelay,
  membersOf,
  type NodeName,
} from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { Admin } from "../../kafka/admin.js";
import { shellWord } from "../../shell-word.js";
import { waitFor } from "../../wait.js";
import { writeAtomically } from "../atomic-write.js";
import { Deaths } from "../deaths.js";
import {
  ClusterGoneError,
  type Interception,
  type KeptCluster,
  type NodeDeath,
  type ProvisionOptions,
  type Stopped,
  type Undo,
} from "../engine.js";
import { lastLines } from "../last-lines.js";
import { noProxy, PROXY_JOURNAL, PROXY_NAME, type ProxyControl } from "../proxy-node.js";
import { registrySeen } from "../registry-node.js";
import type { Images } from "./image.js";
import { lock } from "./lock.js";
import { labelsOf, NODE_LABEL, RUN_LABEL } from "./reap.js";
import { placesOf, scriptFor, touchedByDelay } from "./rules.js";

const START_MS_MAX = 90_000;
/** A broker that is cut off cannot finish its controlled shutdown; after this long it is killed. */
const STOP_SECONDS_MAX = 30;
/** For the engine to take what a container wrote. */
const JOURNAL_MS_MAX = 10_000;
/** SIGKILL, as an exit status. */
const KILLED = 137;
/** What the engine answers to who asks for what is so already, or for what its state forbids. */
const [ALREADY_SO, NOT_THERE, CONFLICT] = [304, 404, 409];

/** Token of the delays that belong to the cluster, not to a fault. */
const DISTANCE = "distance";

type State = "running" | "paused" | "down";

export interface DockerClusterOptions {
  readonly docker: Docker;
  /** Value of the label `chaos.run`. */
  readonly run: string;
  readonly nodes: readonly ClusterNode[];
  readonly images: Images;
  /** Null: none stands beside the brokers. */
  readonly proxy: ProxyControl | null;
  readonly runDirectory: string;
  readonly signal: AbortSignal;
  readonly onNode: ProvisionOptions["onNode"];
  /** Writes down what another process needs to take it up. */
  readonly onKeep: () => Promise<void>;
  /** Lets go of the cluster: `keeping` it, or taking it down. */
  readonly dispose: (keeping: boolean) => Promise<void>;
}

/** What processes that come later have to know of what was done. */
interface Remembered {
  readonly cuts: readonly (readonly [string, readonly Link[]])[];
  readonly delays: readonly (readonly [
    string,
    { readonly links: readonly Link[]; readonly delay: LinkDelay },
  ])[];
  readonly paused: readonly NodeName[];
}

interface Container {
  readonly id: string;
  readonly sidecar: string;
}

export class DockerCluster implements KeptCluster {
  readonly engine = "docker";
  readonly nodes: readonly ClusterNode[];
  readonly versions: Images["versions"];
  readonly #options: DockerClusterOptions;
  readonly #states = new Map<NodeName, State>();
  /** Nodes whose exit was asked for. */
  readonly #ending = new Set<NodeName>();
  /** Nodes that ended before it was known which containers there are. */
  readonly #endedEarly = new Set<NodeName>();
  readonly #starting = new Map<NodeName, Promise<void>>();
  readonly #containers = new Map<NodeName, Container>();
  readonly #addresses = new Map<NodeName, string>();
  readonly #cuts = new Map<string, readonly Link[]>();
  readonly #delays = new Map<string, { readonly links: readonly Link[]; readonly delay: LinkDelay }>();
  /** One at a time for each namespace: the last script written is the one that holds. */
  readonly #writing = new Map<NodeName, Promise<void>>();
  readonly #deaths = new Deaths();
  #events: NodeJS.ReadableStream | undefined;
  #disposed = false;
  #kept = false;

  constructor(options: DockerClusterOptions) {
    this.#options = options;
    this.nodes = options.nodes;
    this.versions = options.images.versions;
  }

  get deaths(): readonly NodeDeath[] {
    return this.#deaths.all;
  }

  get broken(): AbortSignal {
    return this.#deaths.broken;
  }

  /** Finds the run's containers, and watches them from here on. */
  async discoverContainers(): Promise<void> {
    try {
      await this.#watch();
      await this.#find();
    } catch (error) {
      this.#stopWatching();
      if (error instanceof InfrastructureError) throw error;
      throw new InfrastructureError(
        `${this.#options.run} cannot be looked at in Docker: ${(error as Error).message}`,
        { remedy: "start the engine that it is in", cause: error },
      );
    }
  }

  async #find(): Promise<void> {
    const { docker, run, runDirectory } = this.#options;
    const infos = await docker.listContainers({ all: true, filters: { label: [`${RUN_LABEL}=${run}`] } });
    await Promise.all(
      infos.map(async ({ Id: id, Labels: labels, State: state }) => {
        const name = labels[NODE_LABEL];
        if (name === undefined) return;
        const isUp = state === "running" && !this.#endedEarly.has(name);
        this.#states.set(name, isUp ? "running" : "down");
        this.#containers.set(name, { id, sidecar: `${run}-network-${name}` });
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

  /** Reports every node as started and begins to copy its log. A container that is already down is reported as an unexpected exit. */
  async announceStartedAndFollowLogs(): Promise<void> {
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        this.#options.onNode(name, "started");
        await this.#followLog(name, "0");
        if (this.#states.get(name) === "down" && this.deaths.every(({ node }) => node !== name)) {
          this.#reportDeath(name);
        }
      }),
    );
  }

  /**
   * Makes the sidecars that will write into the nodes' namespaces. Only made, not started: starting one that is there
   * takes a third of the time, and a cut has to be quick.
   */
  async makeSidecars(): Promise<void> {
    const { docker, images, run } = this.#options;
    await Promise.all(
      membersOf(this).map(async ({ name }) => {
        const { id, sidecar } = this.#containers.get(name)!;
        await docker.createContainer({
          name: sidecar,
          Image: images.network,
          Entrypoint: ["sh", "-s"],
          Cmd: [],
          User: "0",
          OpenStdin: true,
          StdinOnce: true,
          Labels: labelsOf(run),
          HostConfig: { NetworkMode: `container:${id}`, CapDrop: ["ALL"], CapAdd: ["NET_ADMIN"] },
        });
      }),
    );
  }

  async kill(name: NodeName): Promise<Undo> {
    this.#mustBeUp(name, "killed");
    await this.#end(name, "killed", (container) => container.kill({ signal: "SIGKILL" }));
    return () => this.start(name);
  }

  async stop(name: NodeName): Promise<Stopped> {
    this.#mustBeUp(name, "stopped");
    if (this.#states.get(name) === "paused") await this.#resume(name);
    const status = await this.#end(name, "stopped", (container) => container.stop({ t: STOP_SECONDS_MAX }));
    return {
      undo: () => this.start(name),
      killedAfterMs: status === KILLED ? STOP_SECONDS_MAX * 1000 : null,
    };
  }

  start(name: NodeName): Promise<void> {
    // Two callers that want it to start wait for the same start.
    const starting = this.#starting.get(name) ?? this.#start(name).finally(() => this.#starting.delete(name));
    this.#starting.set(name, starting);
    return starting;
  }

  async #start(name: NodeName): Promise<void> {
    if (this.#disposed || this.#states.get(name) !== "down") return;
    const node = this.#node(name);
    const { signal } = this.#options;
    if (node.kind === "broker") {
      const isUp = () => this.#states.get(name) !== "down";
      await untilMayStart(node, this, { isUp, limitMs: START_MS_MAX, signal });
    }
    try {
      await this.#container(name).start();
    } catch (cause) {
      // Another process may want it back as well, and be faster.
      if (statusOf(cause) !== ALREADY_SO) {
        throw new InfrastructureError(`${name} could not be started again: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
    let startedAt = 0;
    await this.#exclusively(async () => {
      this.#setState(name, "running", "started");
      // By the engine's clock, which need not be this machine's.
      startedAt = await this.#learnAddress(name);
      // Its namespace is a new one, and its address may be.
      await this.#writeAll(new Set(this.nodes.map((each) => each.name)));
    });
    await this.#followLog(name, (startedAt / 1000).toFixed(3));
    // News of an end that came before it was known to run was not listened to.
    await this.#noticeEnd(name);
    await waitFor(
      async () => {
        if (this.#states.get(name) === "down") {
          throw new InfrastructureError(`${name} went away while starting; ${await this.#lastLines(name)}`);
        }
        return (await this.#answers(node))
          ? { done: true, value: undefined }
          : { done: false, seen: "no answer" };
      },
      { what: `${name} to answer again`, limitMs: START_MS_MAX, everyMs: 50, signal },
    );
  }

  async pause(name: NodeName): Promise<Undo> {
    await this.#exclusively(async () => {
      const state = this.#states.get(name);
      if (state !== "running") throw new InfrastructureError(`${name} cannot be paused: it is ${state}`);
      await this.#container(name)
        .kill({ signal: "SIGSTOP" })
        .catch((error) => this.#refuse(name, "paused", error));
      this.#setState(name, "paused", "paused");
      await this.#remember();
    });
    return () => this.#resume(name);
  }

  cut(links: readonly Link[]): Promise<Undo> {
    return this.#disturb(this.#cuts, tokenOf(), links, new Set(placesOf(links).keys()));
  }

  delay(links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    return this.#delay(tokenOf(), links, delay);
  }

  /** What the links are like when nothing is broken: healing leaves it. */
  async makeDistant(links: readonly Link[], delay: LinkDelay): Promise<void> {
    await this.#delay(DISTANCE, links, delay);
  }

  async #delay(token: string, links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    if (!this.#options.images.hasNetem) throw noNetem();
    return this.#disturb(this.#delays, token, { links, delay }, touchedByDelay(links));
  }

  /** `kind`: the disturbances to add this one to; `places`: the nodes whose namespaces it changes. */
  async #disturb<What>(
    kind: Map<string, What>,
    token: string,
    what: What,
    places: ReadonlySet<NodeName>,
  ): Promise<Undo> {
    const undo = async () => {
      if (kind.delete(token)) await this.#writeAll(places);
    };
    await this.#exclusively(async () => {
      kind.set(token, what);
      try {
        await this.#writeAll(places);
      } catch (error) {
        // Some of the namespaces may hold it already. What went wrong first is told.
        await undo().catch(() => {});
        throw error;
      }
    });
    return async () => {
      if (!this.#disposed) await this.#exclusively(undo);
    };
  }

  async intercept(interception: Interception): Promise<Undo> {
    const { proxy } = this.#options;
    if (proxy === null) throw noProxy();
    const disarm = await proxy.arm(interception);
    return async () => {
      if (!this.#disposed) await disarm();
    };
  }

  async heal(): Promise<void> {
    await this.#exclusively(async () => {
      this.#cuts.clear();
      for (const token of this.#delays.keys()) if (token !== DISTANCE) this.#delays.delete(token);
      await this.#writeAll(new Set(this.nodes.map(({ name }) => name)));
    });
    const inState = (wanted: State) => this.nodes.filter(({ name }) => this.#states.get(name) === wanted);
    await Promise.all(inState("paused").map(({ name }) => this.#resume(name)));
    // Brokers need ZooKeeper to be there.
    const down = inState("down");
    for (const kind of ["zookeeper", "broker", "proxy", "registry"]) {
      await Promise.all(down.filter((node) => node.kind === kind).map(({ name }) => this.start(name)));
    }
    await this.#options.proxy?.disarmAll();
  }

  async logs(name: NodeName): Promise<string> {
    return join(this.#options.runDirectory, "logs", `${name}.log`);
  }

  async proxyJournal(): Promise<string | null> {
    const { proxy, runDirectory, signal } = this.#options;
    if (proxy === null) return null;
    const entries = await proxy.untilQuiet(signal);
    // The engine may not have taken yet what the proxy wrote last.
    const journal = await waitFor(
      async () => {
        const said = await this.#readLog(PROXY_NAME, { stdout: true, stderr: false });
        const lines = said.split("\n").length - 1;
        return lines >= entries
          ? { done: true, value: said }
          : { done: false, seen: `${lines} of ${entries} entries` };
      },
      { what: "the proxy's journal in the engine's log", limitMs: JOURNAL_MS_MAX, everyMs: 50, signal },
    );
    const path = join(runDirectory, PROXY_JOURNAL);
    // In place of the part that was followed so far.
    await writeAtomically(path, journal);
    return path;
  }

  disturbed(): ReadonlySet<NodeName> {
    return new Set([...this.notRunning(), ...this.cutLinks().flatMap(({ from, to }) => [from, to])]);
  }

  notRunning(): ReadonlySet<NodeName> {
    return new Set([...this.#states].filter(([, state]) => state !== "running").map(([name]) => name));
  }

  cutLinks(): readonly Link[] {
    return [...this.#cuts.values()].flat();
  }

  async keep(): Promise<string> {
    this.#kept = true;
    await this.#remember();
    await this.#options.onKeep();
    return `chaos cluster down --run ${shellWord(this.#options.runDirectory)}`;
  }

  async end(): Promise<void> {
    try {
      await Promise.all(this.nodes.map(({ name }) => this.#saveLog(name)));
    } finally {
      this.#kept = false;
      await this[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopWatching();
    await this.#deaths.described();
    await this.#options.dispose(this.#kept);
  }

  /** Goes on with a cluster that another process kept. */
  async attach(): Promise<void> {
    this.#kept = true;
    await this.#recall();
  }

  /** Does something about what is done to the cluster: of a kept one, while no other process does, and knowing what they did. */
  async #exclusively(change: () => Promise<void>): Promise<void> {
    if (!this.#kept) return change();
    await using _ = await lock(`${this.#memory()}.lock`, this.#options.signal);
    await this.#findAgain();
    await this.#recall();
    await change();
  }

  /** Nodes that another process has started since, and where they are. */
  async #findAgain(): Promise<void> {
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        if (this.#ending.has(name) || !(await this.#stateOf(name))?.Running) return;
        if (this.#states.get(name) === "down") this.#states.set(name, "running");
        // One that goes meanwhile is told of as a death.
        await this.#learnAddress(name).catch(() => {});
      }),
    );
  }

  #memory(): string {
    return join(this.#options.runDirectory, "cluster", "disturbances.json");
  }

  async #recall(): Promise<void> {
    const told = await readFile(this.#memory(), "utf8").catch(() => null);
    if (told === null) return;
    const { cuts, delays, paused } = JSON.parse(told) as Remembered;
    replace(this.#cuts, cuts);
    replace(this.#delays, delays);
    for (const [name, state] of this.#states) {
      if (state !== "down") this.#states.set(name, paused.includes(name) ? "paused" : "running");
    }
  }

  async #remember(): Promise<void> {
    if (!this.#kept) return;
    const paused = [...this.#states].filter(([, state]) => state === "paused").map(([name]) => name);
    const remembered: Remembered = { cuts: [...this.#cuts], delays: [...this.#delays], paused };
    await writeAtomically(this.#memory(), JSON.stringify(remembered));
  }

  /** Resolves to its exit status. */
  async #end(
    name: NodeName,
    happened: "killed" | "stopped",
    ask: (container: Docker.Container) => Promise<unknown>,
  ): Promise<number> {
    this.#ending.add(name);
    try {
      const container = this.#container(name);
      const [{ StatusCode: status }] = await Promise.all([container.wait(), ask(container)]).catch((error) =>
        this.#refuse(name, happened, error),
      );
      this.#addresses.delete(name);
      if (happened === "stopped" && status === KILLED) {
        this.#setState(name, "down", "killed", `its shutdown took longer than ${STOP_SECONDS_MAX} s`);
      } else {
        this.#setState(name, "down", happened);
      }
      return status;
    } finally {
      this.#ending.delete(name);
    }
  }

  /** Docker refused because the container has exited by itself; its `die` event has not arrived yet, so this reports the exit. */
  async #refuse(name: NodeName, happened: string, error: unknown): Promise<never> {
    if (![ALREADY_SO, CONFLICT, NOT_THERE].includes(statusOf(error) ?? 0)) throw error;
    if (this.#states.get(name) !== "down") this.#reportDeath(name);
    throw new InfrastructureError(`${name} cannot be ${happened}: it has died by itself`, { cause: error });
  }

  async #resume(name: NodeName): Promise<void> {
    if (this.#disposed) return;
    await this.#exclusively(async () => {
      if (this.#states.get(name) !== "paused") return;
      await this.#container(name)
        .kill({ signal: "SIGCONT" })
        .catch((error) => this.#refuse(name, "resumed", error));
      this.#setState(name, "running", "resumed");
      await this.#remember();
    });
  }

  async #writeAll(names: ReadonlySet<NodeName>): Promise<void> {
    await this.#remember();
    const members = new Set(membersOf(this).map(({ name }) => name));
    const up = [...names].filter((name) => members.has(name) && this.#states.get(name) !== "down");
    const written = await Promise.allSettled(up.map((name) => this.#write(name)));
    // Nothing is being written any more when it is told that something could not be.
    for (const write of written) if (write.status === "rejected") throw write.reason;
  }

  /** Makes one node's namespace hold what it has to. */
  #write(name: NodeName): Promise<void> {
    const before = this.#writing.get(name) ?? Promise.resolve();
    const done = before.then(async () => {
      try {
        await this.#runInNamespace(
          name,
          scriptFor(name, { cuts: this.#cuts, delays: this.#delays }, this.#addresses),
        );
      } catch (error) {
        await this.#noticeEnd(name);
        // A node that went down meanwhile took its namespace with it; `start` writes into the new one.
        if (this.#states.get(name) !== "down" && !this.#ending.has(name)) throw error;
      }
    });
    this.#writing.set(
      name,
      done.catch(() => {}),
    );
    return done;
  }

  async #runInNamespace(name: NodeName, script: string): Promise<void> {
    const { docker } = this.#options;
    const sidecar = docker.getContainer(this.#containers.get(name)!.sidecar);
    const stream = await sidecar.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    });
    const out = new PassThrough();
    docker.modem.demuxStream(stream, out, out);
    stream.once("end", () => out.end());
    const said = text(out);
    await sidecar.start();
    stream.end(`${script}\n`);
    const { StatusCode: status } = await sidecar.wait();
    if (status === 0) return;
    throw new InfrastructureError(`the network of ${name} could not be changed: ${(await said).trim()}`, {
      remedy: "`chaos doctor` lists everything that the engine and the kernel lack",
    });
  }

  /** Resolves to when the container was started, in milliseconds since the epoch. */
  async #learnAddress(name: NodeName): Promise<number> {
    const { NetworkSettings: settings, State: state } = await this.#container(name).inspect();
    const address = Object.values(settings.Networks)[0]?.IPAddress;
    if (address) this.#addresses.set(name, address);
    return Date.parse(state.StartedAt);
  }

  /** `since`: seconds since the epoch. Ends by itself with the container. */
  async #followLog(name: NodeName, since: string): Promise<void> {
    const { docker } = this.#options;
    const stream = await this.#container(name).logs({
      follow: true,
      stdout: true,
      stderr: true,
      since: since as unknown as number,
    });
    const log = appendTo(await this.logs(name));
    const journal =
      name === PROXY_NAME ? appendTo(join(this.#options.runDirectory, PROXY_JOURNAL)) : undefined;
    docker.modem.demuxStream(stream, journal ?? log, log);
    for (const end of ["end", "error"]) {
      stream.once(end, () => {
        log.end();
        journal?.end();
      });
    }
  }

  async #watch(): Promise<void> {
    const { docker, run } = this.#options;
    const events = await docker.getEvents({
      filters: { type: ["container"], event: ["die"], label: [`${RUN_LABEL}=${run}`] },
    });
    this.#events = events;
    let rest = "";
    events.setEncoding("utf8");
    events.on("data", (chunk) => {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") this.#onDie(JSON.parse(line).Actor.Attributes[NODE_LABEL]);
    });
    const gone = () => {
      if (this.#disposed) return;
      this.#deaths.lost(
        new InfrastructureError("the Docker engine went away, and the cluster with it", {
          remedy:
            "look at its log (journalctl -u docker); when it is back, `chaos clean` removes the remains",
        }),
      );
    };
    events.once("end", gone);
    events.once("error", gone);
    events.once("close", gone);
  }

  #stopWatching(): void {
    this.#events?.removeAllListeners();
    this.#events?.on("error", () => {});
    (this.#events as { destroy?(): void } | undefined)?.destroy?.();
  }

  /** `name`: undefined for a sidecar. */
  #onDie(name: NodeName | undefined): void {
    if (name === undefined || this.#disposed || this.#ending.has(name)) return;
    if (!this.#containers.has(name)) this.#endedEarly.add(name);
    else void this.#noticeEnd(name);
  }

  /** Whether a node that is taken to be up has ended without being asked to. */
  async #noticeEnd(name: NodeName): Promise<void> {
    const isTakenToBeUp = () =>
      !this.#disposed && !this.#ending.has(name) && this.#states.get(name) !== "down";
    // The `die` event of a stop that was asked for may arrive after the stop call returned, and even after the next start.
    if (!isTakenToBeUp()) return;
    const state = await this.#stateOf(name);
    if (state !== undefined && !state?.Running && isTakenToBeUp()) this.#reportDeath(name);
  }

  /** Reports a node that went down without being asked to. */
  #reportDeath(name: NodeName): void {
    this.#states.set(name, "down");
    this.#addresses.delete(name);
    this.#deaths.announce(
      name,
      async () => `${await this.#reason(name)}; ${await this.#lastLines(name)}`,
      (detail) => this.#options.onNode(name, "died", detail),
    );
  }

  async #reason(name: NodeName): Promise<string> {
    const state = await this.#stateOf(name);
    if (!state) return "its container is gone";
    return state.OOMKilled ? "killed by the kernel, out of memory" : `exit code ${state.ExitCode}`;
  }

  /** As the engine has it; null for a container that was removed, undefined where no engine answers. */
  #stateOf(name: NodeName) {
    return this.#container(name)
      .inspect()
      .then(({ State }) => State)
      .catch((error) => (statusOf(error) === NOT_THERE ? null : undefined));
  }

  async #lastLines(name: NodeName): Promise<string> {
    // Of a container that was removed, the part of its log that was followed until then.
    const log =
      (await this.#containerLog(name, { tail: 40 })) ||
      (await readFile(await this.logs(name), "utf8").catch(() => ""));
    return lastLines(log);
  }

  /** Replaces the part of the log that was followed with the whole log. */
  async #saveLog(name: NodeName): Promise<void> {
    const path = await this.logs(name);
    const log = await this.#containerLog(name);
    const followedBytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    // An engine that rotates its logs has less.
    if (Buffer.byteLength(log) > followedBytes) await writeFile(path, log);
  }

  /** What the engine has of the node's log; nothing for a container that was removed. */
  #containerLog(name: NodeName, options: { readonly tail?: number } = {}): Promise<string> {
    // The proxy's standard output is its journal.
    return this.#readLog(name, { stdout: name !== PROXY_NAME, stderr: true, ...options }).catch(() => "");
  }

  async #readLog(
    name: NodeName,
    options: { readonly stdout: boolean; readonly stderr: boolean; readonly tail?: number },
  ): Promise<string> {
    const { docker } = this.#options;
    const out = new PassThrough();
    const said = text(out);
    const log = await this.#container(name).logs({ follow: false, ...options });
    const through = new PassThrough();
    docker.modem.demuxStream(through, out, out);
    through.end(log);
    through.once("end", () => out.end());
    return said;
  }

  /** A published port takes connections whether or not anything listens behind it: so ask something. */
  async #answers(node: ClusterNode): Promise<boolean> {
    const quorum = quorumOf(node.kind);
    if (quorum !== undefined) return quorum.answers(node);
    if (node.kind === "registry") return (await registrySeen(node, this.#options.signal)) === null;
    try {
      await using admin = await Admin.connect(node.client, { answerMsMax: 1_000 });
      await admin.brokers();
      return true;
    } catch {
      return false;
    }
  }

  #setState(
    name: NodeName,
    state: State,
    happened: Parameters<ProvisionOptions["onNode"]>[1],
    detail?: string,
  ): void {
    this.#states.set(name, state);
    this.#options.onNode(name, happened, detail);
  }

  /** A fault that finds nothing to do must not pass for one that struck. */
  #mustBeUp(name: NodeName, what: string): void {
    if (this.#states.get(name) === "down") {
      throw new InfrastructureError(`${name} cannot be ${what}: it is down already`);
    }
  }

  #node(name: NodeName): ClusterNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  #container(name: NodeName): Docker.Container {
    return this.#options.docker.getContainer(this.#containers.get(name)!.id);
  }
}

export function noNetem(): InfrastructureError {
  return new InfrastructureError("this kernel cannot delay packets: it has no netem (tc says so)", {
    remedy: "load it (modprobe sch_netem), or run with --engine local, whose links need no kernel for that",
  });
}

function appendTo(path: string): WriteStream {
  return createWriteStream(path, { flags: "a" }).on("error", () => {});
}

function replace<Key, Value>(map: Map<Key, Value>, entries: Iterable<readonly [Key, Value]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Different in every process that disturbs the same cluster. */
function tokenOf(): string {
  return crypto.randomUUID();
}
