/** What a run has on this machine, as the kernel sees it: its processes, and who listens in its loopback block. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listProcesses, type ProcessInfo } from "../../src/engine/local/processes.js";
import { waitFor } from "../../src/wait.js";

/** However a run ends, this is how long anything of it may stay. */
export const GONE_MS_MAX = 5_000;
const LISTEN = "0A";

/** Processes with a path below `directory` on their command line: runners, supervisors and JVMs of the runs there. */
export async function processesOf(directory: string): Promise<ProcessInfo[]> {
  const all = await listProcesses();
  return all.filter(({ argv }) => argv.some((argument) => argument.includes(directory)));
}

export async function supervisorOf(directory: string): Promise<ProcessInfo | undefined> {
  return (await processesOf(directory)).find(({ argv }) => argv[1]?.endsWith("/supervisor.js"));
}

/** The JVM of one node of the run. */
export async function jvmOf(run: string, node: string): Promise<ProcessInfo | undefined> {
  const home = join(run, "cluster", node);
  return (await processesOf(home)).find(({ argv }) => argv.includes(`-Dchaos.run=${run}`));
}

/** The loopback block B of a run (127.B.0.0/16), from its nodes' hosts files; undefined before there are any. */
export async function blockOf(run: string): Promise<number | undefined> {
  const hosts = await readFile(join(run, "cluster", "zk1", "hosts"), "utf8").catch(() => "");
  const block = /^127\.(\d+)\./.exec(hosts)?.[1];
  return block === undefined ? undefined : Number(block);
}

/** `127.B.x.y:port` of everything that listens in the block. */
export async function listenersIn(block: number): Promise<string[]> {
  const listeners: string[] = [];
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const [, ...rows] = (await readFile(table, "utf8").catch(() => "")).trim().split("\n");
    for (const row of rows) {
      const [, local = "", , state] = row.trim().split(/\s+/);
      // IPv4 addresses, mapped ones too, are a little-endian word at the end of the address.
      const [address = "", port = ""] = local.split(":");
      const bytes = [...Buffer.from(address.slice(-8), "hex")].reverse();
      if (state === LISTEN && bytes[0] === 127 && bytes[1] === block) {
        listeners.push(`${bytes.join(".")}:${Number.parseInt(port, 16)}`);
      }
    }
  }
  return listeners;
}

/** Resolves when nothing of the runs below `directory`, nor of the block, is left; rejects after five seconds. */
export async function nothingLeft(directory: string, block?: number): Promise<void> {
  await waitFor(
    async () => {
      const processes = await processesOf(directory);
      const listeners = block === undefined ? [] : await listenersIn(block);
      const left = [...processes.map(({ argv }) => argv.join(" ").slice(0, 300)), ...listeners];
      return left.length === 0 ? { done: true, value: undefined } : { done: false, seen: left.join("\n") };
    },
    {
      what: `every process and listener of ${directory} to go`,
      limitMs: GONE_MS_MAX,
      everyMs: 50,
      signal: new AbortController().signal,
    },
  );
}
