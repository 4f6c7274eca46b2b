import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CampaignFile,
  createCampaign,
  mergeCampaigns,
  readCampaign,
  writeCampaign,
} from "./campaign.js";
import { findRun, latestRun, listRuns } from "./rundir.js";

const now = new Date("2026-11-28T10:00:00Z");
let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "campaign-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const file: CampaignFile = {
  ...{ schemaVersion: 1, chaos: "0", startedAt: now.toISOString(), finishedAt: null, repeats: 3 },
  ...{ shard: null, cells: [{ id: "1-a", scenario: "a", settings: {} }], runs: [] },
};

function run(...path: string[]): string {
  const directory = join(out, ...path);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "result.json"), "{}");
  return directory;
}

describe("a campaign's directory", () => {
  it("is never that of another campaign", () => {
    expect([createCampaign(out, now), createCampaign(out, now)].map((path) => basename(path))).toEqual([
      ...["20261128T100000Z-campaign", "20261128T100000Z-campaign-2"],
    ]);
  });

  it("has runs that are found by their names, and are listed among the others by their time", () => {
    const campaign = createCampaign(out, now);
    writeCampaign(campaign, file);
    const within = run(basename(campaign), "20261128T100001Z-a");
    const [before, after] = [run("20261128T095959Z-a"), run("20261128T100002Z-a")];
    expect(listRuns(out)).toEqual([before, within, after]);
    expect(latestRun(out)).toBe(after);
    expect(findRun(out, "20261128T100001Z-a")).toBe(within);
  });

  it("wants no more runs of a cell that is known well enough", () => {
    const campaign = createCampaign(out, now);
    writeCampaign(campaign, file);
    expect(readCampaign(campaign).cells[0]?.missing).toBe(3);
    writeCampaign(campaign, { ...file, cells: [{ ...file.cells[0]!, isEnough: true }] });
    expect(readCampaign(campaign).cells[0]?.missing).toBe(0);
  });
});

describe("parts of a campaign", () => {
  const part = (index: number, changes: Partial<CampaignFile> = {}) => {
    const directory = createCampaign(out, now);
    writeCampaign(directory, { ...file, shard: { index, of: 3 }, ...changes });
    return readCampaign(directory);
  };

  it("are one, and the runs of a part that is not there are missing", () => {
    expect(mergeCampaigns([part(1), part(2), part(3)])).toMatchObject([{ id: "1-a", missing: 3 }]);
    expect(mergeCampaigns([part(1), part(3)])).toMatchObject([{ id: "1-a", missing: 3 }]);
    const done = part(2, { cells: [{ ...file.cells[0]!, isEnough: true }] });
    expect(mergeCampaigns([part(1), done])).toMatchObject([{ missing: 2 }]);
  });

  it("are repeated if all of them together want several runs of a cell", () => {
    expect(mergeCampaigns([part(1), part(2)])).toMatchObject([{ isRepeated: true }]);
    expect(mergeCampaigns([part(1, { repeats: 1 })])).toMatchObject([{ isRepeated: false }]);
    expect(part(1, { repeats: 1 }).cells).toMatchObject([{ isRepeated: false }]);
  });

  it("are not counted twice, and not with parts of another campaign", () => {
    expect(() => mergeCampaigns([part(1), part(1)])).toThrow(/are both part 1 of 3/);
    expect(() => mergeCampaigns([part(1), part(2, { repeats: 4 })])).toThrow(/no parts of one campaign/);
    expect(() => mergeCampaigns([part(1), part(1, { shard: null })])).toThrow(/no parts of one campaign/);
  });
});
