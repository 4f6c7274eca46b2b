/** Other processes of this machine, as /proc shows them: how a later run finds what a dead one left. */
import { readdir, readFile } from "node:fs/promises";

export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
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

async function readProcess(pid: number): Promise<ProcessInfo | null> {
  try {
    const [cmdline, status] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // "pid (name) state ppid …"; the name may hold anything, so count from its closing bracket.
    const parentPid = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
    return { pid, parentPid, argv: cmdline.split("\0").slice(0, -1) };
  } catch {
    return null;
  }
}
