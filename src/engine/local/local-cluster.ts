/** A running local cluster: the primitives of Cluster, carried out by the supervisor. */
import { open, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { InfrastructureError } from "../../errors.js";
import { waitFor } from "../../wait.js";
import type { Cluster, Link, LinkDelay, NodeDeath, NodeName, ProvisionOptions, Undo } from "../engine.js";
import type { LocalNode } from "./layout.js";
import { type Supervisor, supervisorIsGone } from "./supervisor-client.js";
import { isRegistered } from "./zookeeper-sessions.js";

const START_MS_MAX = 60_000;
/** A broker that is cut off cannot finish its controlled shutdown; after this long it is killed. */
const STOP_MS_MAX = 30_000;

export interface NodeProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

type State = "running" | "paused" | "down";

interface Exit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export class LocalCluster implements Cluster {
  readonly engine = "local";
  readonly deaths: NodeDeath[] = [];
  readonly #states = new Map<NodeName, State>();
  /** Nodes whose exit was asked for. */
  readonly #ending = new Set<NodeName>();
  /** Ends of the links that each cut holds. */
  readonly #cuts = new Map<number, readonly Link[]>();
  #nextToken = 1;
  readonly #broken = new AbortController();
  #disposed = false;
  #kept = false;

  constructor(
    readonly nodes: readonly LocalNode[],
    readonly versions: Cluster["versions"],
    private readonly supervisor: Supervisor,
    private readonly processes: ReadonlyMap<NodeName, NodeProcess>,
    private readonly options: ProvisionOptions,
  ) {
    for (const { name } of nodes) this.#states.set(name, "down");
    supervisor.on("exit", this.#onExit);
    supervisor.once("gone", () => {
      if (this.#disposed) return;
      for (const { name } of this.nodes) {
        if (this.#states.get(name) !== "down") this.#enter(name, "down", "died", "with its supervisor");
      }
      this.#broken.abort(supervisorIsGone());
    });
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Starts every node at once: links to a ZooKeeper that is not up yet hold their connections. */
  async startAll(): Promise<void> {
    await Promise.all(this.nodes.map(({ name, kind }) => this.#spawn(name, kind === "zookeeper")));
  }

  async startedAll(): Promise<void> {
    await Promise.all(this.nodes.map(({ name }) => this.supervisor.request({ kind: "started", name })));
  }

  /** Kills every node and lets go of the supervisor, which another cluster may use next. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.nodes.map(({ name }) => this.#end(name, "SIGKILL")));
    this.#disposed = true;
    this.supervisor.off("exit", this.#onExit);
  }

  async kill(name: NodeName): Promise<Undo> {
    this.#mustBeUp(name, "killed");
    await this.#end(name, "SIGKILL");
    return () => this.start(name);
  }

  async stop(name: NodeName): Promise<Undo> {
    this.#mustBeUp(name, "stopped");
    if (this.#states.get(name) === "paused") await this.#resume(name);
    await this.#end(name, "SIGTERM");
    return () => this.start(name);
  }

  async start(name: NodeName): Promise<void> {
    if (this.#disposed || this.#states.get(name) !== "down") return;
    const node = this.#node(name);
    const { signal } = this.options;
    if (node.kind === "broker") {
      const zookeepers = this.nodes.filter(({ kind }) => kind === "zookeeper");
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
    await this.#spawn(name, false);
    await waitFor(
      async () => {
        if (this.#states.get(name) === "down") throw new InfrastructureError(await this.#obituary(name));
        return (await answers(node.client))
          ? { done: true, value: undefined }
          : { done: false, seen: "its port closed" };
      },
      { what: `${name} to listen again`, limitMs: START_MS_MAX, everyMs: 20, signal },
    );
  }

  async pause(name: NodeName): Promise<Undo> {
    this.#mustRun(name, "paused");
    await this.supervisor.request({ kind: "signal", name, signal: "SIGSTOP" });
    this.#enter(name, "paused", "paused");
    return () => this.#resume(name);
  }

  async cut(links: readonly Link[]): Promise<Undo> {
    const token = this.#nextToken++;
    this.#cuts.set(token, links);
    await this.supervisor.request({ kind: "cut", token, links: [...links] });
    return () => this.#heal(token);
  }

  async delay(links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    const token = this.#nextToken++;
    await this.supervisor.request({ kind: "delay", token, links: [...links], delay });
    return () => this.#heal(token);
  }

  async logs(name: NodeName): Promise<string> {
    return this.#process(name).log;
  }

  disturbed(): ReadonlySet<NodeName> {
    const names = new Set<NodeName>();
    for (const [name, state] of this.#states) if (state !== "running") names.add(name);
    for (const links of this.#cuts.values()) {
      for (const { from, to } of links) names.add(from).add(to);
    }
    return names;
  }

  async keep(): Promise<string> {
    this.#kept = true;
    return "chaos clean";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#kept) return this.supervisor.release();
    await this.supervisor[Symbol.asyncDispose]();
    await rm(join(this.options.runDirectory, "cluster"), { recursive: true, force: true });
  }

  async #spawn(name: NodeName, starting: boolean): Promise<void> {
    const { command, args, env, log } = this.#process(name);
    await this.supervisor.spawn({ name, command, args: [...args], env: { ...env }, log, starting });
    this.#enter(name, "running", "started");
  }

  async #end(name: NodeName, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    if (this.#states.get(name) === "down") return;
    this.#ending.add(name);
    const send = (wanted: NodeJS.Signals) =>
      this.supervisor.request({ kind: "signal", name, signal: wanted });
    let forced = false;
    const patience = setTimeout(() => {
      forced = true;
      send("SIGKILL").catch(() => {});
    }, STOP_MS_MAX);
    try {
      await Promise.all([this.supervisor.exitOf(name), send(signal)]);
    } finally {
      clearTimeout(patience);
      this.#ending.delete(name);
    }
    if (forced) this.#enter(name, "down", "killed", `its shutdown took longer than ${STOP_MS_MAX / 1000} s`);
    else this.#enter(name, "down", signal === "SIGKILL" ? "killed" : "stopped");
  }

  async #resume(name: NodeName): Promise<void> {
    if (this.#disposed || this.#states.get(name) !== "paused") return;
    await this.supervisor.request({ kind: "signal", name, signal: "SIGCONT" });
    this.#enter(name, "running", "resumed");
  }

  async #heal(token: number): Promise<void> {
    if (this.#disposed) return;
    this.#cuts.delete(token);
    await this.supervisor.request({ kind: "heal", token });
  }

  #enter(
    name: NodeName,
    state: State,
    happened: Parameters<ProvisionOptions["onNode"]>[1],
    detail?: string,
  ): void {
    this.#states.set(name, state);
    this.options.onNode(name, happened, detail);
  }

  readonly #onExit = async ({ name, code, signal }: Exit): Promise<void> => {
    if (this.#disposed || this.#ending.has(name) || !this.#states.has(name)) return;
    // At once: whoever wants to kill it from here on must not wait for an exit that has been.
    this.#states.set(name, "down");
    this.#died(name, `${signal === null ? `exit code ${code}` : signal}; ${await this.#lastLines(name)}`);
  };

  #died(name: NodeName, detail: string): void {
    this.deaths.push({ node: name, at: new Date(), detail });
    this.#enter(name, "down", "died", detail);
    this.#broken.abort(
      new InfrastructureError(`${name} died by itself: ${detail}`, {
        remedy: "its whole log is in the run directory under logs/",
      }),
    );
  }

  async #obituary(name: NodeName): Promise<string> {
    return `${name} went away while starting; ${await this.#lastLines(name)}`;
  }

  async #lastLines(name: NodeName): Promise<string> {
    const text = (await tail(this.#process(name).log)).trimEnd();
    // Where in Kafka's code it happened says less than what happened.
    const lines = text
      .split("\n")
      .filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line))
      .slice(-3);
    return `last lines of its log: ${lines.join(" ⏎ ")}`;
  }

  /** A fault that finds nothing to do must not pass for one that struck. */
  #mustBeUp(name: NodeName, what: string): void {
    if (this.#states.get(name) === "down") {
      throw new InfrastructureError(`${name} cannot be ${what}: it is down already`);
    }
  }

  #mustRun(name: NodeName, what: string): void {
    const state = this.#states.get(name);
    if (state !== "running") throw new InfrastructureError(`${name} cannot be ${what}: it is ${state}`);
  }

  #node(name: NodeName): LocalNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  #process(name: NodeName): NodeProcess {
    return this.processes.get(name)!;
  }
}

/** Whether something accepts connections there. */
export function answers(address: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: 1_000 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
  });
}

/** The last 64 KiB of a file; empty when there is none. */
export async function tail(path: string): Promise<string> {
  const handle = await open(path, "r").catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 64 * 1024);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    await handle.close();
  }
}
