/** Scenarios that come through standard input and pipes, as shells hand them to the built program. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const PROGRAM = fileURLToPath(new URL("../bin/chaos.js", import.meta.url));
const LEAST = "name: least\nproducers: { count: 10 }\nexpect: { loss: none }\n";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-test-"));
  await writeFile(join(folder, "least.yaml"), LEAST);
});
afterAll(() => rm(folder, { recursive: true }));

async function shell(command: string) {
  const env = { NO_COLOR: "1", FORCE_COLOR: undefined };
  const line = command.replaceAll("chaos", `"${process.execPath}" "${PROGRAM}"`);
  const { exitCode, stdout, stderr } = await execa("bash", ["-c", line], {
    ...{ cwd: folder, env, stdin: "ignore", reject: false, timeout: 60_000 },
  });
  return { code: exitCode, stdout, stderr };
}

test.concurrent.each([
  ["cat least.yaml | chaos validate -", "standard input: valid"],
  ["chaos validate - < least.yaml", "standard input: valid"],
  ["cat least.yaml | chaos validate /dev/stdin", "standard input: valid"],
])("%s", async (command, stdout) => {
  expect(await shell(command)).toEqual({ code: 0, stdout, stderr: "" });
});

test("a process's output is a file to the shell, and a pipe here", async () => {
  const { code, stdout } = await shell("chaos validate <(sleep 0.3; cat least.yaml)");
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\/dev\/fd\/\d+: valid$/) });
});

test.concurrent.each([
  ["chaos validate -", /^error standard input:1:1: the file is empty: a scenario needs/],
  ["yes | chaos validate -", /^error standard input: has more than 1 MiB/],
  ["echo 'name: [' | chaos run -", /^error standard input:1:7: \[ is never closed with \]/],
  ["echo 'name: [' | chaos run - --repeat 2", /^error standard input:1:7: \[ is never closed with \]/],
  ["echo 'name: [' | chaos cluster up -", /^error standard input:1:7: \[ is never closed with \]/],
  ["mkfifo silent.yaml; chaos validate silent.yaml", /^error silent\.yaml: is a pipe that nobody writes to$/],
])("%s is refused", async (command, stderr) => {
  expect(await shell(command)).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(stderr) });
});

test("with --repeat standard input is read once", async () => {
  const tiny = `${LEAST}cluster: { brokers: 1 }\ntopic: { replicas: 1 }\n`;
  await writeFile(join(folder, "tiny.yaml"), tiny);
  const { code, stdout } = await shell(
    "cat tiny.yaml | chaos run - --repeat 2 --engine local --reporter plain",
  );
  expect(code).toBe(0);
  expect(stdout).toContain("2 runs: 2 as expected");
});
