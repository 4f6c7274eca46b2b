import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { waitFor } from "../../wait.js";
import { ownerHere } from "../owner.js";
import { findLeftovers } from "./leftovers.js";
import { isRunning, listProcesses } from "./processes.js";
import { filesOfRun, writeRunRecord } from "./run-files.js";

const FOREVER = "setInterval(() => {}, 1000)";
const NOBODY = 65_534;

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-leftovers-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function start(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { stdio: "ignore", ...options });
  children.push(child);
  await once(child, "spawn");
  return child.pid!;
}

/** A program of Node.js at that path below the folder. */
async function script(...path: readonly string[]): Promise<string> {
  const file = join(folder, ...path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, FOREVER);
  return file;
}

/** A process that looks like the supervisor of the run `name`, started by the process `runner`. */
async function supervisor(name: string, runner: number, options?: SpawnOptions): Promise<number> {
  const program = await script("dist", "engine", "local", "supervisor.js");
  const args = [program, join(folder, name), "1", String(runner), folder];
  return start(process.execPath, args, options);
}

/** Of everything that may lie about on this machine, what this test has put there. */
async function leftovers() {
  const all = await findLeftovers(folder);
  return all.filter(({ description }) => /of-the-test/.test(description));
}

const descriptions = async () => (await leftovers()).map(({ description }) => description);

test("a supervisor is left over when its parent is not the runner that started it", async () => {
  await supervisor("live-of-the-test", process.pid);
  const kept = await supervisor("kept-of-the-test", 1);
  const found = await leftovers();
  expect(found).toEqual([
    { description: `the cluster of kept-of-the-test (supervisor ${kept})`, remove: expect.any(Function) },
  ]);
  await found[0]!.remove();
  expect(await isRunning(kept)).toBe(false);
  await found[0]!.remove();
});

test("a proxy of a run is left over when its supervisor is gone", async () => {
  const run = join(folder, "run-of-the-test");
  const settings = `${run}/cluster/proxy/settings.yaml`;
  const program = await script("dist", "commands", "proxy", "main.js");
  const ours = await start(process.execPath, [
    ...[program, "proxy", "--config", settings, "--journal", `${run}/proxy.ndjson`],
  ]);
  const found = await leftovers();
  expect(found.map(({ description }) => description)).toEqual([`proxy of run-of-the-test (pid ${ours})`]);
  await found[0]!.remove();
  expect(await isRunning(ours)).toBe(false);
});

test("programs that only mention a run or a supervisor are none of ours", async () => {
  const marker = `-Dchaos.run=${folder}/run-of-the-test`;
  const program = await script("dist", "engine", "local", "supervisor.js");
  const other = await script("other.js");
  const asJava = `exec -a java sleep 60`;
  const pids = [
    await start("tail", ["-f", program]),
    await start("tail", ["-f", "/dev/null", program, join(folder, "run-of-the-test"), "1", "1", folder]),
    await start("bash", ["-c", asJava, marker, "-cp", "/libs/*", "kafka.Kafka", `${folder}/run-of-the-test`]),
    await start("bash", ["-c", "exec -a node sleep 60"]),
    await start("grep", ["-e", marker, "-"], { stdio: ["pipe", "ignore", "ignore"] }),
    await start(process.execPath, [other, program, join(folder, "run-of-the-test"), "1", "1", folder]),
    await start(process.execPath, ["-e", FOREVER, "--", marker]),
    await start(process.execPath, [program]),
  ];
  expect(await descriptions()).toEqual([]);
  expect(await Promise.all(pids.map(isRunning))).toEqual(pids.map(() => true));
});

