/**
 * The host of local nodes: a supervisor owns their processes and links, and this asks it. The supervisor alone knows what
 * runs and what is being done to it, so that the runner and any number of processes that came later see the same.
 */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ClusterNode, Disturbance, Link, LinkLoss, NodeName } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import type { Cluster, Undo } from "../engine.js";
import type { EndSignal, HostWatcher, NodeHost, NodeState } from "../host.js";
import { PROXY_JOURNAL } from "../proxy-node.js";
import { tail } from "../tail.js";
import { socketPath, writeRecord } from "./attach-record.js";
import { DATA } from "./layout.js";
import { beginLog } from "./node-logs.js";
import { filesOfRun, removeRunFiles } from "./run-files.js";
import { type Supervisor, SupervisorError, supervisorIsGone } from "./supervisor-client.js";
import type { Notice } from "./supervisor-protocol.js";

export interface NodeProcess {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it writes what it was told no place for. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

export interface LocalHostOptions {
  readonly nodes: readonly ClusterNode[];
  readonly versions: Cluster["versions"];
  /** Of each node. */
  readonly processes: ReadonlyMap<NodeName, NodeProcess>;
  readonly runDirectory: string;
  /** Where the run's record is. */
  readonly cache: string;
}

type Exit = Notice & { readonly kind: "exit" };

export class LocalHost implements NodeHost {
  readonly engine = "local";
  readonly nodes: readonly ClusterNode[];
  readonly versions: Cluster["versions"];
  readonly lacks = { loss: noLoss };
  readonly #processes: Map<NodeName, NodeProcess>;
  #belongsToRun = true;
  #unwatch = () => {};

  constructor(
    private readonly supervisor: Supervisor,
    private readonly options: LocalHostOptions,
  ) {
    this.nodes = options.nodes;
    this.versions = options.versions;
    this.#processes = new Map(options.processes);
  }

  watch(watcher: HostWatcher): void {
    const { supervisor } = this;
    const onExit = ({ name, code, signal, asked }: Exit) => {
      if (asked || !this.#processes.has(name)) return;
      watcher.died(name, async () => signal ?? `exit code ${code}`);
    };
    const onGone = () => watcher.lost(supervisorIsGone(), "with its supervisor");
    supervisor.on("exit", onExit).on("gone", onGone);
    this.#unwatch = () => supervisor.off("exit", onExit).off("gone", onGone);
  }

  state(node: NodeName): NodeState {
    const { running, paused } = this.supervisor.state;
    if (!running.includes(node)) return "down";
    return paused.includes(node) ? "paused" : "running";
  }

  async start(node: NodeName, { isFirst }: { readonly isFirst: boolean }): Promise<void> {
    const { command, args, cwd, env, log } = this.#process(node);
    // The members of a quorum call each other before they listen.
    const starting = isFirst && this.#isQuorumMember(node);
    try {
      await this.supervisor.spawn({
        name: node,
        command,
        args: [...args],
        cwd,
        env: { ...env },
        log,
        starting,
      });
    } catch (error) {
      if (!(error instanceof SupervisorError && error.code === "EEXIST")) throw error;
    }
  }

  /** Every node has answered: links to one that is not there refuse from here on. */
  async startedAll(): Promise<void> {
    await Promise.all(this.nodes.map(({ name }) => this.supervisor.request({ kind: "started", name })));
  }

  async end(node: NodeName, signal: EndSignal): Promise<EndSignal | null> {
    const [exit] = await Promise.all([
      this.supervisor.exitOf(node),
      this.supervisor.request({ kind: "signal", name: node, signal }),
    ]);
    if (!exit.asked) return null;
    return exit.signal === "SIGKILL" ? "SIGKILL" : "SIGTERM";
  }

  changeData<T>(node: NodeName, change: (directory: string) => Promise<T>): Promise<T> {
    return change(join(this.#process(node).cwd, DATA));
  }

  async pause(node: NodeName): Promise<boolean> {
    await this.supervisor.request({ kind: "signal", name: node, signal: "SIGSTOP" });
    return this.state(node) === "paused";
  }

  async resume(node: NodeName): Promise<boolean> {
    await this.supervisor.request({ kind: "signal", name: node, signal: "SIGCONT" });
    return this.state(node) === "running";
  }

  async disturb(links: readonly Link[], how: Exclude<Disturbance, LinkLoss>): Promise<Undo> {
    const token = await this.supervisor.request({ kind: "disturb", links, how, lasting: false });
    return async () => {
      await this.supervisor.request({ kind: "heal", token: token! });
    };
  }

  async reset(links: readonly Link[]): Promise<number> {
    return (await this.supervisor.request({ kind: "reset", links }))!;
  }

  async restoreLinks(): Promise<void> {
    await this.supervisor.request({ kind: "heal-all" });
  }

  cutLinks(): readonly Link[] {
    return this.supervisor.state.cut;
  }

  async log(node: NodeName): Promise<string> {
    return this.#process(node).log;
  }

  logTail(node: NodeName): Promise<string> {
    return tail(this.#process(node).log);
  }

  /** The proxy writes it itself, and says how many entries it has when they are written. */
  async proxyJournal(): Promise<string> {
    return join(this.options.runDirectory, PROXY_JOURNAL);
  }

  async belongTo(run: { readonly runDirectory: string; readonly seed: number } | null): Promise<void> {
    const folder =
      run === null
        ? resolve(this.options.runDirectory, "cluster", "idle")
        : resolve(run.runDirectory, "logs");
    await mkdir(folder, { recursive: true });
    for (const [name, process] of this.#processes) {
      const log = join(folder, `${name}.log`);
      await beginLog(process.log, log, { keeping: this.#belongsToRun });
      this.#processes.set(name, { ...process, log });
    }
    this.#belongsToRun = run !== null;
    if (run !== null) await this.supervisor.request({ kind: "seed", seed: run.seed });
  }

  async keep(): Promise<void> {
    const { runDirectory, nodes, versions } = this.options;
    const socket = socketPath(runDirectory, this.supervisor.pid!);
    await this.supervisor.request({ kind: "keep", socket });
    await writeRecord(runDirectory, {
      socket,
      versions,
      nodes: [...nodes],
      processes: Object.fromEntries(this.#processes),
    });
  }

  async release(): Promise<void> {
    this.supervisor.release();
  }

  async takeDown(): Promise<void> {
    await this.supervisor.end();
    // A supervisor that was killed has not done so.
    const { runDirectory, cache } = this.options;
    await removeRunFiles(filesOfRun(resolve(runDirectory), cache));
  }

  /** Leaves the supervisor to another host: what becomes of its nodes is not told any more, and their links are whole. */
  async leave(): Promise<void> {
    this.#unwatch();
    await this.restoreLinks();
  }

  #isQuorumMember(name: NodeName): boolean {
    return this.nodes.some((node) => node.name === name && node.quorum !== undefined);
  }

  #process(name: NodeName): NodeProcess {
    return this.#processes.get(name)!;
  }
}

export function noLoss(): InfrastructureError {
  return new InfrastructureError(
    "the local engine cannot lose packets: its links forward TCP streams, and no byte of a stream may be missing",
    {
      remedy:
        "run with --engine docker, on a kernel with netem; or use the fault flap, which cuts links for a moment",
    },
  );
}
