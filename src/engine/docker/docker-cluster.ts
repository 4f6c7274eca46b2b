/** A running cluster of containers: the primitives of Cluster, carried out through the Docker API. */
import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { InfrastructureError } from "../../errors.js";
import { Connection } from "../../protocol/index.js";
import { waitFor } from "../../wait.js";
import {
  type ClusterNode,
  type KeptCluster,
  type Link,
  type LinkDelay,
  type NodeDeath,
  type NodeName,
  type ProvisionOptions,
  type Undo,
  zookeepersOf,
} from "../engine.js";
import { isRegistered } from "../zookeeper-sessions.js";
import { labelsOf, NODE_LABEL, RUN_LABEL } from "./reap.js";
import { type Disturbances, placesOf, scriptFor, touchedByDelay } from "./rules.js";

const START_MS_MAX = 90_000;
/** A broker that is cut off cannot finish its controlled shutdown; after this long it is killed. */
const STOP_SECONDS_MAX = 30;
/** SIGKILL, as an exit status. */
const KILLED = 137;

/** Token of the delays that belong to the cluster, not to a fault. */
const DISTANCE = "distance";

type State = "running" | "paused" | "down";

export interface DockerClusterOptions {
  readonly docker: Docker;
  /** Value of the label `chaos.run`. */
  readonly run: string;
  readonly nodes: readonly ClusterNode[];
  readonly versions: { readonly kafka: string; readonly java: string };
  /** Has sh and nft. */
  readonly networkImage: string;
  readonly hasNetem: boolean;
  readonly runDirectory: string;
  readonly signal: AbortSignal;
  readonly onNode: ProvisionOptions["onNode"];
  /** Writes down what another process needs to take it up. */
  readonly onKeep: () => Promise<void>;
  /** Lets go of the cluster: `keeping` it, or taking it down. */
  readonly dispose: (keeping: boolean) => Promise<void>;
}

interface Container {
  readonly id: string;
  readonly sidecar: string;
}

