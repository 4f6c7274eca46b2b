import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isRunning, listProcesses } from "./processes.js";

test("a process is found by its arguments, with its parent, until it ends", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "two words", ""], {
    stdio: "ignore",
  });
  await once(child, "spawn");
  const pid = child.pid!;
  try {
    const found = (await listProcesses()).find((candidate) => candidate.pid === pid);
    expect(found).toMatchObject({ parentPid: process.pid });
    expect(found!.argv.slice(-2)).toEqual(["two words", ""]);
    expect(await isRunning(pid)).toBe(true);
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  expect(await isRunning(pid)).toBe(false);
  expect((await listProcesses()).some((candidate) => candidate.pid === pid)).toBe(false);
});

test("the name of a process may hold anything", async () => {
  // The second field of /proc/<pid>/stat is the name in brackets.
  const child = spawn("/bin/sh", ["-c", "printf ') 1 (' > /proc/$$/comm; read line"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  await once(child, "spawn");
  try {
    const found = (await listProcesses()).find(({ pid }) => pid === child.pid);
    expect(found).toMatchObject({ parentPid: process.pid });
  } finally {
    child.stdin!.end();
    await once(child, "exit");
  }
});