test("what a supervisor of another version of chaos holds is in use", async () => {
  const run = join(folder, "run-of-the-test");
  const settings = `${run}/cluster/proxy/settings.yaml`;
  await mkdir(join(run, "cluster"), { recursive: true });
  const proxy = await script("dist", "commands", "proxy", "main.js");
  const args = [proxy, "proxy", "--config", settings, "--journal", `${run}/proxy.ndjson`];
  const older = join(folder, "dist", "engine", "local", "supervisor.js");
  await mkdir(join(older, ".."), { recursive: true });
  await writeFile(
    older,
    `require("node:child_process").spawn(process.execPath, ${JSON.stringify(args)}, { stdio: "ignore" });
     ${FOREVER}`,
  );
  const parent = await start(process.execPath, [older, "run-of-the-test", "1", "1"]);
  const proxyOf = async () => (await listProcesses()).find(({ parentPid }) => parentPid === parent);
  const node = await waitFor(
    async () => {
      const found = await proxyOf();
      return found?.argv[1] === proxy ? { done: true, value: found } : { done: false, seen: "none" };
    },
    { what: "its proxy", limitMs: 10_000, everyMs: 10, signal: new AbortController().signal },
  );
  try {
    expect(await descriptions()).toEqual([]);
  } finally {
    process.kill(node.pid, "SIGKILL");
  }
});

test.skipIf(process.getuid?.() !== 0)("what another user started is told apart", async () => {
  // The other user has to be able to read its program.
  await chmod(folder, 0o755);
  const pid = await supervisor("kept-of-the-test", 1);
  const theirs = await supervisor("theirs-of-the-test", 1, { uid: NOBODY, gid: NOBODY, cwd: "/" });
  const found = await leftovers();
  // In the order of their pids, which begin again at the highest.
  expect(new Map(found.map(({ description, isOfAnotherUser }) => [description, isOfAnotherUser]))).toEqual(
    new Map([
      [`the cluster of kept-of-the-test (supervisor ${pid})`, undefined],
      [`the cluster of theirs-of-the-test (supervisor ${theirs})`, true],
    ]),
  );
});

test("a pid that became another process's meanwhile is not ended", async () => {
  const kept = await supervisor("kept-of-the-test", 1);
  const [found] = await leftovers();
  children.at(-1)!.kill("SIGKILL");
  await once(children.at(-1)!, "exit");
  await found!.remove();
  expect(await isRunning(kept)).toBe(false);
});

test("the data of a run is left over when its supervisor is gone, wherever it is, and goes with its record", async () => {
  const run = join(folder, "elsewhere", "run-of-the-test");
  const files = filesOfRun(run, folder);
  await mkdir(join(run, "cluster", "kafka1", "data"), { recursive: true });
  await mkdir(join(run, "logs"));
  // This process is no supervisor.
  writeRunRecord(files);
  const found = await leftovers();
  expect(found.map(({ description }) => description)).toEqual([
    `the data of run-of-the-test (${run}/cluster)`,
  ]);
  await found[0]!.remove();
  expect([join(run, "cluster"), files.record, join(run, "logs")].map((path) => existsSync(path))).toEqual([
    false,
    false,
    true,
  ]);
});

test("the data of a run is not left over while its supervisor lives, or when it may live elsewhere", async () => {
  const record = async (name: string, owner: string) => {
    const { directory, record } = filesOfRun(join(folder, name), folder);
    await mkdir(join(directory, "cluster"), { recursive: true });
    await mkdir(join(record, ".."), { recursive: true });
    await writeFile(record, JSON.stringify({ owner, directory }));
  };
  const pid = await supervisor("live-of-the-test", process.pid);
  await record("live-of-the-test", ownerHere().replace(/^\d+/, String(pid)));
  await record("distant-of-the-test", `1@another-than-${hostname()} pid:[1]`);
  await writeFile(join(folder, "runs", "damaged.json"), "{ half");
  expect(await descriptions()).toEqual([]);
});

test("an unfinished download is left over when the run that was at it is gone", async () => {
  const dead = await start(process.execPath, ["-e", ""]);
  await once(children.at(-1)!, "exit");
  const kafka = join(folder, "kafka-of-the-test");
  const [abandoned, busy] = [
    join(kafka, `3.9.1.partial-${dead}-00ff`),
    join(kafka, `3.9.1.partial-${process.pid}-00ff`),
  ];
  const draft = join(kafka, "3.9.1", "archive", `broker.jsa.partial-${dead}`);
  for (const path of [join(abandoned, "libs"), busy, draft]) await mkdir(path, { recursive: true });

  const found = await leftovers();
  expect(found.map(({ description }) => description).sort()).toEqual(
    [`unfinished ${abandoned}`, `unfinished ${draft}`].sort(),
  );
  for (const leftover of found) await leftover.remove();
  expect([abandoned, draft, busy].map((path) => existsSync(path))).toEqual([false, false, true]);
});