export class DockerCluster implements KeptCluster {
  readonly engine = "docker";
  readonly deaths: NodeDeath[] = [];
  readonly nodes: readonly ClusterNode[];
  readonly versions: DockerClusterOptions["versions"];
  readonly #options: DockerClusterOptions;
  readonly #states = new Map<NodeName, State>();
  /** Nodes whose exit was asked for. */
  readonly #ending = new Set<NodeName>();
  /** Nodes that ended before it was known which containers there are. */
  readonly #endedEarly = new Set<NodeName>();
  readonly #starting = new Map<NodeName, Promise<void>>();
  readonly #containers = new Map<NodeName, Container>();
  readonly #addresses = new Map<NodeName, string>();
  #disturbances: {
    cuts: Map<string, readonly Link[]>;
    delays: Map<string, { links: readonly Link[]; delay: LinkDelay }>;
  } = {
    cuts: new Map(),
    delays: new Map(),
  };
  /** One at a time for each namespace: the last script written is the one that holds. */
  readonly #writing = new Map<NodeName, Promise<void>>();
  readonly #broken = new AbortController();
  #events: NodeJS.ReadableStream | undefined;
  #disposed = false;
  #kept = false;

  constructor(options: DockerClusterOptions) {
    this.#options = options;
    this.nodes = options.nodes;
    this.versions = options.versions;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Finds the run's containers, and watches them from here on. */
  async meet(): Promise<void> {
    const { docker, run } = this.#options;
    await this.#watch();
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
    const missing = this.nodes.filter(({ name }) => !this.#containers.has(name));
    if (missing.length > 0) {
      throw new InfrastructureError(
        `there is no container for ${missing.map(({ name }) => name).join(", ")}`,
      );
    }
  }

  /** Says that nodes are up, and has the logs of their containers written to files. One that is down has died already. */
  async welcome(): Promise<void> {
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        this.#options.onNode(name, "started");
        await this.#followLog(name, "0");
        if (this.#states.get(name) === "down" && this.deaths.every(({ node }) => node !== name)) {
          await this.#mourn(name);
        }
      }),
    );
  }

  /**
   * Makes the sidecars that will write into the nodes' namespaces. Only made, not started: starting one that is there
   * takes a third of the time, and a cut has to be quick.
   */
  async makeSidecars(): Promise<void> {
    const { docker, networkImage, run } = this.#options;
    await Promise.all(
      [...this.#containers].map(async ([, { id, sidecar }]) => {
        await docker.createContainer({
          name: sidecar,
          Image: networkImage,
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

  async stop(name: NodeName): Promise<Undo> {
    this.#mustBeUp(name, "stopped");
    if (this.#states.get(name) === "paused") await this.#resume(name);
    await this.#end(name, "stopped", (container) => container.stop({ t: STOP_SECONDS_MAX }));
    return () => this.start(name);
  }

  start(name: NodeName): Promise<void> {
    // Whoever else wants it to start waits for the same start.
    const starting = this.#starting.get(name) ?? this.#start(name).finally(() => this.#starting.delete(name));
    this.#starting.set(name, starting);
    return starting;
  }

  async #start(name: NodeName): Promise<void> {
    if (this.#disposed || this.#states.get(name) !== "down") return;
    const node = this.#node(name);
    const { signal } = this.#options;
    if (node.kind === "broker") {
      const zookeepers = zookeepersOf(this);
      await waitFor(
        async () => {
          const registered = await isRegistered(node, zookeepers);
          if (registered === null) return { done: false, seen: "no ZooKeeper answering" };
          return registered ? { done: false, seen: "it still there" } : { done: true, value: undefined };
        },
        {
          what: `the session of ${name} before it went down to expire`,
          limitMs: START_MS_MAX,
          everyMs: 100,
          signal,
        },
      );
    }
    this.#states.set(name, "running");
    try {
      await this.#container(name).start();
    } catch (cause) {
      this.#states.set(name, "down");
      throw new InfrastructureError(`${name} could not be started again: ${(cause as Error).message}`, {
        cause,
      });
    }
    this.#options.onNode(name, "started");
    // By the engine's clock, which need not be this machine's.
    const startedAt = await this.#learnAddress(name);
    await this.#followLog(name, (startedAt / 1000).toFixed(3));
    // Its namespace is a new one, and its address may be.
    await this.#writeAll(new Set(this.nodes.map((each) => each.name)));
    await waitFor(
      async () => {
        if (this.#states.get(name) === "down") {
          throw new InfrastructureError(`${name} went away while starting; ${await this.#lastLines(name)}`);
        }
        return (await this.#serves(node))
          ? { done: true, value: undefined }
          : { done: false, seen: "no answer" };
      },
      { what: `${name} to answer again`, limitMs: START_MS_MAX, everyMs: 50, signal },
    );
  }

  async pause(name: NodeName): Promise<Undo> {
    const state = this.#states.get(name);
    if (state !== "running") throw new InfrastructureError(`${name} cannot be paused: it is ${state}`);
    await this.#container(name).kill({ signal: "SIGSTOP" });
    this.#enter(name, "paused", "paused");
    await this.#remember();
    return () => this.#resume(name);
  }

  async cut(links: readonly Link[]): Promise<Undo> {
    const token = tokenOf();
    this.#disturbances.cuts.set(token, links);
    const places = new Set(placesOf(links).keys());
    try {
      await this.#writeAll(places);
    } catch (error) {
      this.#disturbances.cuts.delete(token);
      throw error;
    }
    return async () => {
      if (this.#disposed || !this.#disturbances.cuts.delete(token)) return;
      await this.#writeAll(places);
    };
  }

  delay(links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    return this.#delay(tokenOf(), links, delay);
  }

  /** What the links are like when nothing is broken: healing leaves it. */
  async makeDistant(links: readonly Link[], delay: LinkDelay): Promise<void> {
    await this.#delay(DISTANCE, links, delay);
  }

  async #delay(token: string, links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    if (!this.#options.hasNetem) throw noNetem();
    this.#disturbances.delays.set(token, { links, delay });
    const places = touchedByDelay(links);
    await this.#writeAll(places);
    return async () => {
      if (this.#disposed || !this.#disturbances.delays.delete(token)) return;
      await this.#writeAll(places);
    };
  }

  async heal(): Promise<void> {
    this.#disturbances.cuts.clear();
    for (const token of this.#disturbances.delays.keys()) {
      if (token !== DISTANCE) this.#disturbances.delays.delete(token);
    }
    await this.#writeAll(new Set(this.nodes.map(({ name }) => name)));
    const inState = (wanted: State) => this.nodes.filter(({ name }) => this.#states.get(name) === wanted);
    await Promise.all(inState("paused").map(({ name }) => this.#resume(name)));
    // Brokers need ZooKeeper to be there.
    const down = inState("down");
    for (const kind of ["zookeeper", "broker"]) {
      await Promise.all(down.filter((node) => node.kind === kind).map(({ name }) => this.start(name)));
    }
  }

  async logs(name: NodeName): Promise<string> {
    return join(this.#options.runDirectory, "logs", `${name}.log`);
  }

  disturbed(): ReadonlySet<NodeName> {
    const names = new Set<NodeName>();
    for (const [name, state] of this.#states) if (state !== "running") names.add(name);
    for (const links of this.#disturbances.cuts.values()) {
      for (const { from, to } of links) names.add(from).add(to);
    }
    return names;
  }

  async keep(): Promise<string> {
    this.#kept = true;
    await this.#remember();
    await this.#options.onKeep();
    return `chaos cluster down --run ${this.#options.runDirectory}`;
  }

  async end(): Promise<void> {
    this.#kept = false;
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    (this.#events as { destroy?(): void } | undefined)?.destroy?.();
    await this.#options.dispose(this.#kept);
  }

  /** What was done so far by whoever had this cluster before. */
  async recall(): Promise<void> {
    const told = await readFile(this.#memory(), "utf8").catch(() => null);
    if (told === null) return;
    const { cuts, delays, paused } = JSON.parse(told);
    this.#disturbances = { cuts: new Map(cuts), delays: new Map(delays) };
    for (const name of paused) if (this.#states.get(name) === "running") this.#states.set(name, "paused");
    this.#kept = true;
  }

  #memory(): string {
    return join(this.#options.runDirectory, "cluster", "disturbances.json");
  }

  async #remember(): Promise<void> {
    if (!this.#kept) return;
    const { cuts, delays } = this.#disturbances;
    const paused = [...this.#states].filter(([, state]) => state === "paused").map(([name]) => name);
    await writeFile(this.#memory(), JSON.stringify({ cuts: [...cuts], delays: [...delays], paused }));
  }

  async #end(
    name: NodeName,
    happened: "killed" | "stopped",
    ask: (container: Docker.Container) => Promise<unknown>,
  ): Promise<void> {
    this.#ending.add(name);
    try {
      const container = this.#container(name);
      const [{ StatusCode: status }] = await Promise.all([container.wait(), ask(container)]);
      this.#addresses.delete(name);
      if (happened === "stopped" && status === KILLED) {
        this.#enter(name, "down", "killed", `its shutdown took longer than ${STOP_SECONDS_MAX} s`);
      } else {
        this.#enter(name, "down", happened);
      }
    } finally {
      this.#ending.delete(name);
    }
  }

  async #resume(name: NodeName): Promise<void> {
    if (this.#disposed || this.#states.get(name) !== "paused") return;
    await this.#container(name).kill({ signal: "SIGCONT" });
    this.#enter(name, "running", "resumed");
    await this.#remember();
  }

  async #writeAll(names: ReadonlySet<NodeName>): Promise<void> {
    await this.#remember();
    const up = [...names].filter((name) => this.#states.get(name) !== "down");
    await Promise.all(up.map((name) => this.#write(name)));
  }

  /** Makes one node's namespace hold what it has to. */
  #write(name: NodeName): Promise<void> {
    const before = this.#writing.get(name) ?? Promise.resolve();
    const done = before.then(async () => {
      try {
        await this.#runInNamespace(
          name,
          scriptFor(name, this.#disturbances as Disturbances, this.#addresses),
        );
      } catch (error) {
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
      remedy: "`chaos doctor` says what the engine and the kernel lack",
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
    const file = createWriteStream(await this.logs(name), { flags: "a" });
    file.on("error", () => {});
    docker.modem.demuxStream(stream, file, file);
    stream.once("end", () => file.end());
    stream.once("error", () => file.end());
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
      this.#broken.abort(
        new InfrastructureError("the Docker engine went away, and the cluster with it", {
          remedy:
            "look at its log (journalctl -u docker); `chaos clean` removes what is left when it is back",
        }),
      );
    };
    events.once("end", gone);
    events.once("error", gone);
    events.once("close", gone);
  }

  /** `name`: undefined for a sidecar. */
  #onDie(name: NodeName | undefined): void {
    if (name === undefined || this.#disposed || this.#ending.has(name)) return;
    if (!this.#containers.has(name)) this.#endedEarly.add(name);
    // The news of an end that was asked for may come after the answer to who asked.
    else if (this.#states.get(name) !== "down") void this.#mourn(name);
  }

  /** Tells of a node that went away though nobody asked it to. */
  async #mourn(name: NodeName): Promise<void> {
    this.#states.set(name, "down");
    this.#addresses.delete(name);
    const at = new Date();
    const detail = `${await this.#reason(name)}; ${await this.#lastLines(name)}`;
    this.deaths.push({ node: name, at, detail });
    this.#enter(name, "down", "died", detail);
    this.#broken.abort(
      new InfrastructureError(`${name} died by itself: ${detail}`, {
        remedy: "its whole log is in the run directory under logs/",
      }),
    );
  }

  async #reason(name: NodeName): Promise<string> {
    const state = await this.#container(name)
      .inspect()
      .then(({ State }) => State)
      .catch(() => null);
    if (state === null) return "its container is gone";
    return state.OOMKilled ? "killed by the kernel, out of memory" : `exit code ${state.ExitCode}`;
  }

  async #lastLines(name: NodeName): Promise<string> {
    const { docker } = this.#options;
    const out = new PassThrough();
    const said = text(out);
    const log = await this.#container(name)
      .logs({ follow: false, stdout: true, stderr: true, tail: 40 })
      .catch(() => Buffer.alloc(0));
    const through = new PassThrough();
    docker.modem.demuxStream(through, out, out);
    through.end(log);
    through.once("end", () => out.end());
    // Where in Kafka's code it happened says less than what happened.
    // Of a container that somebody removed, what came of its log until then.
    const lines = ((await said) || (await readFile(await this.logs(name), "utf8").catch(() => "")))
      .trimEnd()
      .split("\n")
      .filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line))
      .slice(-3);
    return `last lines of its log: ${lines.join(" ⏎ ")}`;
  }

  /** A published port takes connections whether or not anything listens behind it: so ask something. */
  async #serves({ kind, client }: ClusterNode): Promise<boolean> {
    if (kind === "zookeeper") {
      return (await isRegistered({ id: -1 } as ClusterNode, [{ client } as ClusterNode])) !== null;
    }
    try {
      await using connection = await Connection.open({ ...client, connectTimeoutMs: 1_000 });
      await connection.request("Metadata", { topics: [] }, { timeoutMs: 1_000 });
      return true;
    } catch {
      return false;
    }
  }

  #enter(
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

/** Different in every process that disturbs the same cluster. */
function tokenOf(): string {
  return crypto.randomUUID();
}
