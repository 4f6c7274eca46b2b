import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InfrastructureError, UsageError } from "../errors.js";
import { lossy, result } from "../report/testing/runs.js";
import { type CampaignFile, createCampaign, writeCampaign } from "../rundir/campaign.js";
import { createRun, writeResult } from "../rundir/rundir.js";
import { EXIT } from "./command.js";
import { edgeInTest } from "./command.test-support.js";
import { defineReport } from "./report.js";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "chaos-report-"));
});
afterEach(() => rmSync(out, { recursive: true }));

function makeRun(scenario: string): string {
  const paths = createRun(out, scenario);
  writeResult(paths, lossy({ scenario }));
  return paths.directory;
}

/** What `chaos report` writes, and what it throws. */
async function report(...words: string[]) {
  const { edge, written } = edgeInTest();
  const command = new Command("report").exitOverride().configureOutput({ writeErr() {} });
  let exit: number | undefined;
  await defineReport(
    command,
    edge,
    async (code) => {
      exit = await code;
    },
    [],
  );
  const error: unknown = await command
    .parseAsync([...words, "--out", out], { from: "user" })
    .then(() => null)
    .catch((thrown) => thrown);
  return { stdout: written.stdout, error: error as Error | null, exit };
}

it.each([
  ["torn", '{"schemaVersion": 1, "run":', /torn\/result\.json is damaged: it is not whole JSON$/],
  ["of a newer chaos", '{"schemaVersion": 99}', /was written by a newer chaos \(its schema is 99/],
  ["not of chaos", "[]", /is not a result of chaos/],
])("a run whose result is %s is named, and the others are shown", async (_, text, sentence) => {
  makeRun("first");
  mkdirSync(join(out, "torn"));
  writeFileSync(join(out, "torn", "result.json"), text);
  makeRun("last");
  const { stdout, error } = await report("--all");
  expect(stdout).toMatch(/^first .*\n *last /m);
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(error?.message).toMatch(sentence);
});

it("what is no run is not among all runs, and is told of when it is named", async () => {
  const run = makeRun("only");
  mkdirSync(join(out, "empty"));
  writeFileSync(join(out, "file"), "");
  expect((await report("--all")).error).toBeNull();
  const { stdout, error } = await report(run, "empty", "file", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject([{ run: { scenario: "only" } }]);
  expect(error).toBeInstanceOf(UsageError);
  expect(error?.message.split("\n")).toEqual([
    expect.stringMatching(/empty is not a run: it has no result\.json$/),
    expect.stringMatching(/^there is no run called file/),
  ]);
});

it("writes nothing when none of the runs can be read", async () => {
  const { stdout, error } = await report("nowhere", "--format", "json");
  expect(stdout).toBe("");
  expect(error).toBeInstanceOf(UsageError);
});

it("writes a report to the file that the format names, over the one that was there", async () => {
  const run = makeRun("only");
  const file = join(out, "page.html");
  writeFileSync(file, "before");
  const { stdout, error } = await report(run, "--format", `html=${file}`);
  expect([stdout, error]).toEqual(["", null]);
  expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
  expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

it("writes several reports at once: one is shown, and the others go to files", async () => {
  const run = makeRun("only");
  const files = ["all.json", "page.html"].map((name) => join(out, name));
  const { stdout, error } = await report(
    ...[run, "--format", "table", "--format", `json=${files[0]}`, "--format", `html=${files[1]}`],
  );
  expect(error).toBeNull();
  expect(stdout).toMatch(/^only /m);
  expect(JSON.parse(readFileSync(files[0]!, "utf8"))).toMatchObject([{ run: { scenario: "only" } }]);
  expect(readFileSync(files[1]!, "utf8")).toMatch(/^<!doctype html>/);
});

it("says that a disk is full, and that a directory is missing", async () => {
  const run = makeRun("only");
  expect((await report(run, "--format", "json=/dev/full")).error?.message).toBe(
    "the report cannot be written to /dev/full: the disk is full",
  );
  const { error } = await report(run, "--format", `html=${join(out, "nowhere", "page.html")}`);
  expect(error?.message).toMatch(/there is no such directory$/);
});

it("refuses a format that there is not, one without its file, and --open with another format", async () => {
  makeRun("only");
  expect((await report("--all", "--format", "pdf")).error?.message).toMatch(/Allowed choices are pretty/);
  expect((await report("--all", "--format", "html=")).error?.message).toMatch(/name of a file is missing/);
  expect((await report("--all", "--format", "json", "--open")).error?.message).toMatch(
    /--format asks for json/,
  );
});

it("makes a page of no runs, and names those that cannot be read in the page of the others", async () => {
  expect((await report("--all", "--format", "html")).stdout).toContain("<title>chaos: no runs</title>");
  const run = makeRun("only");
  const { stdout, error } = await report(run, "nowhere", "--format", "html");
  expect(stdout).toContain("there is no run called nowhere");
  expect(error).toBeInstanceOf(UsageError);
});

/** One part of two of a campaign that expects a probability of a loss above 0.5. `losses`: lost messages of its runs. */
function makePart(index: number, losses: readonly number[]): string {
  const directory = createCampaign(out);
  const cell = { id: "1-orders", scenario: "orders", settings: {} };
  const runs = losses.map((lost, i): CampaignFile["runs"][number] => {
    const paths = createRun(directory, `run${i}`);
    const expected = { loss: { probability: { above: 0.5 } } };
    writeResult(paths, result({ run: paths.name, scenario: "orders", expect: expected, counts: { lost } }));
    const round = 2 * i + index;
    return { cell: cell.id, round, directory: paths.name, isOver: true, isRetried: false };
  });
  writeCampaign(directory, {
    ...{ schemaVersion: 1, chaos: "0", startedAt: "2026-11-28T10:00:00.000Z", finishedAt: null },
    ...{ repeats: 2 * losses.length, shard: { index, of: 2 }, cells: [cell], runs },
  });
  return directory;
}

it.each([
  ["met", [7, 7, 7, 7], [7, 7, 7, 7], EXIT.asExpected],
  ["not met", [0, 0, 0, 0], [0, 0, 0, 0], EXIT.notAsExpected],
  ["undecided", [0, 0, 0, 0], [7, 7, 7, 7], EXIT.infrastructure],
])("the parts of a campaign together judge a probability: %s", async (word, first, second, code) => {
  const parts = [makePart(1, first), makePart(2, second)];
  const { stdout, exit } = await report("--merge", ...parts);
  expect(stdout).toMatch(
    new RegExp(`^${word} +loss in \\d of 8 runs \\(.* %\\), expected probability > 0\\.5`, "m"),
  );
  expect(exit).toBe(code);
  // Each run is as expected, and to show a part is no judgement of the campaign.
  expect((await report(parts[0]!)).exit).toBe(EXIT.asExpected);
});
