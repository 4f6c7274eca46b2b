/** Other processes of this machine, as /proc shows them: how a later run finds what a dead one left. */
import { readdir, readFile, readlink } from "node:fs/promises";

export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** Of the user whose process it is. */
  readonly uid: number;
  /** Path of the program; null: of another user's process only root may know. */
  readonly executable: string | null;
  /** In ticks since this machine started: with the pid, it names one process and no later one. */
  readonly startedAtTicks: number;
  readonly argv: readonly string[];
}

/** Every process that can be looked at; empty where there is no /proc. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  const entries = await readdir("/proc").catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(readProcess));
  return found.filter((process) => process !== null);
}

/** False for a zombie too: it holds nothing any more. */
export async function isRunning(pid: number): Promise<boolean> {
  const process = await readProcess(pid);
  return process !== null && process.argv.length > 0;
}

/** Whether it is this process still, and not another that got its pid. */
export async function stillRuns({ pid, startedAtTicks }: ProcessInfo): Promise<boolean> {
  const process = await readProcess(pid);
  return process !== null && process.argv.length > 0 && process.startedAtTicks === startedAtTicks;
}

async function readProcess(pid: number): Promise<ProcessInfo | null> {
  try {
    const [cmdline, stat, status, executable] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
      readlink(`/proc/${pid}/exe`).catch(() => null),
    ]);
    // "pid (name) state ppid …"; the name may hold anything, so count from its closing bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      pid,
      parentPid: Number(fields[1]),
      uid: Number(/^Uid:\t(\d+)/m.exec(status)![1]),
      // An upgrade replaces the file of a program that still runs.
      executable: executable?.replace(/ \(deleted\)$/, "") ?? null,
      startedAtTicks: Number(fields[19]),
      argv: cmdline.split("\0").slice(0, -1),
    };
  } catch {
    return null;
  }
}
