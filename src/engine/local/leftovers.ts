/**
 * What dead runs of the local engine left on this machine: JVMs and proxies whose supervisor is gone, supervisors of runs that
 * were kept, their sockets, downloads that were never finished. Ours are told from others' by their command lines.
 */
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { waitFor } from "../../wait.js";
import type { Leftover } from "../engine.js";
import { supervisorOfSocket } from "./attach-record.js";
import { isRunning, listProcesses, type ProcessInfo } from "./processes.js";
import { runOfProxy } from "./proxy.js";

const RUN_PROPERTY = "-Dchaos.run=";
/** A supervisor waits for its nodes before it goes. */
const END_MS_MAX = 10_000;

export async function findLeftovers(cache: string): Promise<Leftover[]> {
  const processes = await listProcesses();
  const alive = new Map(processes.map((process) => [process.pid, process]));
  const leftovers: Leftover[] = [];
  for (const process of processes) {
    if (isSupervisor(process)) {
      if (hasItsRunner(process)) continue;
      leftovers.push({
        description: `the cluster of ${basename(process.argv[2] ?? "")} (supervisor ${process.pid})`,
        remove: () => end(process.pid, "SIGTERM"),
      });
    } else if (isOurJvm(process) && !isSupervisorPid(alive.get(process.parentPid))) {
      leftovers.push({
        description: `a JVM of ${basename(runOf(process) ?? "")} (pid ${process.pid})`,
        remove: () => end(process.pid, "SIGKILL"),
      });
    } else if (runOfProxy(process.argv) !== undefined && !isSupervisorPid(alive.get(process.parentPid))) {
      leftovers.push({
        description: `the proxy of ${basename(runOfProxy(process.argv)!)} (pid ${process.pid})`,
        remove: () => end(process.pid, "SIGKILL"),
      });
    }
  }
  return [...leftovers, ...(await abandonedSockets(alive)), ...(await unfinishedDownloads(cache, alive))];
}

function isSupervisor({ argv }: ProcessInfo): boolean {
  return /\/engine\/local\/supervisor\.js$/.test(argv[1] ?? "");
}

function isSupervisorPid(process: ProcessInfo | undefined): boolean {
  return process !== undefined && isSupervisor(process);
}

/** A supervisor whose runner is gone, or has let go of it, was handed to init. */
function hasItsRunner({ argv, parentPid }: ProcessInfo): boolean {
  return argv[4] === String(parentPid);
}

function runOf({ argv }: ProcessInfo): string | undefined {
  return argv.find((argument) => argument.startsWith(RUN_PROPERTY))?.slice(RUN_PROPERTY.length);
}

function isOurJvm(process: ProcessInfo): boolean {
  return runOf(process) !== undefined;
}

/** Control sockets whose supervisor had no time to remove them. */
async function abandonedSockets(alive: ReadonlyMap<number, ProcessInfo>): Promise<Leftover[]> {
  const names = await readdir(tmpdir()).catch(() => []);
  return names.flatMap((name) => {
    const pid = supervisorOfSocket(name);
    if (pid === undefined || isSupervisorPid(alive.get(pid))) return [];
    const path = join(tmpdir(), name);
    return [{ description: `the socket ${path}`, remove: () => rm(path, { force: true }) }];
  });
}

/** Folders and files that carry the pid of the run that was filling them. */
async function unfinishedDownloads(
  cache: string,
  alive: ReadonlyMap<number, ProcessInfo>,
): Promise<Leftover[]> {
  const names = await readdir(cache, { recursive: true }).catch(() => []);
  return names.flatMap((name) => {
    const pid = /\.partial-(\d+)(-[0-9a-f]+)?$/.exec(name)?.[1];
    if (pid === undefined || alive.has(Number(pid))) return [];
    const path = join(cache, name);
    return [{ description: `unfinished ${path}`, remove: () => rm(path, { recursive: true, force: true }) }];
  });
}

/** Resolved when the process is gone: whoever is told that it was removed can rely on it. */
async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  try {
    process.kill(pid, signal);
  } catch {
    return; // It went by itself meanwhile.
  }
  await waitFor(
    async () =>
      (await isRunning(pid)) ? { done: false, seen: "it running" } : { done: true, value: undefined },
    { what: `process ${pid} to end`, limitMs: END_MS_MAX, everyMs: 20, signal: new AbortController().signal },
  );
}
