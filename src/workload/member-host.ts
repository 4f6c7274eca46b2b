/** Starts, signals and ends the process of one consumer: member-process.ts. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MemberOrder, MemberReport } from "./member-messages.js";

/** How a process ended. */
export interface MemberExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface MemberProcess {
  /** Resolves when it is gone, whatever ended it. Never rejects. */
  readonly gone: Promise<MemberExit>;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
  /** SIGSTOP. If this process dies before `resume`, the consumer is killed. */
  pause(): void;
  resume(): void;
}

/** `onReport` gets what the consumer says, in order. */
export type StartMember = (order: MemberOrder, onReport: (report: MemberReport) => void) => MemberProcess;

export const startMember: StartMember = (order, onReport) => {
  const child = fork(fileURLToPath(new URL("./member-process.js", import.meta.url)), [], {
    ...{ execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] },
  });
  let guard: ChildProcess | null = null;
  const gone = new Promise<MemberExit>((resolve) => {
    child.on("error", () => child.pid === undefined && resolve({ code: null, signal: null }));
    child.on("exit", (code, signal) => {
      release();
      resolve({ code, signal });
    });
  });
  child.on("message", (report: MemberReport) => onReport(report));
  // It fails where the process has gone already, and `gone` tells.
  child.send(order, () => {});

  function release(): void {
    guard?.stdin?.end("alive\n");
    guard = null;
  }

  return {
    gone,
    kill(signal) {
      child.kill(signal);
    },
    pause() {
      child.kill("SIGSTOP");
      guard ??= guardOf(child.pid);
    },
    resume() {
      child.kill("SIGCONT");
      release();
    },
  };
};

/** A process that is paused does not notice that its runner has died. This shell does, and kills it. */
function guardOf(pid: number | undefined): ChildProcess | null {
  if (pid === undefined) return null;
  const guard = spawn("/bin/sh", ["-c", 'read -r line || kill -KILL "$1"', "sh", String(pid)], {
    ...{ detached: true, stdio: ["pipe", "ignore", "ignore"] },
  });
  guard.on("error", () => {});
  guard.stdin?.on("error", () => {});
  guard.unref();
  return guard;
}
