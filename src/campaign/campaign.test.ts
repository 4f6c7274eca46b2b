import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InfrastructureError, InterruptedError } from "../errors.js";
import { readCampaign, readCampaignFile } from "../rundir/campaign.js";
import { cellsOf, FakeRuns, fileOf, type Planned } from "./testing/fake-runs.js";
import { readUntil } from "./until.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "campaign-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const [a, b] = [cellsOf("a"), cellsOf("a", "b")];
const always = (planned: Planned) => () => planned;
const missing = () => readCampaign(directory).cells.map((cell) => cell.missing);

/** Until every promise that is ready has been heard. */
async function settled() {
  for (let i = 0; i < 20; i++) await turn();
}

describe("a campaign", () => {
  it("makes round after round of its cells, and is finished then", async () => {
    const runs = new FakeRuns(directory, always({}));
    expect(await runs.campaign(b, fileOf(b, { repeats: 2 }))).toEqual([]);
    expect(runs.begun).toEqual(["a#1", "b#1", "a#2", "b#2"]);
    expect(missing()).toEqual([0, 0]);
    expect(readCampaignFile(directory).finishedAt).not.toBeNull();
  });

  it("of several shards has every run in one of them", async () => {
    const all: string[] = [];
    for (const index of [1, 2, 3]) {
      const part = mkdtempSync(join(directory, "part-"));
      const runs = new FakeRuns(part, always({}));
      await runs.campaign(b, fileOf(b, { repeats: 4, shard: { index, of: 3 } }));
      expect(readCampaign(part).cells.map((cell) => cell.missing)).toEqual([0, 0]);
      all.push(...runs.begun);
    }
    expect(all.sort()).toEqual(["a#1", "a#2", "a#3", "a#4", "b#1", "b#2", "b#3", "b#4"]);
  });

  it("makes an inconclusive run again, and never one with a verdict", async () => {
    const runs = new FakeRuns(directory, (name, number) => {
      if (name === "b#1") return { verdict: "not-as-expected" };
      return { verdict: number === 1 ? "inconclusive" : "as-expected" };
    });
    await runs.campaign(b, fileOf(b), { retries: 3 });
    expect(runs.ends).toEqual(["a#1 inconclusive again", "a#1 as-expected", "b#1 not-as-expected"]);
    const { cells, file } = readCampaign(directory);
    expect(cells[0]!.runs.map(({ result }) => result.verdict)).toEqual(["as-expected"]);
    expect(file.runs.map(({ isRetried }) => isRetried)).toEqual([true, false, false]);
  });

  it("keeps the last of runs that stay inconclusive", async () => {
    const runs = new FakeRuns(directory, always({ verdict: "inconclusive" }));
    await runs.campaign(a, fileOf(a), { retries: 2 });
    expect(runs.ends).toEqual([...["a#1 inconclusive again", "a#1 inconclusive again", "a#1 inconclusive"]]);
    expect(missing()).toEqual([0]);
  });

  it("begins no more runs of a cell whose rate of loss is known well enough", async () => {
    const runs = new FakeRuns(directory, (name) => ({ lost: name.startsWith("a") ? 0 : null }));
    await runs.campaign(b, fileOf(b, { repeats: 40 }), { until: readUntil("loss.p ± 0.05") });
    // Wilson's interval of 0 losses in 35 runs is 0 to 9.9 %. Runs that do not know their losses say nothing.
    expect(runs.begun.filter((name) => name.startsWith("a")).length).toBe(35);
    expect(runs.begun.filter((name) => name.startsWith("b")).length).toBe(40);
    expect(missing()).toEqual([0, 0]);
  });

  it("begins no run after one that is not as expected, with --bail, and counts those that go on", async () => {
    const runs = new FakeRuns(directory, () => null);
    const end = runs.campaign(b, fileOf(b, { repeats: 2 }), { bail: true, jobs: 2 });
    await settled();
    runs.held[0]!.started();
    await settled();
    runs.held[0]!.end({ verdict: "not-as-expected" });
    await settled();
    runs.held[1]!.end();
    await end;
    expect(runs.begun).toEqual(["a#1", "b#1"]);
    expect(missing()).toEqual([1, 1]);
    expect(readCampaignFile(directory).finishedAt).toBeNull();
  });
});

