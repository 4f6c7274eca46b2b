import { Chalk } from "chalk";
import { expect, it } from "vitest";
import type { CampaignCellData } from "../rundir/campaign.js";
import { renderCampaign } from "./campaign.js";
import { result } from "./testing/runs.js";

const page = { columns: 160, paint: new Chalk({ level: 0 }) };

const cell = (
  losses: readonly (number | null)[],
  changes: Partial<CampaignCellData> = {},
): CampaignCellData => ({
  ...{ id: "1", scenario: "orders", settings: { "producers.acks": 1 }, missing: 0 },
  runs: losses.map((lost, i) => ({
    result: result({ run: `r${i}`, scenario: "orders", counts: { lost }, noWrites: null }),
    ...{ directory: `r${i}`, timeline: [], damage: [] },
  })) as unknown as CampaignCellData["runs"],
  ...changes,
});

it("shows of each cell how often it lost messages, and how many", () => {
  const text = renderCampaign(
    [cell([3, 1, 0]), cell([0, 0], { settings: { "producers.acks": "all" } })],
    page,
  );
  expect(text).toMatch(/orders +producers\.acks=1 +3 +2 of 3 +21–94 % +1 \(0–3\) +\?/);
  expect(text).toMatch(/orders +producers\.acks=all +2 +0 of 2 +0–66 % +0 +\?/);
});

it("says of a median that some runs do not have it", () => {
  expect(renderCampaign([cell([3, null, 5])], page)).toContain("4 (3–5), 2 of 3");
});

it("says what is unknown, what is missing, and what does not count", () => {
  const text = renderCampaign([cell([null], { missing: 4, settings: {} })], page);
  expect(text).toMatch(/orders +– +1 +\? +\? +\?/);
  expect(text).toContain("missing: 4 runs");
});

it("has no escape sequence of a hostile name", () => {
  expect(renderCampaign([cell([], { scenario: "a\u001b[31mb" })], page)).not.toContain("\u001b");
});
