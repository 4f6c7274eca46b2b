/**
 * The supervisor: a process of its own that owns a run's JVMs and the links between them.
 *
 * It exists for two reasons. A busy runner never stalls the network, because the network is here. And when the
 * runner goes, however it goes, the IPC channel closes, this process sees it, and takes everything down.
 * A cluster that is kept outlives its runner: then other processes come and go over a socket, and what one of them did
 * stays until a client undoes it. It knows processes and links; it knows nothing of Kafka.
 *
 * Started with fork(): argv is `<run directory> <seed> <pid of the runner> <cache>`. The pid is for those who look at it
 * from outside: a supervisor whose parent is another process has lost its runner.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Link } from "../../cluster/topology.js";
import { seededRandom } from "../../random.js";
import { hasEnded, wasAsked } from "./exits.js";
import { Links } from "./links.js";
import { filesOfRun, removeRunFiles, writeRunRecord } from "./run-files.js";
import {
  type Answer,
  type Envelope,
  type Notice,
  onMessages,
  type Request,
  writeMessage,
} from "./supervisor-protocol.js";

const TAKE_DOWN_MS_MAX = 3_000;
/** Only its owner may use the socket. */
const UMASK_OF_SOCKET = 0o177;
/** What lasts is done under this token; the others count up from it. */
const LASTING = 0;

/** A process that sends requests and is sent notices. */
type Client = (message: Answer | Notice) => void;

const [runDirectory, seed, , cache] = process.argv.slice(2) as [string, string, string, string];
const files = filesOfRun(runDirectory, cache);
const children = new Map<string, ChildProcess>();
const starting = new Set<string>();
const paused = new Set<string>();
/** The first signal to end that a process was sent while it ran. */
const ending = new Map<string, NodeJS.Signals>();
let random = seededRandom(Number(seed));
const links = new Links(
  (node) => starting.has(node),
  () => random(),
);
const cuts = new Map<number, readonly Link[]>();
let lastToken = LASTING;
const clients = new Set<Client>();
/** Where other processes reach this one; null: the cluster is not kept. */
let socket: string | null = null;
/** Everything is being taken down. */
let isEnding = false;

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
      signalGroup(request.name, request.signal);
      return null;
    case "disturb": {
      const token = request.lasting ? LASTING : ++lastToken;
      for (const link of request.links) links.disturb(link, token, request.how);
      if (request.how === "cut") {
        cuts.set(token, request.links);
        tellState();
      }
      return token;
    }
    case "reset":
      return request.links.reduce((count, link) => count + links.reset(link), 0);
    case "heal":
      heal([request.token]);
      return null;
    case "heal-all":
      heal(Array.from({ length: lastToken }, (_, i) => i + 1));
      return null;
    case "seed":
      random = seededRandom(request.seed);
      return null;
    case "keep":
      return keep(request.socket);
    case "end":
      return takeDown();
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
  cwd,
  env,
  log,
  starting: isStarting,
}: Request & { kind: "spawn" }): Promise<number> {
  // No process would end it.
  if (isEnding) throw Object.assign(new Error("this cluster is being taken down"), { code: "ECANCELED" });
  if (children.has(name)) throw Object.assign(new Error(`${name} runs already`), { code: "EEXIST" });
  const out = log === null ? "pipe" : openSync(log, "a");
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", out, out], detached: true });
  if (typeof out === "number") closeSync(out);
  children.set(name, child);
  if (isStarting) starting.add(name);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on("line", (line) => tell({ kind: "line", name, line }));
  }
  const forget = () => {
    if (children.get(name) === child) children.delete(name);
    starting.delete(name);
    paused.delete(name);
    tellState();
  };
  // "close" rather than "exit": by then every line of its output has been passed on.
  child.once("close", (code, signal) => {
    forget();
    const asked = wasAsked(ending.get(name), code);
    ending.delete(name);
    tell({ kind: "exit", name, code, signal, asked });
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      forget();
      reject(error);
    });
    child.once("spawn", () => {
      tellState();
      resolve(child.pid!);
    });
  });
}

/** Each child leads a process group: what a script like `mvn` started goes with it. */
function signalGroup(name: string, signal: NodeJS.Signals): void {
  const child = children.get(name);
  if (child === undefined) return;
  const isLate = hasEnded(child);
  try {
    // What it started may still be there.
    process.kill(-child.pid!, signal);
  } catch {
    return; // It was gone already.
  }
  if (isLate) return;
  if (signal === "SIGSTOP") paused.add(name);
  else if (signal === "SIGCONT") paused.delete(name);
  else if (!ending.has(name)) ending.set(name, signal);
  tellState();
}

function heal(tokens: readonly number[]): void {
  for (const token of tokens) {
    links.heal(token);
    cuts.delete(token);
  }
  tellState();
}

async function keep(path: string): Promise<null> {
  // What a process of the same number left behind in another life.
  await rm(path, { force: true });
  const server = createServer((connection) => {
    const client: Client = (message) => writeMessage(connection, message);
    connection.on("error", () => {});
    connection.once("close", () => clients.delete(client));
    clients.add(client);
    client(state());
    onMessages<Envelope>(connection, (envelope) => answer(envelope, client));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const umask = process.umask(UMASK_OF_SOCKET);
    server.listen(path, () => {
      socket = path;
      resolve(null);
    });
    process.umask(umask);
  });
}

/** Waits, with a limit, for the children to exit before their files are deleted. */
async function takeDown(): Promise<never> {
  isEnding = true;
  setTimeout(() => process.exit(1), TAKE_DOWN_MS_MAX);
  links.close();
  const ends = [...children.values()].map((child) => once(child, "close"));
  for (const name of children.keys()) signalGroup(name, "SIGKILL");
  await Promise.all(ends);
  if (socket !== null) await rm(socket, { force: true });
  await removeRunFiles(files);
  process.exit(0);
}

function state(): Notice {
  return {
    kind: "state",
    state: { running: [...children.keys()], paused: [...paused], cut: [...cuts.values()].flat() },
  };
}

function tell(notice: Notice): void {
  for (const client of clients) client(notice);
}

function tellState(): void {
  tell(state());
}

async function answer({ id, request }: Envelope, client: Client): Promise<void> {
  try {
    client({ id, ok: true, value: await handle(request) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    client({ id, ok: false, code: code ?? "", message });
  }
}

writeRunRecord(files);
const runner: Client = (message) => {
  if (process.connected) process.send?.(message, () => {});
};
clients.add(runner);
process.on("message", (envelope: Envelope) => answer(envelope, runner));
process.on("disconnect", () => {
  clients.delete(runner);
  if (socket === null) takeDown();
});
// The runner may have gone while this was being loaded.
if (!process.connected) takeDown();
process.on("SIGTERM", takeDown);
// A terminal's Ctrl-C reaches the whole process group; the runner decides what it means.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
