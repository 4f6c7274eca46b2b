/**
 * A running local cluster: the primitives of Cluster, carried out by the supervisor. The supervisor alone knows what
 * runs and what is being done to it, so that the runner and any number of processes that came later see the same.
 */
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { quorumIn, quorumMembersOf, untilMayStart } from "../../cluster/metadata/quorums.js";
import {
  brokersOf,
  type ClusterNode,
  type Link,
  type LinkDelay,
  type NodeName,
} from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { shellWord } from "../../shell-word.js";
import { waitFor } from "../../wait.js";
import { Deaths } from "../deaths.js";
import type {
  Cluster,
  Interception,
  KeptCluster,
  NodeDeath,
  ProvisionOptions,
  Stopped,
  Undo,
} from "../engine.js";
import { lastLines } from "../last-lines.js";
import { noProxy, PROXY_JOURNAL, type ProxyControl } from "../proxy-node.js";
import { accepts } from "../tcp-probe.js";
import { socketPath, writeRecord } from "./attach-record.js";
import { filesOfRun, removeRunFiles } from "./run-files.js";
import { type Supervisor, SupervisorError, supervisorIsGone } from "./supervisor-client.js";

const START_MS_MAX = 60_000;
/** A broker that is cut off cannot finish its controlled shutdown; after this long it is killed. */
const STOP_MS_MAX = 30_000;

export interface NodeProcess {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it writes what it was told no place for. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

type State = "running" | "paused" | "down";

interface Exit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly asked: boolean;
}

export interface LocalClusterOptions extends Pick<ProvisionOptions, "runDirectory" | "signal" | "onNode"> {
  /** It was left running before, by another process; disposing of it then changes nothing. */
  readonly kept: boolean;
  /** Where the run's record is. */
  readonly cache: string;
  /** Null: none stands beside the brokers. */
  readonly proxy: ProxyControl | null;
}

export class LocalCluster implements KeptCluster {
  readonly engine = "local";
  readonly #deaths = new Deaths();
  #disposed = false;
  #kept: boolean;

