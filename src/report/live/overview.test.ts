import { describe, expect, it } from "vitest";
import type { RunHeader } from "../../experiment/watch.js";
import { at } from "../testing/runs.js";
import { openOverview, overviewFrame, progressLine } from "./overview.js";
import { LiveState } from "./state.js";

const header: RunHeader = {
  ...{ scenario: "a", engine: "local", acks: 1, instances: 1, rate: 1_000, planned: 100, scale: 1 },
  ...{ brokers: ["kafka1"], describeError: () => undefined },
};
const paint = { bold: String, dim: String, yellow: String } as never;

describe("many runs at once", () => {
  it("are one line each, below a bar with the time left", () => {
    const state = new LiveState();
    state.apply(at(10, { event: "phase", phase: "produce" }));
    state.apply(at(20, { event: "progress", sent: 50, acknowledged: 43, failed: 0 }));
    const rows = [
      { name: "a acks=1", planned: 100, state, beganMs: 0 },
      { name: "a acks=all", planned: 100, state: new LiveState(), beganMs: 40_000 },
    ];
    const totals = { wanted: 22, over: 7, leftMs: 190_000 };
    expect(overviewFrame(rows, totals, 43_000, { columns: 60, paint }, 12)).toEqual([
      "7 of 22 runs  ━━━━━━━────────────────  about 3 min 10 s left",
      "a acks=1    produce       43 %    0:43",
      "a acks=all  starting              0:03",
    ]);
    expect(overviewFrame(rows, totals, 43_000, { columns: 60, paint }, 1).at(-1)).toBe("and 1 more run");
  });

  it("are plain lines with their names in a pipe", () => {
    let written = "";
    const terminal = { ...{ columns: 80, rows: 24, isTTY: false, color: false } };
    const write = (text: string) => {
      written += text;
    };
    const overview = openOverview({ ...terminal, write }, () => ({ wanted: 2, over: 0, leftMs: null }));
    const [first, second] = [overview.open("a #1", header), overview.open("a #2", header)];
    first.event(at(0, { event: "phase", phase: "start" }));
    second.event(at(1, { event: "phase", phase: "start" }));
    expect(written).toBe("a #1: 12:00:00.000 start\na #2: 12:00:00.001 start\n");
  });

  it("say how many are over, and the time left if it is known", () => {
    expect(progressLine({ wanted: 4, over: 1, leftMs: 36_900 })).toBe("1 of 4 runs, about 36.9 s left");
    expect(progressLine({ wanted: 4, over: 1, leftMs: null })).toBe("1 of 4 runs");
  });
});
