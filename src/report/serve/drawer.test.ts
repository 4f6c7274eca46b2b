/** The process that draws pages, as it is forked from compiled code. */
import { mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { compileModule } from "../../compile.test-support.js";
import { runPaths } from "../../rundir/rundir.js";
import { unpack } from "../html/pack.js";
import { plantedRun } from "../html/testing/planted.js";
import { writeRun } from "../html/testing/runs.js";
import { type Drawer, openDrawer } from "./drawer.js";
import { writeUntil } from "./testing/growing.js";

let compiled: string;
let directory: string;
let drawer: Drawer;

beforeAll(async () => {
  compiled = mkdtempSync(join(tmpdir(), "chaos-drawer-"));
  await compileModule(new URL("drawer-process.ts", import.meta.url), join(compiled, "drawer-process.mjs"));
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-drawn-"));
  // The process says who it is, so that a test can end it.
  const program = join(directory, "program.mjs");
  const lines = [
    'import { writeFileSync } from "node:fs";',
    `writeFileSync(${JSON.stringify(join(directory, "pid"))}, String(process.pid));`,
    `await import(${JSON.stringify(join(compiled, "drawer-process.mjs"))});`,
  ];
  writeFileSync(program, lines.join("\n"));
  drawer = openDrawer(program);
});
afterEach(() => {
  drawer[Symbol.dispose]();
  rmSync(directory, { recursive: true, force: true });
});

const pid = () => Number(readFileSync(join(directory, "pid"), "utf8"));
const run = () => join(directory, "run");
const draw = async (isRunning = false) =>
  unpack(new Uint8Array(inflateRawSync(await drawer.draw(run(), isRunning)))).page;

function isThere(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}

it("draws a run that is over, with its verdict, and one that is not, without", async () => {
  await writeUntil(run(), 6);
  expect(await draw(true)).toMatchObject({ isRunning: true, lost: null, headline: [], damage: [] });
  const first = pid();
  await writeRun(plantedRun(run()));
  expect(await draw()).toMatchObject({ isRunning: false, lost: 6 });
  expect(pid()).toBe(first);
});

it("draws what is there of a run whose files are half written", async () => {
  await writeRun(plantedRun(run()));
  const { ledger, log, timeline } = runPaths(run());
  for (const path of [log, ledger]) truncateSync(path, Math.floor(readFileSync(path).length / 2));
  writeFileSync(timeline, `${readFileSync(timeline, "utf8")}{"event":"pha`);
  const page = await draw(true);
  expect(page.map?.stored ?? null).toBeNull();
  expect(page).toMatchObject({ isRunning: true, lost: null });
  expect(page.events.length).toBeGreaterThan(0);
});

it("says why a page cannot be drawn, and draws the next", async () => {
  await writeRun(plantedRun(run()));
  const { result } = runPaths(run());
  const whole = readFileSync(result);
  writeFileSync(result, whole.subarray(0, whole.length / 2));
  await expect(draw()).rejects.toThrow("result.json is damaged: it is not whole JSON");
  renameSync(run(), `${run()}-elsewhere`);
  await expect(draw()).rejects.toThrow(`there is no run at ${run()}`);
  renameSync(`${run()}-elsewhere`, run());
  writeFileSync(result, whole);
  const first = pid();
  expect(await draw()).toMatchObject({ lost: 6 });
  expect(pid()).toBe(first);
});

it("says that the process has died, and starts another one for the next page", async () => {
  await writeRun(plantedRun(run()));
  await draw();
  const first = pid();
  process.kill(first, "SIGSTOP");
  const pages = [drawer.draw(run(), false), drawer.draw(run(), false)].map((page) =>
    expect(page).rejects.toThrow("the process that draws pages has ended: SIGKILL"),
  );
  process.kill(first, "SIGKILL");
  await Promise.all(pages);
  expect(await draw()).toMatchObject({ lost: 6 });
  expect(pid()).not.toBe(first);
});

it("says so too where the process cannot start", async () => {
  using missing = openDrawer(join(directory, "nothing.mjs"));
  await expect(missing.draw(run(), false)).rejects.toThrow(
    "the process that draws pages has ended: exit code 1",
  );
});

it("ends the process at the end, and no page is waited for", async () => {
  await writeRun(plantedRun(run()));
  await draw();
  const first = pid();
  process.kill(first, "SIGSTOP");
  const page = expect(drawer.draw(run(), false)).rejects.toThrow("the process that draws pages has ended");
  drawer[Symbol.dispose]();
  await page;
  process.kill(first, "SIGCONT");
  await expect.poll(() => isThere(first), { timeout: 20_000 }).toBe(false);
});

it("stays at a Ctrl-C, which the terminal sends to it too", async () => {
  await writeRun(plantedRun(run()));
  await draw();
  const first = pid();
  process.kill(first, "SIGINT");
  expect(await draw()).toMatchObject({ lost: 6 });
  expect(pid()).toBe(first);
});
