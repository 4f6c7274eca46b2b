import { existsSync, mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepLedger, readLedger } from "../../history/ledger-file.js";
import { type RunData, readRun, runPaths } from "../../rundir/rundir.js";
import { budgetFor } from "./budget.js";
import { decodeRun, type RunModel } from "./page/decode.js";
import { FATES } from "./payload.js";
import { packRun } from "./run-page.js";
import { PLANTED_FATES, plantedRun } from "./testing/planted.js";
import { writeRun } from "./testing/runs.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-html-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** As the browser gets it. */
async function pageOf(run: RunData, budget = budgetFor(1)): Promise<RunModel> {
  return decodeRun(deflateRawSync(await packRun(run, budget)).toString("base64"));
}

function fatesIn({ map }: RunModel): Record<string, number | undefined> {
  return Object.fromEntries(
    FATES.flatMap((fate, i) => (map!.data.totals[i] === 0 ? [] : [[fate, map!.data.totals[i]]])),
  );
}

const bit = (fate: (typeof FATES)[number]) => 1 << FATES.indexOf(fate);

describe("the map", () => {
  it("finds every planted fate, at its message", async () => {
    const model = await pageOf(await writeRun(plantedRun(directory)));
    expect(fatesIn(model)).toEqual(PLANTED_FATES);
    const masks = [...model.map!.levels[0]!];
    expect(masks.slice(0, 8)).toEqual(Array(8).fill(bit("kept")));
    expect(masks.slice(8, 14)).toEqual(Array(6).fill(bit("lost")));
    expect(masks.slice(14)).toEqual(
      (["failed", "failed", "unexpected", "duplicated", "unsettled", "unsent"] as const).map(bit),
    );
    // From far away nothing is hidden: one number has the fates of all.
    expect(model.map!.levels.at(-1)![0]).toBe(masks.reduce((a, b) => a | b));
  });

  it("tells time, place and epoch of a message, and what is at its offset now", async () => {
    const { map } = await pageOf(await writeRun(plantedRun(directory)));
    expect(map!.facts(0, 8)).toMatchObject({
      sentMs: 34_000,
      settledMs: 34_004,
      partition: 0,
      offset: 8,
      isAbout: false,
    });
    expect(map!.facts(0, 19)).toMatchObject({ sentMs: null, settledMs: null, offset: null });
    expect(map!.atOffset(0, 8)).toEqual({ what: "message", row: 16, epoch: 1 });
    expect(map!.atOffset(0, 11)).toEqual({ what: "beyond the end", endOffset: 11 });
    expect(map!.data.terms).toEqual([
      { partition: 0, epoch: 0, firstOffset: 0, lastOffset: 7, records: 8 },
      { partition: 0, epoch: 1, firstOffset: 8, lastOffset: 10, records: 3 },
    ]);
    // A lost message is in no log: its epoch is that of the evidence.
    expect(map!.data.epochValues[map!.epochs![9]! - 1]).toBe(0);
    expect(map!.sentBy(0, 34_000)).toBe(9);
  });

  it("calls missing messages lost only where result.json counts as many", async () => {
    const run = plantedRun(directory);
    const counts = { ...run.result.counts, lost: null, lostAtLeast: 2, lostAtMost: 6 };
    const model = await pageOf(await writeRun({ ...run, result: { ...run.result, counts } }));
    expect(fatesIn(model)).toMatchObject({ missing: 6 });
    expect(fatesIn(model)).not.toHaveProperty("lost");
  });

  it("says that fates are not known without the log, with a damaged one, and with that of another run", async () => {
    const run = plantedRun(directory);
    await writeRun({ ...run, stored: null });
    const without = await pageOf(readRun(directory));
    expect(fatesIn(without)).toMatchObject({ unknown: 15, failed: 3 });
    expect(without.page.damage.join()).toContain("no log.bin");

    await writeRun(run);
    truncateSync(runPaths(directory).log, 60);
    const damaged = await pageOf(readRun(directory));
    expect(fatesIn(damaged)).toMatchObject({ unknown: 15 });
    expect(damaged.page.damage.join()).toMatch(/not whole/);
  });

  it("has the knowledge of the producers where the run was killed", async () => {
    const run = plantedRun(directory);
    await writeRun(run);
    const { ledger } = await readLedger(runPaths(directory).ledger);
    const keeper = keepLedger(runPaths(directory).ledger, ledger, 60_000);
    // Until it is disposed, the file says that the run goes on.
    await keeper.flush();
    const killed = await pageOf(readRun(directory));
    await keeper[Symbol.asyncDispose]();
    expect(fatesIn(killed)).toEqual({ unsent: 1, unsettled: 1, failed: 3, unknown: 15 });
    expect(killed.page.damage.join()).toContain("killed before its end");
  });

  it("puts cells together where the fates change too often, and hides none", async () => {
    const model = await pageOf(await writeRun(plantedRun(directory)), { ...budgetFor(1), spans: 3 });
    expect(model.map!.data.unit).toBeGreaterThan(1);
    const all = [...model.map!.levels[0]!].reduce((a, b) => a | b);
    expect(all & bit("lost")).not.toBe(0);
    expect(all & bit("duplicated")).not.toBe(0);
    expect(fatesIn(model)).toEqual(PLANTED_FATES);
  });
});

