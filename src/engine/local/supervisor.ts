/**
 * The supervisor: a process of its own that owns a run's JVMs and the links between them.
 *
 * It exists for two reasons. A busy runner never stalls the network, because the network is here. And when the
 * runner goes, however it goes, the IPC channel closes, this process sees it, and takes everything down.
 * It knows processes and links; it knows nothing of Kafka.
 *
 * Started with fork(): argv is `<run directory> <seed>`; the run directory is there for people who read `ps`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { seededRandom } from "../../random.js";
import { Links } from "./links.js";
import type { Answer, Notice, Request } from "./supervisor-protocol.js";

const TAKE_DOWN_MS_MAX = 3_000;

const children = new Map<string, ChildProcess>();
const starting = new Set<string>();
const links = new Links((node) => starting.has(node), seededRandom(Number(process.argv[3])));
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
      children.get(request.name)?.kill(request.signal);
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
  const child = spawn(command, args, { env, stdio: ["ignore", out, out] });
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

/** Waits for the dead, so that whoever waits for us may remove their files; but not for ever. */
function takeDown(): void {
  links.close();
  setTimeout(() => process.exit(1), TAKE_DOWN_MS_MAX);
  const exits = [...children.values()].map((child) => once(child, "exit"));
  for (const child of children.values()) child.kill("SIGKILL");
  Promise.all(exits).finally(() => process.exit(0));
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
process.on("SIGTERM", takeDown);
// A terminal's Ctrl-C reaches the whole process group; the runner decides what it means.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