describe("runs side by side", () => {
  it("are at most so many, and their clusters start one after another", async () => {
    const cells = cellsOf("a", "b", "c", "d");
    const runs = new FakeRuns(directory, () => null);
    const end = runs.campaign(cells, fileOf(cells), { jobs: 2 });
    await settled();
    expect(runs.begun).toEqual(["a#1"]);
    runs.held[0]!.started();
    await settled();
    expect(runs.begun).toEqual(["a#1", "b#1"]);
    runs.held[1]!.started();
    await settled();
    expect(runs.begun.length).toBe(2);
    runs.held[1]!.end();
    await settled();
    expect(runs.begun).toEqual(["a#1", "b#1", "c#1"]);
    runs.held[0]!.end();
    runs.held[2]!.end();
    await settled();
    runs.held[3]!.end();
    await end;
    expect(missing()).toEqual([0, 0, 0, 0]);
  });
});

it("a run that has to be alone lets the others of its round begin, and no later round", async () => {
  const [alone, ...others] = cellsOf("alone", "b", "c");
  const cells = [others[0]!, { ...alone!, isHungry: true }, others[1]!];
  const runs = new FakeRuns(directory, () => null);
  const end = runs.campaign(cells, fileOf(cells, { repeats: 2 }), { jobs: 3 });
  await settled();
  runs.held[0]!.started();
  await settled();
  expect(runs.begun).toEqual(["b#1", "c#1"]);
  runs.held[1]!.started();
  await settled();
  expect(runs.begun).toEqual(["b#1", "c#1"]);
  runs.held[0]!.end();
  runs.held[1]!.end();
  await settled();
  expect(runs.begun).toEqual(["b#1", "c#1", "alone#1"]);
  for (const one of [2, 3, 4, 5]) {
    runs.held[one]!.started();
    runs.held[one]!.end();
    await settled();
  }
  await end;
  expect(runs.begun.slice(2)).toEqual(["alone#1", "b#2", "c#2", "alone#2"]);
  expect(missing()).toEqual([0, 0, 0]);
});

describe("a campaign that is interrupted", () => {
  async function interrupted() {
    const stop = new AbortController();
    const runs = new FakeRuns(directory, (_, number) => (number === 1 ? {} : null));
    const end = runs.campaign(b, fileOf(b, { repeats: 2 }), { signal: stop.signal });
    await settled();
    stop.abort(new InterruptedError("stopped by SIGINT"));
    await end;
    return runs;
  }

  it("counts the runs that are over, and misses the others", async () => {
    const runs = await interrupted();
    expect(runs.begun).toEqual(["a#1", "b#1"]);
    expect(missing()).toEqual([1, 2]);
    expect(readCampaignFile(directory)).toMatchObject({
      finishedAt: null,
      runs: [{ isOver: true }, { isOver: false }],
    });
  });

  it("makes the missing runs when it is resumed, and does not count the one that was interrupted", async () => {
    await interrupted();
    const rest = new FakeRuns(mkdtempSync(join(directory, "rest-")), always({}));
    Object.assign(rest, { directory });
    rest.begun.push("before", "before");
    await rest.campaign(b, readCampaignFile(directory));
    expect(rest.begun.slice(2)).toEqual(["b#1", "a#2", "b#2"]);
    expect(missing()).toEqual([0, 0]);
    const { finishedAt, runs } = readCampaignFile(directory);
    expect(finishedAt).not.toBeNull();
    expect(runs.filter(({ isRetried }) => isRetried).length).toBe(1);
  });
});

