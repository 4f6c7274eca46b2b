import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { hasEnded, wasAsked } from "./exits.js";

it("a process has ended when it is gone, even if Node has not heard of it", async () => {
  const child = spawn("true", { stdio: "ignore" });
  expect(child.exitCode).toBeNull();
  // Nothing is heard while this thread waits.
  while (!hasEnded(child)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  expect(child.exitCode).toBeNull();
  await once(child, "close");
  expect(hasEnded(child)).toBe(true);
});

it("a process that runs, or is stopped, has not ended", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  expect(hasEnded(child)).toBe(false);
  child.kill("SIGSTOP");
  expect(hasEnded(child)).toBe(false);
  child.kill("SIGKILL");
  await once(child, "close");
});

it.each([
  [undefined, null, false],
  [undefined, 1, false],
  ["SIGTERM", 143, true],
  ["SIGTERM", null, true],
  ["SIGKILL", null, true],
  // It ended by itself, with a code, before the signal reached it.
  ["SIGKILL", 1, false],
] as const)("after %s an exit with code %s was asked for: %s", (sent, code, asked) => {
  expect(wasAsked(sent, code)).toBe(asked);
});
