/**
 * The supervisor: a process of its own that owns a run's JVMs and the links between them.
 *
 * It exists for two reasons. A busy runner never stalls the network, because the network is here. And when the
 * runner goes, however it goes, the IPC channel closes, this process sees it, and takes everything down.
 * It knows processes and links; it knows nothing of Kafka.
 *
 * Started with fork(): argv is `<run directory> <seed> <pid of the runner>`. The last is for those who look at it from
 * outside: a supervisor whose parent is another process has lost its runner.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seededRandom } from "../../random.js";
import { Links } from "./links.js";
import type { Answer, Notice, Request } from "./supervisor-protocol.js";

const TAKE_DOWN_MS_MAX = 3_000;

const [runDirectory, seed] = process.argv.slice(2) as [string, string];
const children = new Map<string, ChildProcess>();
const starting = new Set<string>();
const links = new Links((node) => starting.has(node), seededRandom(Number(seed)));
let keeping = false;

const send = (message: Answer | Notice): void => {
  if (process.connected) process.send?.(message, () => {});
};

function handle(request: Request): Promise<number | null> | number | null {
  switch (request.kind) {
    case "claim":
      return claim(request.host, request.port);
    case "open":
      return links.open(request.forward).then(() => null);
    case "spawn":
      return start(request);
    case "started":
      starting.delete(request.name);
      return null;
    case "signal":
      signalGroup(children.get(request.name), request.signal);
      return null;
    case "cut":
      for (const { from, to } of request.links) links.cut(from, to, request.token);
      return null;
    case "delay":
      for (const { from, to } of request.links) links.delay(from, to, request.token, request.delay);
      return null;
    case "heal":
      links.heal(request.token);
      return null;
    case "keep":
      keeping = true;
      return null;
  }
}

/** A listening socket is a lock that the kernel releases when its holder dies. */
function claim(host: string, port: number): Promise<null> {
  const lock = createServer();
  return new Promise((resolve, reject) => {
    lock.once("error", reject);
    lock.listen({ host, port }, () => resolve(null));
  });
}

function start({
  name,
  command,
  args,
  env,
  log,
  starting: isStarting,
}: Request & { kind: "spawn" }): Promise<number> {
  const out = log === null ? "pipe" : openSync(log, "a");
  const child = spawn(command, args, { env, stdio: ["ignore", out, out], detached: true });
  if (typeof out === "number") closeSync(out);
  children.set(name, child);
  if (isStarting) starting.add(name);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on("line", (line) => send({ kind: "line", name, line }));
  }
  // "close" rather than "exit": by then every line of its output has been passed on.
  child.once("close", (code, signal) => {
    if (children.get(name) === child) children.delete(name);
    starting.delete(name);
    send({ kind: "exit", name, code, signal });
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      children.delete(name);
      reject(error);
    });
    child.once("spawn", () => resolve(child.pid!));
  });
}

/** Each child leads a process group: what a script like `mvn` started goes with it. */
function signalGroup(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It was gone already.
  }
}

/** Waits for the dead, whose files go last; but not for ever. */
async function takeDown(): Promise<void> {
  setTimeout(() => process.exit(1), TAKE_DOWN_MS_MAX);
  links.close();
  const ends = [...children.values()].map((child) => once(child, "close"));
  for (const child of children.values()) signalGroup(child, "SIGKILL");
  await Promise.all(ends);
  await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
  process.exit(0);
}

process.on("message", async ({ id, request }: { id: number; request: Request }) => {
  try {
    send({ id, ok: true, value: await handle(request) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    send({ id, ok: false, code: code ?? "", message });
  }
});
process.on("disconnect", () => {
  if (!keeping) takeDown();
});
// The runner may have gone while this was being loaded.
if (!process.connected) takeDown();
process.on("SIGTERM", takeDown);
// A terminal's Ctrl-C reaches the whole process group; the runner decides what it means.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
