import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cellsOf, fileOf } from "../campaign/testing/fake-runs.js";
import { defaultView } from "../report/live/index.js";
import type { CountedCell } from "../report/model/campaign.js";
import { result } from "../report/testing/runs.js";
import { writeCampaign } from "../rundir/campaign.js";
import { edgeInTest } from "./command.test-support.js";
import type { LivePage } from "./live-page.js";
import { tellCampaign } from "./tell-campaign.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tell-campaign-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("the live page gets the runs of each cell that count, and judges a probability when all runs are over", () => {
  const cells = cellsOf("a", "b");
  const file = fileOf(cells, { repeats: 2 });
  writeCampaign(directory, file);
  const told: (readonly CountedCell[])[] = [];
  const live = {
    tell() {},
    tellCells: (some: readonly CountedCell[]) => void told.push(some),
  } as unknown as LivePage;
  const { edge } = edgeInTest();
  const reporting = { view: defaultView(edge.stderr), tellsProgress: true, document: null, files: [] };
  const teller = tellCampaign({ directory, file, cells, jobs: 1, isOpenEnded: false, reporting, live }, edge);
  const end = (cell: number, round: number, lost: number, over: number, isRetried = false) =>
    teller.onEnd(
      { cell: cells[cell]!, round },
      { result: result({ run: `run-${cell}-${round}`, counts: { lost } }), failure: null },
      isRetried,
      { wanted: 4, over, left: [] },
    );
  end(0, 1, 7, 0, true);
  end(0, 1, 3, 1);
  end(1, 1, 0, 2);
  const [a, b] = told.at(-1)!;
  expect(a!.runs).toMatchObject([{ directory: join(directory, "run-0-1"), result: { counts: { lost: 3 } } }]);
  expect(b!.runs).toMatchObject([{ directory: join(directory, "run-1-1"), result: { counts: { lost: 0 } } }]);
  expect(a).toMatchObject({ scenario: "a", missing: 0, isRepeated: false });
  // What was told does not change with later runs.
  end(0, 2, 3, 3);
  end(1, 2, 3, 4);
  expect(a!.runs).toHaveLength(1);
  expect(told.at(-1)!.map(({ isRepeated, runs }) => [isRepeated, runs.length])).toEqual([
    [true, 2],
    [true, 2],
  ]);
});
