/** The near end of a channel to a supervisor: of the runner that started it, or of a process that came later. */
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InfrastructureError } from "../../errors.js";
import { withLimit } from "../../time-limit.js";
import {
  type Answer,
  type Envelope,
  type Notice,
  onMessages,
  type Request,
  type SupervisorState,
  writeMessage,
} from "./supervisor-protocol.js";

const ANSWER_MS_MAX = 5_000;

/** A request the supervisor could not carry out; `code` is the system's (EADDRINUSE, ENOENT, …). */
export class SupervisorError extends InfrastructureError {
  override name = "SupervisorError";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Events {
  state: [];
  exit: [notice: Notice & { kind: "exit" }];
  line: [notice: Notice & { kind: "line" }];
  /** The supervisor itself went away, and with it all it owned. */
  gone: [];
}

interface Pending {
  readonly request: Request;
  resolve(value: number | null): void;
  reject(error: Error): void;
}

/** What carries the messages. */
interface Channel {
  send(envelope: Envelope): void;
  /** Calls back for what the supervisor says, and once when it is not there any more. */
  listen(receive: (message: Answer | Notice) => void, gone: () => void): void;
  /** The supervisor stays, if it was told to. */
  release(): void;
}

export class Supervisor extends EventEmitter<Events> {
  /** What was told last. */
  state: SupervisorState = { running: [], paused: [], cut: [] };
  readonly #channel: Channel;
  readonly #pending = new Map<number, Pending>();
  readonly #pids = new Map<string, number>();
  #nextId = 1;
  #gone = false;

  private constructor(
    channel: Channel,
    readonly pid: number | null,
  ) {
    super();
    // Ending a cluster waits for every node at once.
    this.setMaxListeners(0);
    this.#channel = channel;
    channel.listen(
      (message) => this.#receive(message),
      () => this.#left(),
    );
  }

  /** `log`: where the supervisor's own complaints go; empty unless something is wrong with it. */
  static async start(options: {
    runDirectory: string;
    seed: number;
    log: string;
    cache: string;
  }): Promise<Supervisor> {
    const out = openSync(options.log, "a");
    const child = fork(
      fileURLToPath(new URL("./supervisor.js", import.meta.url)),
      [resolve(options.runDirectory), String(options.seed), String(process.pid), options.cache],
      // Detached: a Ctrl-C at the terminal must not reach it before the runner has decided what to do.
      { detached: true, stdio: ["ignore", out, out, "ipc"], execArgv: [] },
    );
    closeSync(out);
    await once(child, "spawn");
    return new Supervisor(overIpc(child), child.pid!);
  }

  /**
   * The supervisor of a cluster that was kept, once it has told the state of things; null when nobody is there.
   * @throws InfrastructureError when it does not answer, or the signal's reason
   */
  static async connect(path: string, signal: AbortSignal): Promise<Supervisor | null> {
    const socket = connect(path);
    let refusal: NodeJS.ErrnoException | undefined;
    socket.on("error", (error) => {
      refusal = error;
    });
    const supervisor = new Supervisor(overSocket(socket), null);
    const nobody = new AbortController();
    supervisor.once("gone", () => nobody.abort());
    using limit = withLimit(AbortSignal.any([signal, nobody.signal]), ANSWER_MS_MAX);
    try {
      await once(supervisor, "state", { signal: limit.signal });
      return supervisor;
    } catch {
      signal.throwIfAborted();
      if (refusal?.code === "EACCES") {
        throw new InfrastructureError(`permission denied at the supervisor's socket ${path}`, {
          remedy: "run the command as the user that started it",
          cause: refusal,
        });
      }
      if (nobody.signal.aborted) return null;
      socket.destroy();
      throw new InfrastructureError(`the supervisor at ${path} does not answer`, {
        remedy: "end it and its nodes: chaos clean",
      });
    }
  }

  request(request: Request): Promise<number | null> {
    if (this.#gone) return Promise.reject(supervisorIsGone());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { request, resolve, reject });
      this.#channel.send({ id, request });
    });
  }

  /** Resolves to the pid. The exit of a process that ends at once may be told before this is heard. */
  async spawn(request: Omit<Request & { kind: "spawn" }, "kind">): Promise<number> {
    return (await this.request({ kind: "spawn", ...request }))!;
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
      const [{ code }] = await Promise.all([
        this.exitOf(request.name),
        this.spawn({ ...request, starting: false, log: null }),
      ]);
      return code;
    } finally {
      this.off("line", lines);
      signal.removeEventListener("abort", kill);
    }
  }

  /** The exit of a process that is still there; rejects when the supervisor goes first. */
  exitOf(name: string): Promise<Notice & { kind: "exit" }> {
    return new Promise((resolve, reject) => {
      const done = () => this.off("exit", onExit).off("gone", onGone);
      const onExit = (notice: Notice & { kind: "exit" }) => {
        if (notice.name !== name) return;
        done();
        resolve(notice);
      };
      const onGone = () => {
        done();
        reject(supervisorIsGone());
      };
      this.on("exit", onExit).on("gone", onGone);
    });
  }

  /** Lets go of a supervisor that is kept. */
  release(): void {
    this.removeAllListeners();
    // The end of the channel is no longer the end of what was started over it.
    this.#pids.clear();
    this.#channel.release();
  }

  /** Takes down the supervisor and all it owns; resolved when it is gone. */
  async end(): Promise<void> {
    if (this.#gone) return;
    const gone = once(this, "gone");
    this.request({ kind: "end" }).catch(() => {});
    await gone;
  }

  #receive(message: Answer | Notice): void {
    if ("id" in message) {
      const waiting = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.ok && waiting?.request.kind === "spawn") {
        this.#pids.set(waiting.request.name, message.value!);
      }
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(new SupervisorError(message.code, message.message));
    } else if (message.kind === "state") {
      this.state = message.state;
      this.emit("state");
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

function overIpc(child: ChildProcess): Channel {
  return {
    send: (envelope) => void child.send(envelope),
    listen(receive, gone) {
      child.on("message", receive);
      child.once("exit", gone);
      // Comes again for each request that finds the channel closed.
      child.on("error", gone);
    },
    release() {
      child.disconnect();
      child.unref();
    },
  };
}

function overSocket(socket: Socket): Channel {
  return {
    send: (envelope) => writeMessage(socket, envelope),
    listen(receive, gone) {
      onMessages(socket, receive);
      socket.once("close", gone);
    },
    release: () => void socket.end(),
  };
}

export function supervisorIsGone(): InfrastructureError {
  return new InfrastructureError("the supervisor process of this run went away, and the cluster with it", {
    remedy: "run again; if it happens again, look for the out-of-memory killer: dmesg | tail",
  });
}
