import { Chalk } from "chalk";
import { expect, it } from "vitest";
import { renderCampaign } from "./campaign.js";
import { cellOf, oddsCells } from "./testing/cells.js";
import { width } from "./text.js";

const page = { columns: 160, paint: new Chalk({ level: 0 }) };
const cell = cellOf;

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
  expect(text).toMatch(/orders +1 +\? +\? +\?/);
  expect(text).toContain("missing: 4 runs");
});

it("has no escape sequence of a hostile name", () => {
  expect(renderCampaign([cell([], { scenario: "a\u001b[31mb" })], page)).not.toContain("\u001b");
});

it("says of the other checks in how many runs they were found, and with what interval in none", () => {
  const found = cell([0, 0, 0, 0]);
  found.runs[1]!.result.counts.duplicated = 7;
  const text = renderCampaign([found, cell([0, 0], { settings: { "producers.acks": "all" } })], page);
  expect(text).toContain("duplicates in 1 of 4 (5–70 %): orders producers.acks=1\n");
  expect(text).toMatch(/in none of at least 2 runs of each combination \(0–66 %\): order, /);
  expect(text.match(/in none of [^:]+: (.+)/)![1]).not.toContain("duplicates");
});

const varied = [1, 3].flatMap((controllers) =>
  [0, 1, "all"].map((acks) =>
    cell(acks === "all" ? [0, 0] : [3, controllers - 1], {
      settings: { "cluster.controllers": controllers, "producers.acks": acks },
    }),
  ),
);

it("is a matrix too where the cells differ in two settings", () => {
  const lines = renderCampaign(varied, page).split("\n");
  expect(lines.slice(0, 4)).toEqual([
    "lost in, by cluster.controllers and producers.acks",
    "cluster.controllers                  0                  1              all",
    "1                      1 of 2 (9–91 %)    1 of 2 (9–91 %)  0 of 2 (0–66 %)",
    "3                    2 of 2 (34–100 %)  2 of 2 (34–100 %)  0 of 2 (0–66 %)",
  ]);
});

it("fits on 80 columns and on 50: what has no room as a table is a paragraph for each cell", () => {
  for (const columns of [80, 50]) {
    const lines = renderCampaign(varied, { ...page, columns }).split("\n");
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
  }
  const text = renderCampaign(varied, { ...page, columns: 80 });
  expect(text).toContain(
    "orders cluster.controllers=3 producers.acks=1\n  lost in 2 of 2 runs · loses 34–100 % · lost 3 (2–3) · no writes ?\n",
  );
});

it("says of each probability that a cell expects whether it is met, and how many more runs would decide it", () => {
  expect(renderCampaign(oddsCells, page)).toContain(`
met        loss in 18 of 20 runs (70–97 %), expected probability > 0.5: orders producers.acks=1
not met    loss in 2 of 20 runs (3–30 %), expected probability > 0.5: orders producers.acks=0
undecided  loss in 13 of 20 runs (43–82 %), expected probability > 0.5: orders producers.acks=all
           about 23 more runs would decide it, if the share stays 13 of 20
`);
  const narrow = renderCampaign(oddsCells, { ...page, columns: 50 }).split("\n");
  expect(Math.max(...narrow.map(width))).toBeLessThanOrEqual(50);
});
