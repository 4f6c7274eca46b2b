/** Whether the end of a process was asked for. A process that died an instant before the signal died by itself. */
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

type Child = Pick<ChildProcess, "pid" | "exitCode" | "signalCode">;

/** Also when Node has not heard of its end yet: until then it is a zombie, which a signal still reaches. */
export function hasEnded({ pid, exitCode, signalCode }: Child): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return true;
  try {
    // `pid (command) state …`; the command may hold anything, a parenthesis too.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return true;
  }
}

/**
 * `sent`: the first signal to end that it was sent while it ran; undefined: none. SIGKILL leaves no exit code: a process
 * that has one was faster.
 */
export function wasAsked(sent: NodeJS.Signals | undefined, exitCode: number | null): boolean {
  return sent === "SIGKILL" ? exitCode === null : sent !== undefined;
}
