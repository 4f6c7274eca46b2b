import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLeftovers } from "./leftovers.js";
import { isRunning } from "./processes.js";

const FOREVER = "setInterval(() => {}, 1000)";

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-leftovers-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function start(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  children.push(child);
  await once(child, "spawn");
  return child.pid!;
}

/** A process that looks like the supervisor of the run `name`, started by the process `runner`. */
async function supervisor(name: string, runner: number): Promise<number> {
  const script = join(folder, "engine", "local", "supervisor.js");
  await mkdir(join(folder, "engine", "local"), { recursive: true });
  await writeFile(script, FOREVER);
  return start(script, join(folder, name), "1", String(runner));
}

/** Of everything that may lie about on this machine, what this test has put there. */
async function leftovers() {
  const all = await findLeftovers(folder);
  return all.filter(({ description }) => /of-the-test/.test(description));
}

test("a supervisor is left over when its parent is not the runner that started it", async () => {
  await supervisor("live-of-the-test", process.pid);
  const kept = await supervisor("kept-of-the-test", 1);
  const found = await leftovers();
  expect(found.map(({ description }) => description)).toEqual([
    `the cluster of kept-of-the-test (supervisor ${kept})`,
  ]);
  await found[0]!.remove();
  expect(await isRunning(kept)).toBe(false);
  await found[0]!.remove();
});

test("a proxy of a run is left over when its supervisor is gone; a person's own is not", async () => {
  const run = join(folder, "run-of-the-test");
  const proxy = (settings: string) =>
    start("-e", FOREVER, "--", "proxy", "--config", settings, "--journal", `${run}/proxy.ndjson`);
  const ours = await proxy(`${run}/cluster/proxy/settings.yaml`);
  await proxy(`${run}/settings.yaml`);
  const found = await leftovers();
  expect(found.map(({ description }) => description)).toEqual([`the proxy of run-of-the-test (pid ${ours})`]);
  await found[0]!.remove();
  expect(await isRunning(ours)).toBe(false);
});

test("a JVM of ours is left over when its supervisor is gone; others' are none of our business", async () => {
  const ours = await start("-e", FOREVER, "--", `-Dchaos.run=${folder}/run-of-the-test`);
  await start("-e", FOREVER, "--", `${folder}/run-of-the-test`);
  const found = await leftovers();
  expect(found.map(({ description }) => description)).toEqual([`a JVM of run-of-the-test (pid ${ours})`]);
  await found[0]!.remove();
  expect(await isRunning(ours)).toBe(false);
});

test("an unfinished download is left over when the run that was at it is gone", async () => {
  const dead = await start("-e", "");
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