describe("the series", () => {
  it("count every message once", async () => {
    const { sent, acknowledged, failed, latencies } = await pageOf(await writeRun(plantedRun(directory)));
    const sum = (column: ArrayLike<number> | null) => Array.from(column ?? []).reduce((a, b) => a + b, 0);
    expect([sum(sent), sum(acknowledged), sum(failed), sum(latencies!.count)]).toEqual([19, 15, 3, 15]);
  });

  it("come from the timeline where there is no ledger", async () => {
    const run = plantedRun(directory);
    const at = (ms: number, sent: number) => ({
      ...{ at: new Date(run.startedAtMs + ms).toISOString(), ms, event: "progress" as const },
      ...{ sent, acknowledged: sent, failed: 0 },
    });
    await writeRun({ ...run, timeline: [...run.timeline.slice(0, 5), at(3_000, 10), at(4_000, 15)] });
    unlinkSync(runPaths(directory).ledger);
    const model = await pageOf(readRun(directory));
    expect(model.map).toBeNull();
    expect(model.page.series.source).toBe("timeline");
    expect(model.sent!.reduce((a, b) => a + b)).toBe(15);
    expect(model.page.damage.join()).toContain("no ledger.bin");
  });
});

it("merges the logs of all nodes by time, without what belongs to no time", async () => {
  const { lines, page } = await pageOf(await writeRun(plantedRun(directory)));
  expect(lines.map(({ ms, node, level }) => [ms, page.nodes[node]?.name, level])).toEqual([
    [2_000, "kafka1", "INFO"],
    [38_100, "kafka2", "WARN"],
    [72_310, "kafka1", "INFO"],
  ]);
  expect(page.lostRanges[0]).toMatchObject({
    acknowledgedBy: "kafka1",
    cutMs: 72_310,
    cut: "kafka1 truncated its log to 8",
  });
});

it("draws a page from result.json alone", async () => {
  await writeRun(plantedRun(directory));
  const paths = runPaths(directory);
  for (const path of [paths.ledger, paths.log, paths.timeline, paths.scenario]) unlinkSync(path);
  rmSync(paths.logs, { recursive: true });
  const { page, map } = await pageOf(readRun(directory));
  expect(map).toBeNull();
  expect(page.headline[0]).toContain("6 of 15 acknowledged messages");
  expect(page.scenarioText).toBeNull();
  expect(existsSync(paths.ledger)).toBe(false);
});

it("survives files of rubbish", async () => {
  await writeRun(plantedRun(directory));
  const paths = runPaths(directory);
  for (const path of [
    paths.ledger,
    paths.log,
    paths.timeline,
    paths.scenario,
    join(paths.logs, "kafka1.log"),
  ]) {
    writeFileSync(path, Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 7919) % 256)));
  }
  const { page } = await pageOf(readRun(directory));
  expect(page.damage.length).toBeGreaterThan(0);
});
