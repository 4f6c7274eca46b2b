import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownerHere } from "../engine/owner.js";
import { holdCampaign } from "./hold.js";
import {
  type CampaignRecord,
  readRecord,
  refuseDifferences,
  refuseOtherScenarios,
  writeRecord,
} from "./record.js";
import { cellsOf } from "./testing/fake-runs.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "campaign-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const record: CampaignRecord = {
  ...{ schemaVersion: 1, chaos: "0.1.0", scenarios: [], fingerprints: { "1-a": "a" } },
  settings: {
    ...{ engine: "local", vary: [], set: ["producers.acks=1"], scale: 0.1, seed: null, repeat: 3 },
    ...{ until: null, retryInconclusive: 0, shard: null },
  },
};

describe("a campaign is resumed", () => {
  it("as it began", () => {
    writeRecord(directory, record);
    const read = readRecord(directory);
    expect(read).toEqual(record);
    const settings = { scale: 0.1, set: ["producers.acks=1"] };
    expect(() => refuseDifferences(directory, read, { chaos: "0.1.0", settings })).not.toThrow();
    expect(() => refuseOtherScenarios(directory, read, cellsOf("a"))).not.toThrow();
  });

  it.each([
    [{ chaos: "0.2.0", settings: {} }, "chaos 0.1.0 began it, and this is chaos 0.2.0"],
    [{ chaos: "0.1.0", settings: { scale: 0.2 } }, "it began with --scale 0.1, and now it is 0.2"],
    [
      { chaos: "0.1.0", settings: { set: ["producers.acks=all"] } },
      "it began with --set producers.acks=1, and now it is producers.acks=all",
    ],
    [
      { chaos: "0.1.0", settings: { retryInconclusive: 2 } },
      "it began with --retry-inconclusive 0, and now it is 2",
    ],
    [{ chaos: "0.1.0", settings: { shard: "1/2" } }, "it began with --shard nothing, and now it is 1/2"],
  ])("not with %j", (now, why) => {
    expect(() => refuseDifferences(directory, record, now)).toThrow(why);
  });

  it("not with a scenario that has changed, and not without plan.json", () => {
    const [cell] = cellsOf("a");
    const changed = [{ ...cell!, fingerprint: "b" }];
    expect(() => refuseOtherScenarios(directory, record, changed)).toThrow(
      "the scenario in a.yaml has changed since it began",
    );
    expect(() => readRecord(directory)).toThrow("plan.json is missing");
    writeFileSync(join(directory, "plan.json"), "{");
    expect(() => readRecord(directory)).toThrow("plan.json is damaged");
  });

  it("by one process at a time, and after that process was killed", async () => {
    const signal = new AbortController().signal;
    {
      await using _ = await holdCampaign(directory, signal);
      await expect(holdCampaign(directory, signal)).rejects.toThrow("another process makes runs");
    }
    writeFileSync(join(directory, "campaign.lock"), `${ownerHere().replace(/^\d+/, "4194305")}\nx`);
    await using _ = await holdCampaign(directory, signal);
  });
});
