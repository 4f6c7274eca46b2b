import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lock } from "./lock.js";
import { ownerHere } from "./owner.js";

const signal = new AbortController().signal;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-test-"));
  path = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

/** How many held it at once, at most, when so many wanted it. */
async function contend(count: number): Promise<number> {
  let holding = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: count }, async () => {
      await using _ = await lock(path, signal);
      most = Math.max(most, ++holding);
      await new Promise(setImmediate);
      holding--;
    }),
  );
  return most;
}

test("one at a time holds it, and nothing is left of it", async () => {
  expect(await contend(10)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("whose holder is dead is taken over, by one", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(path, `${ownerHere().replace(/^\d+/, `${pid}`)}\nits own`);
  expect(await contend(10)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("whose holder died before it had written its name is taken over", async () => {
  await writeFile(path, "");
  await utimes(path, 0, 0);
  expect(await contend(2)).toBe(1);
});

test("whose holder lives is waited for", async () => {
  const held = await lock(path, signal);
  const interruption = new AbortController();
  const reason = new Error("enough");
  const waiting = lock(path, interruption.signal);
  interruption.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await held[Symbol.asyncDispose]();
  await (await lock(path, signal))[Symbol.asyncDispose]();
});
