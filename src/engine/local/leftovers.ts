/**
 * What dead runs of the local engine left on this machine: nodes whose supervisor is gone, supervisors of runs that were
 * kept, their sockets, the data of nodes, downloads that were never finished.
 */
import { existsSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { InfrastructureError } from "../../errors.js";
import { waitFor } from "../../wait.js";
import type { Leftover } from "../engine.js";
import { pidHere } from "../owner.js";
import { readRecord, supervisorOfSocket } from "./attach-record.js";
import { hasItsRunner, mayBeSupervisor, type OwnProcess, recognise } from "./own-processes.js";
import { isRunning, listProcesses, type ProcessInfo, stillRuns } from "./processes.js";
import { filesOfRun, readRunRecords, removeRunFiles } from "./run-files.js";

/** A supervisor waits for its nodes before it goes. */
const END_MS_MAX = 10_000;
/** The run directory of each process that may be a supervisor, as it was told it. */
type Supervisors = ReadonlyMap<number, string>;

const USER = process.getuid?.() ?? 0;

/** Those of every run; nodes come before their data. */
export async function findLeftovers(cache: string): Promise<Leftover[]> {
  // First: a run that starts in between has a record only now, and a supervisor that is listed.
  const records = await readRunRecords(cache);
  const processes = await listProcesses();
  const own = processes.map(recognise).filter((process) => process !== null);
  const supervisors: Supervisors = new Map(
    processes.filter(mayBeSupervisor).map(({ pid, argv }) => [pid, argv[2] ?? ""]),
  );
  const leftovers = own.flatMap((one): Leftover[] => {
    if (one.kind === "node") return supervisors.has(one.process.parentPid) ? [] : [nodeLeftover(one)];
    // Until it becomes Java, a child of a supervisor looks like one.
    const isChild = supervisors.has(one.process.parentPid);
    return isChild || hasItsRunner(one.process) ? [] : [supervisorLeftover(one)];
  });
  return [
    ...leftovers,
    ...(await abandonedSockets(supervisors)),
    ...(await abandonedData(cache, records, own, supervisors)),
    ...(await unfinishedDownloads(cache, new Set(processes.map(({ pid }) => pid)))),
  ];
}

/** Those of a run that kept its cluster and whose supervisor is gone; none of another engine's. */
export async function leftoversOf(runDirectory: string, cache: string): Promise<Leftover[]> {
  const run = resolve(runDirectory);
  const record = await readRecord(run);
  if (record === null) return [];
  const { socket } = record;
  const isElsewhere = !socket.startsWith(`${run}/`) && existsSync(socket);
  return [
    ...(await nodesOf(run)).map(nodeLeftover),
    ...(isElsewhere ? [socketLeftover(socket)] : []),
    dataLeftover(run, cache),
  ];
}

/** The nodes of a run that are there though its supervisor is not. */
export async function nodesOf(run: string): Promise<OwnProcess[]> {
  const own = (await listProcesses()).map(recognise).filter((process) => process !== null);
  return own.filter((one) => one.kind === "node" && one.run === run);
}

function supervisorLeftover({ run, process }: OwnProcess): Leftover {
  return {
    description: `the cluster of ${basename(run)} (supervisor ${process.pid})`,
    ...ownedBy(process.uid),
    remove: () => end(process, "SIGTERM"),
  };
}

function nodeLeftover({ run, name, process }: OwnProcess): Leftover {
  return {
    description: `${name} of ${basename(run)} (pid ${process.pid})`,
    ...ownedBy(process.uid),
    remove: () => end(process, "SIGKILL"),
  };
}

function socketLeftover(path: string): Leftover {
  return {
    description: `the socket ${path}`,
    ...ownedBy(statSync(path, { throwIfNoEntry: false })?.uid ?? USER),
    remove: () => rm(path, { force: true }),
  };
}

function dataLeftover(run: string, cache: string): Leftover {
  return {
    description: `the data of ${basename(run)} (${join(run, "cluster")})`,
    remove: () => removeRunFiles(filesOfRun(run, cache)),
  };
}

function ownedBy(uid: number): Pick<Leftover, "isOfAnotherUser"> {
  return uid === USER ? {} : { isOfAnotherUser: true };
}

/** Control sockets whose supervisor had no time to remove them. */
async function abandonedSockets(supervisors: Supervisors): Promise<Leftover[]> {
  const names = await readdir(tmpdir()).catch(() => []);
  return names.flatMap((name) => {
    const pid = supervisorOfSocket(name);
    return pid === undefined || supervisors.has(pid) ? [] : [socketLeftover(join(tmpdir(), name))];
  });
}

/** Data of runs whose supervisor had no time to remove it: those with a record, and those whose nodes are still there. */
async function abandonedData(
  cache: string,
  records: Awaited<ReturnType<typeof readRunRecords>>,
  own: readonly OwnProcess[],
  supervisors: Supervisors,
): Promise<Leftover[]> {
  const recorded = records.flatMap(({ owner, directory }) => (pidHere(owner) === null ? [] : [directory]));
  const ofNodes = own.flatMap(({ kind, run, process }) =>
    kind === "node" && process.uid === USER ? [run] : [],
  );
  const supervised = new Set([
    ...supervisors.values(),
    ...own.flatMap(({ run, process }) => (supervisors.has(process.parentPid) ? [run] : [])),
  ]);
  return [...new Set([...recorded, ...ofNodes])]
    .filter((run) => !supervised.has(run) && hasData(run))
    .map((run) => dataLeftover(run, cache));
}

function hasData(run: string): boolean {
  return existsSync(join(run, "cluster"));
}

/** Folders and files that carry the pid of the run that was filling them. */
async function unfinishedDownloads(cache: string, alive: ReadonlySet<number>): Promise<Leftover[]> {
  const names = await readdir(cache, { recursive: true }).catch(() => []);
  return names.flatMap((name) => {
    const pid = /\.partial-(\d+)(-[0-9a-f]+)?$/.exec(name)?.[1];
    if (pid === undefined || alive.has(Number(pid))) return [];
    const path = join(cache, name);
    return [{ description: `unfinished ${path}`, remove: () => rm(path, { recursive: true, force: true }) }];
  });
}

/** Resolved when the process is gone: a caller who is told that it was removed can rely on it. */
async function end(target: ProcessInfo, signal: NodeJS.Signals): Promise<void> {
  const { pid } = target;
  if (!(await stillRuns(target))) return;
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ESRCH") return;
    throw new InfrastructureError(`this user may not end process ${pid}`, { cause });
  }
  await waitFor(
    async () =>
      (await isRunning(pid)) ? { done: false, seen: "it running" } : { done: true, value: undefined },
    { what: `process ${pid} to end`, limitMs: END_MS_MAX, everyMs: 20, signal: new AbortController().signal },
  );
}
