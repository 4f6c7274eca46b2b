import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { result } from "../report/testing/runs.js";
import { runsBelow } from "../rundir/below.js";
import { CAMPAIGN_SCHEMA_VERSION, writeCampaign } from "../rundir/campaign.js";
import { runPaths, writeResult } from "../rundir/rundir.js";
import { edgeInTest } from "./command.test-support.js";
import { showHistory } from "./history.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chaos-history-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, day: string, lost: number): void {
  const directory = join(root, path);
  mkdirSync(directory, { recursive: true });
  const run = result({ scenario: "orders", startedAt: `${day}T09:00:00.000Z`, counts: { lost } });
  writeResult(runPaths(directory), run);
  writeFileSync(runPaths(directory).timeline, "");
}

function putCampaign(path: string, day: string, runs: number, repeats: number): void {
  for (let i = 1; i <= runs; i++) put(join(path, `run-${i}`), day, 5);
  writeCampaign(join(root, path), {
    ...{ schemaVersion: CAMPAIGN_SCHEMA_VERSION, chaos: "0.1.0", startedAt: `${day}T08:00:00.000Z` },
    ...{ finishedAt: null, repeats, shard: null },
    cells: [{ id: "orders", scenario: "orders", settings: {} }],
    runs: Array.from({ length: runs }, (_, i) => ({
      ...{ cell: "orders", round: i + 1, directory: `run-${i + 1}`, isOver: true, isRetried: false },
    })),
  });
}

async function show(...format: Parameters<typeof showHistory>[2]): Promise<string> {
  const { edge, written } = edgeInTest({ columns: 80 });
  await showHistory(root, "time", format, edge);
  return written.stdout;
}

it("finds runs and campaigns in folders of folders, and each of them once", async () => {
  put("ci/2026-09/run", "2026-09-01", 0);
  putCampaign("nightly/2026-10/campaign", "2026-10-01", 3, 4);
  expect(runsBelow(root)).toEqual({
    runs: [join(root, "ci/2026-09/run")],
    campaigns: [join(root, "nightly/2026-10/campaign")],
    problems: [],
  });
  const text = await show();
  expect(text).toMatch(/2026-09-01 +1 +0 of 1/);
  expect(text).toMatch(/2026-10-01 +3 +3 of 3/);
  expect(text).toContain("not counted: 1 missing");
});

it("shows the rest where a run cannot be read, and names that run", async () => {
  put("good", "2026-09-01", 0);
  mkdirSync(join(root, "bad"));
  writeFileSync(join(root, "bad", "result.json"), "{");
  await expect(show()).rejects.toThrow("result.json is damaged");
});

it("prints a document with --format json or html, also to files, and refuses other formats and an empty folder", async () => {
  await expect(show()).rejects.toThrow("there are no runs in");
  put("run", "2026-09-01", 0);
  expect(JSON.parse(await show({ name: "json", file: undefined }))).toMatchObject({
    schemaVersion: 1,
    by: "time",
  });
  const file = join(root, "history.html");
  await show({ name: "html", file });
  expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
  await expect(show({ name: "junit", file: undefined })).rejects.toThrow("and not junit");
});
