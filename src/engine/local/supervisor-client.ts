/** The runner's end of the channel to its supervisor. */
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InfrastructureError } from "../../errors.js";
import type { Answer, Notice, Request } from "./supervisor-protocol.js";

/** A request the supervisor could not carry out; `code` is the system's (EADDRINUSE, ENOENT, …). */
export class SupervisorError extends Error {
  override name = "SupervisorError";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Events {
  exit: [notice: Notice & { kind: "exit" }];
  line: [notice: Notice & { kind: "line" }];
  /** The supervisor itself went away, and with it all it owned. */
  gone: [];
}

export class Supervisor extends EventEmitter<Events> implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, { resolve(value: number | null): void; reject(error: Error): void }>();
  readonly #pids = new Map<string, number>();
  #nextId = 1;
  #gone = false;

  private constructor(process: ChildProcess) {
    super();
    // Ending a cluster waits for every node at once.
    this.setMaxListeners(0);
    this.#process = process;
    process.on("message", (message: Answer | Notice) => this.#receive(message));
    process.once("exit", () => this.#left());
    // Comes again for each request that finds the channel closed.
    process.on("error", () => this.#left());
  }

  /** `log`: where the supervisor's own complaints go; empty unless something is wrong with it. */
  static async start(options: { runDirectory: string; seed: number; log: string }): Promise<Supervisor> {
    const out = openSync(options.log, "a");
    const child = fork(
      fileURLToPath(new URL("./supervisor.js", import.meta.url)),
      [options.runDirectory, String(options.seed), String(process.pid)],
      // Detached: a Ctrl-C at the terminal must not reach it before the runner has decided what to do.
      { detached: true, stdio: ["ignore", out, out, "ipc"], execArgv: [] },
    );
    closeSync(out);
    await once(child, "spawn");
    return new Supervisor(child);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  request(request: Request): Promise<number | null> {
    if (this.#gone) return Promise.reject(supervisorIsGone());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#process.send({ id, request });
    });
  }

  /** Resolves to the pid. */
  async spawn(request: Omit<Request & { kind: "spawn" }, "kind">): Promise<number> {
    const pid = (await this.request({ kind: "spawn", ...request }))!;
    this.#pids.set(request.name, pid);
    return pid;
  }

  /** Runs a process to its end; resolves to its exit code (null: it was killed). */
  async run(
    request: Omit<Request & { kind: "spawn" }, "kind" | "starting" | "log">,
    { onLine, signal }: { onLine(line: string): void; signal: AbortSignal },
  ): Promise<number | null> {
    const kill = () =>
      void this.request({ kind: "signal", name: request.name, signal: "SIGKILL" }).catch(() => {});
    const lines = (notice: Notice & { kind: "line" }) => {
      if (notice.name === request.name) onLine(notice.line);
    };
    signal.throwIfAborted();
    this.on("line", lines);
    signal.addEventListener("abort", kill);
    try {
      const [code] = await Promise.all([
        this.exitOf(request.name),
        this.spawn({ ...request, starting: false, log: null }),
      ]);
      return code;
    } finally {
      this.off("line", lines);
      signal.removeEventListener("abort", kill);
    }
  }

  /** The exit code of a process that is still there (null: it was killed); rejects when the supervisor goes first. */
  exitOf(name: string): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const done = () => this.off("exit", onExit).off("gone", onGone);
      const onExit = (notice: Notice & { kind: "exit" }) => {
        if (notice.name !== name) return;
        done();
        resolve(notice.code);
      };
      const onGone = () => {
        done();
        reject(supervisorIsGone());
      };
      this.on("exit", onExit).on("gone", onGone);
    });
  }

  /** Lets the supervisor and all it owns outlive this process. */
  async release(): Promise<void> {
    await this.request({ kind: "keep" });
    this.removeAllListeners();
    this.#process.disconnect();
    this.#process.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#gone || !this.#process.connected) return;
    this.#process.disconnect();
    if (!this.#gone) await once(this.#process, "exit");
  }

  #receive(message: Answer | Notice): void {
    if ("id" in message) {
      const waiting = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(new SupervisorError(message.code, message.message));
    } else if (message.kind === "exit") {
      this.#pids.delete(message.name);
      this.emit("exit", message);
    } else {
      this.emit("line", message);
    }
  }

  #left(): void {
    if (this.#gone) return;
    this.#gone = true;
    // Killed by force, the supervisor had no chance to end its children.
    for (const pid of this.#pids.values()) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // It was gone already.
      }
    }
    for (const { reject } of this.#pending.values()) reject(supervisorIsGone());
    this.#pending.clear();
    this.emit("gone");
  }
}

export function supervisorIsGone(): InfrastructureError {
  return new InfrastructureError("the supervisor process of this run went away, and the cluster with it", {
    remedy: "run again; if it happens again, look for the out-of-memory killer: dmesg | tail",
  });
}
