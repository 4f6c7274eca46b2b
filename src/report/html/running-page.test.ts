/** The page of a run that is not over. */
import { mkdtempSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRun, runPaths } from "../../rundir/rundir.js";
import { writeUntil } from "../serve/testing/growing.js";
import { at } from "../testing/runs.js";
import { budgetFor } from "./budget.js";
import { unpack } from "./pack.js";
import { FATES } from "./payload.js";
import { packRun } from "./run-page.js";
import { plantedRun } from "./testing/planted.js";
import { writeRun } from "./testing/runs.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-running-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function pageNow() {
  return unpack(await packRun(readRun(directory), budgetFor(1), { isRunning: true })).page;
}

const totalsOf = (totals: readonly number[]) =>
  Object.fromEntries(
    FATES.map((fate, i) => [fate, totals[i] ?? 0] as const).filter(([, total]) => total > 0),
  );

it("calls nothing lost or kept, also where the log is there already and the verdict is not", async () => {
  await writeRun(plantedRun(directory));
  const page = await pageNow();
  expect(page).toMatchObject({
    isRunning: true,
    lost: null,
    headline: [],
    clear: [],
    unknown: [],
    damage: [],
  });
  expect(totalsOf(page.map!.totals)).toEqual({ unsent: 1, unsettled: 1, failed: 3, unknown: 15 });
  expect(page.map!.problem).toBe(
    "The run is not over. Which acknowledged messages the log keeps is not known yet.",
  );
  expect(page.environment.map(([name]) => name)).not.toContain("verdict");
});

it("ends where the ledger on the disk ends, for later messages are not known", async () => {
  await writeUntil(directory, 6);
  const run = plantedRun(directory);
  const progress = (ms: number, messages: number) =>
    at(ms, { event: "progress", sent: messages, acknowledged: messages, failed: 0 });
  const timeline = [progress(32_500, 5), progress(33_000, 6), progress(33_500, 7), progress(34_000, 8)];
  await writeRun({
    ...run,
    timeline,
    stored: null,
    produce(ledger) {
      for (let sequence = 0; sequence < 6; sequence++) {
        ledger.sent(0, sequence, 30_000 + sequence * 500);
        ledger.acknowledged(0, sequence, 0, sequence, 30_004 + sequence * 500);
      }
    },
  });
  expect((await pageNow()).endMs).toBe(33_000);
});

it("shows a pause as one: the timeline has no message either", async () => {
  await writeUntil(directory, 6);
  const run = plantedRun(directory);
  const still = [40_000, 50_000].map((ms) =>
    at(ms, { event: "progress", sent: 19, acknowledged: 15, failed: 3 }),
  );
  await writeRun({ ...run, timeline: still, stored: null });
  expect((await pageNow()).endMs).toBe(50_000);
});

it("has rates of the timeline before there is a ledger", async () => {
  await writeUntil(directory, 6);
  unlinkSync(runPaths(directory).ledger);
  const page = await pageNow();
  expect(page.map).toBeNull();
  expect(page.series.source).toBe("timeline");
  expect(page.figures.map(({ ours }) => ours)).toEqual([6, 6, 0]);
});