  constructor(
    readonly nodes: readonly ClusterNode[],
    readonly versions: Cluster["versions"],
    private readonly supervisor: Supervisor,
    private readonly processes: ReadonlyMap<NodeName, NodeProcess>,
    private readonly options: LocalClusterOptions,
  ) {
    this.#kept = options.kept;
    supervisor.on("exit", this.#onExit);
    supervisor.once("gone", () => {
      if (this.#disposed) return;
      for (const { name } of this.nodes) {
        if (this.#stateOf(name) !== "down") this.options.onNode(name, "died", "with its supervisor");
      }
      this.#deaths.lost(supervisorIsGone());
    });
  }

  get deaths(): readonly NodeDeath[] {
    return this.#deaths.all;
  }

  get broken(): AbortSignal {
    return this.#deaths.broken;
  }

  /**
   * Starts every node at once. A broker whose connection to the metadata quorum is refused waits a second before it tries
   * again, and a member that listens but does not serve yet refuses: so these links hold what they are given until it
   * serves.
   */
  async startAll(): Promise<void> {
    const [quorum, members] = [quorumIn(this), quorumMembersOf(this)];
    const links = brokersOf(this).flatMap((from) => members.map((to) => ({ from: from.name, to: to.name })));
    const open = await this.cut(links);
    await Promise.all(this.nodes.map(({ name, kind }) => this.#spawn(name, kind === quorum.kind)));
    const signal = AbortSignal.any([this.options.signal, this.broken]);
    await Promise.all(
      members.map((member) =>
        waitFor(
          async () =>
            (await quorum.serves(member))
              ? { done: true, value: undefined }
              : { done: false, seen: "no answer" },
          { what: `${member.name} to serve`, limitMs: START_MS_MAX, everyMs: 10, signal },
        ),
      ),
    );
    await open();
  }

  async startedAll(): Promise<void> {
    await Promise.all(this.nodes.map(({ name }) => this.supervisor.request({ kind: "started", name })));
  }

  /** Kills every node and lets go of the supervisor, which another cluster may use next. */
  async killAll(): Promise<void> {
    await Promise.allSettled([
      ...this.nodes.map(({ name }) => this.#end(name, "SIGKILL")),
      this.supervisor.request({ kind: "heal-all" }),
    ]);
    this.#disposed = true;
    this.supervisor.off("exit", this.#onExit);
    await this.#deaths.described();
  }

  async kill(name: NodeName): Promise<Undo> {
    this.#mustBeUp(name, "killed");
    await this.#end(name, "SIGKILL");
    return () => this.start(name);
  }

  async stop(name: NodeName): Promise<Stopped> {
    this.#mustBeUp(name, "stopped");
    if (this.#stateOf(name) === "paused") await this.#resume(name);
    const hadToBeKilled = await this.#end(name, "SIGTERM");
    return { undo: () => this.start(name), killedAfterMs: hadToBeKilled ? STOP_MS_MAX : null };
  }

  async start(name: NodeName): Promise<void> {
    if (this.#disposed || this.#stateOf(name) !== "down") return;
    const node = this.#node(name);
    const { signal } = this.options;
    if (node.kind === "broker") {
      // Another process may want it back as well, and be faster.
      const isUp = () => this.#stateOf(name) !== "down";
      await untilMayStart(node, this, { isUp, limitMs: START_MS_MAX, signal });
    }
    await this.#spawn(name, false);
    await waitFor(
      async () => {
        if (this.#stateOf(name) === "down") throw new InfrastructureError(await this.#whyItEnded(name));
        return (await accepts(node.client))
          ? { done: true, value: undefined }
          : { done: false, seen: "its port closed" };
      },
      { what: `${name} to listen again`, limitMs: START_MS_MAX, everyMs: 20, signal },
    );
  }

  async pause(name: NodeName): Promise<Undo> {
    this.#mustRun(name, "paused");
    await this.supervisor.request({ kind: "signal", name, signal: "SIGSTOP" });
    this.options.onNode(name, "paused");
    return () => this.#resume(name);
  }

  async cut(links: readonly Link[]): Promise<Undo> {
    const token = await this.supervisor.request({ kind: "cut", links });
    return () => this.#undo(token!);
  }

  async delay(links: readonly Link[], delay: LinkDelay): Promise<Undo> {
    const token = await this.supervisor.request({ kind: "delay", links, delay, lasting: false });
    return () => this.#undo(token!);
  }

  async intercept(interception: Interception): Promise<Undo> {
    const { proxy } = this.options;
    if (proxy === null) throw noProxy();
    const disarm = await proxy.arm(interception);
    return async () => {
      if (!this.#disposed) await disarm();
    };
  }

  async heal(): Promise<void> {
    await this.supervisor.request({ kind: "heal-all" });
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        await this.#resume(name);
        await this.start(name);
      }),
    );
    await this.options.proxy?.disarmAll();
  }

  async logs(name: NodeName): Promise<string> {
    return this.#process(name).log;
  }

  async proxyJournal(): Promise<string | null> {
    const { proxy, runDirectory, signal } = this.options;
    if (proxy === null) return null;
    await proxy.untilQuiet(signal);
    return join(runDirectory, PROXY_JOURNAL);
  }

  disturbed(): ReadonlySet<NodeName> {
    return new Set([...this.notRunning(), ...this.cutLinks().flatMap(({ from, to }) => [from, to])]);
  }

  notRunning(): ReadonlySet<NodeName> {
    const names = this.nodes.map(({ name }) => name);
    return new Set(names.filter((name) => this.#stateOf(name) !== "running"));
  }

  cutLinks(): readonly Link[] {
    return this.supervisor.state.cut;
  }

  async keep(): Promise<string> {
    const { supervisor, processes, nodes, versions } = this;
    const { runDirectory } = this.options;
    if (!this.#kept) {
      const socket = socketPath(runDirectory, supervisor.pid!);
      await supervisor.request({ kind: "keep", socket });
      await writeRecord(runDirectory, {
        socket,
        versions,
        nodes: [...nodes],
        processes: Object.fromEntries(processes),
      });
      this.#kept = true;
    }
    return `chaos cluster down --run ${shellWord(runDirectory)}`;
  }

  async end(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#deaths.described();
    await this.supervisor.end();
    // A supervisor that was killed has not done so.
    const { runDirectory, cache } = this.options;
    await removeRunFiles(filesOfRun(resolve(runDirectory), cache));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#kept) return this.end();
    if (this.#disposed) return;
    this.#disposed = true;
    this.supervisor.release();
  }

  async #spawn(name: NodeName, starting: boolean): Promise<void> {
    const { command, args, cwd, env, log } = this.#process(name);
    // Before the answer: the end of a process that ends at once may be told first.
    this.options.onNode(name, "started");
    try {
      await this.supervisor.spawn({ name, command, args: [...args], cwd, env: { ...env }, log, starting });
    } catch (error) {
      if (!(error instanceof SupervisorError && error.code === "EEXIST")) throw error;
    }
  }

  /** Resolves to whether it was asked to shut down and had to be killed. */
  async #end(name: NodeName, signal: "SIGKILL" | "SIGTERM"): Promise<boolean> {
    if (this.#stateOf(name) === "down") return false;
    const { onNode } = this.options;
    const send = (wanted: NodeJS.Signals) =>
      this.supervisor.request({ kind: "signal", name, signal: wanted });
    const patience = setTimeout(() => void send("SIGKILL").catch(() => {}), STOP_MS_MAX);
    try {
      const [exit] = await Promise.all([this.supervisor.exitOf(name), send(signal)]);
      const happened = signal === "SIGKILL" ? "killed" : "stopped";
      if (!exit.asked) {
        throw new InfrastructureError(`${name} cannot be ${happened}: it has died by itself`);
      }
      const hadToBeKilled = signal === "SIGTERM" && exit.signal === "SIGKILL";
      if (hadToBeKilled) onNode(name, "killed", `its shutdown took longer than ${STOP_MS_MAX / 1000} s`);
      else onNode(name, happened);
      return hadToBeKilled;
    } finally {
      clearTimeout(patience);
    }
  }

  async #resume(name: NodeName): Promise<void> {
    if (this.#disposed || this.#stateOf(name) !== "paused") return;
    await this.supervisor.request({ kind: "signal", name, signal: "SIGCONT" });
    this.options.onNode(name, "resumed");
  }

  async #undo(token: number): Promise<void> {
    if (this.#disposed) return;
    await this.supervisor.request({ kind: "heal", token });
  }

  #stateOf(name: NodeName): State {
    const { running, paused } = this.supervisor.state;
    if (!running.includes(name)) return "down";
    return paused.includes(name) ? "paused" : "running";
  }

  readonly #onExit = ({ name, code, signal, asked }: Exit): void => {
    if (this.#disposed || asked || !this.processes.has(name)) return;
    this.#deaths.announce(
      name,
      async () => `${signal === null ? `exit code ${code}` : signal}; ${await this.#lastLines(name)}`,
      (detail) => this.options.onNode(name, "died", detail),
    );
  };

  async #whyItEnded(name: NodeName): Promise<string> {
    return `${name} went away while starting; ${await this.#lastLines(name)}`;
  }

  async #lastLines(name: NodeName): Promise<string> {
    return lastLines(await tail(this.#process(name).log));
  }

  /** A fault that finds nothing to do must not pass for one that struck. */
  #mustBeUp(name: NodeName, what: string): void {
    if (this.#stateOf(name) === "down") {
      throw new InfrastructureError(`${name} cannot be ${what}: it is down already`);
    }
  }

  #mustRun(name: NodeName, what: string): void {
    const state = this.#stateOf(name);
    if (state !== "running") throw new InfrastructureError(`${name} cannot be ${what}: it is ${state}`);
  }

  #node(name: NodeName): ClusterNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  #process(name: NodeName): NodeProcess {
    return this.processes.get(name)!;
  }
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