describe("a campaign whose first runs end with the same error", () => {
  const failed = (port: number) => ({ error: `no image on port ${port}` });
  const stoppedBy = () => readCampaignFile(directory).stopped?.error;

  it("begins no more runs, and says why", async () => {
    const runs = new FakeRuns(directory, (_, number) => failed(9092 + number));
    await runs.campaign(a, fileOf(a, { repeats: 20 }));
    expect(runs.begun).toEqual(["a#1", "a#2", "a#3"]);
    expect(missing()).toEqual([17]);
    expect(stoppedBy()).toMatch(/no image on port 9095$/);
    expect(readCampaignFile(directory).finishedAt).toBeNull();
  });

  it("makes those runs again when it is resumed", async () => {
    await new FakeRuns(directory, () => failed(1)).campaign(a, fileOf(a, { repeats: 4 }));
    const rest = new FakeRuns(directory, always({}));
    rest.begun.push("before", "before", "before");
    await rest.campaign(a, readCampaignFile(directory));
    expect(rest.begun.slice(3)).toEqual(["a#1", "a#2", "a#3", "a#4"]);
    expect(missing()).toEqual([0]);
    expect(stoppedBy()).toBeUndefined();
    const { cells } = readCampaign(directory);
    expect(cells[0]!.runs.map(({ result }) => result.verdict)).toEqual(Array(4).fill("as-expected"));
  });

  it("counts each attempt of a run that is made again", async () => {
    const runs = new FakeRuns(directory, () => failed(1));
    await runs.campaign(a, fileOf(a, { repeats: 2 }), { retries: 5 });
    expect(runs.begun).toEqual(["a#1", "a#1", "a#1"]);
    expect(missing()).toEqual([2]);
  });

  it.each([
    ["one has a verdict", (number: number) => (number === 2 ? {} : failed(1))],
    [
      "one is inconclusive",
      (number: number) => (number === 1 ? { verdict: "inconclusive" as const } : failed(1)),
    ],
    ["one has another error", (number: number) => (number === 2 ? { error: "no Java" } : failed(1))],
    ["they come later", (number: number) => (number < 2 ? {} : failed(1))],
  ])("makes all runs where %s", async (_, plan) => {
    const runs = new FakeRuns(directory, (_, number) => plan(number));
    await runs.campaign(a, fileOf(a, { repeats: 8 }));
    expect(missing()).toEqual([0]);
    expect(stoppedBy()).toBeUndefined();
  });

  it("tries each kind of cluster first", async () => {
    const cells = cellsOf("a", "b", "c", "d").map((cell, index) =>
      index === 3 ? { ...cell, spec: { ...cell.spec, kafka: "3.9.1" } } : cell,
    );
    const runs = new FakeRuns(directory, (name) => (name.startsWith("d") ? {} : failed(1)));
    await runs.campaign(cells, fileOf(cells, { repeats: 2 }));
    expect(missing()).toEqual([0, 0, 0, 0]);
    const other = mkdtempSync(join(directory, "other-"));
    const all = new FakeRuns(other, () => failed(1));
    await all.campaign(cells, fileOf(cells, { repeats: 2 }));
    expect(all.begun).toEqual(["a#1", "b#1", "c#1", "d#1"]);
  });

  it("begins more while a scenario that has not failed is being made, and after one of its runs ends well", async () => {
    const cells = cellsOf("a", "b", "c", "d");
    const runs = new FakeRuns(directory, (name) => (name === "b#1" ? null : failed(1)));
    const end = runs.campaign(cells, fileOf(cells, { repeats: 4 }), { jobs: 2 });
    await settled();
    runs.held[0]!.started();
    await settled();
    expect(runs.begun).toEqual(["a#1", "b#1", "c#1", "d#1", "a#2", "b#2"]);
    runs.held[0]!.end();
    await end;
    expect(missing()).toEqual([0, 0, 0, 0]);
    expect(stoppedBy()).toBeUndefined();
  });
});

it("a full disk ends the campaign: runs that go on are interrupted, and runs that are over count", async () => {
  const full = new InfrastructureError("the disk is full");
  const runs = new FakeRuns(directory, (name) => (name === "c#1" ? full : name === "a#1" ? {} : null));
  const cells = cellsOf("a", "b", "c", "d");
  const end = runs.campaign(cells, fileOf(cells), { jobs: 2 });
  const failed = expect(end).rejects.toBe(full);
  await settled();
  runs.held[0]!.started();
  await failed;
  expect(runs.begun).toEqual(["a#1", "b#1", "c#1"]);
  expect(missing()).toEqual([0, 1, 1, 1]);
});
