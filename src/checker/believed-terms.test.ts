import { describe, expect, it } from "vitest";
import { ANSWER_MS_MAX, INTERVAL_MS } from "../observer/observer.js";
import type { Happening, TimelineEvent } from "../rundir/timeline.js";
import { believedTerms, LOOKS_APART_MS_MAX } from "./believed-terms.js";

const at = (ms: number, happening: Happening): TimelineEvent => ({
  at: new Date(ms).toISOString(),
  ms,
  ...happening,
});
const view = (ms: number, leader: string | null, epoch: number, node = "kafka1") =>
  at(ms, { event: "view", node, partition: 0, leader, epoch, isr: [] });
const reachable = (ms: number, reachable: boolean) =>
  at(ms, { event: "reachable", node: "kafka1", reachable });
const node = (ms: number, state: "killed" | "started" | "paused" | "resumed") =>
  at(ms, { event: "node", node: "kafka1", state });

const terms = (...events: TimelineEvent[]) =>
  believedTerms(events).map(({ epoch, fromMs, toMs }) => [epoch, fromMs, toMs]);

describe("a believed term", () => {
  it("knows how far apart the observer's looks are", () => {
    expect(LOOKS_APART_MS_MAX).toBe(INTERVAL_MS + ANSWER_MS_MAX);
  });

  it("may have begun right after the look before, and ends with another view", () => {
    expect(
      terms(
        view(9_000, "kafka1", 0),
        view(9_500, "kafka1", 0),
        view(20_000, "kafka1", 2),
        view(30_000, null, 3),
      ),
    ).toEqual([
      [0, 7_750, 20_000],
      [2, 18_750, 30_000],
    ]);
  });

  it("outlasts silence: a broker that is paused or busy has not changed its mind", () => {
    expect(
      terms(
        view(9_000, "kafka1", 0),
        node(15_000, "paused"),
        reachable(16_250, false),
        node(30_000, "resumed"),
        reachable(30_240, true),
        view(30_240, "kafka2", 1),
      ),
    ).toEqual([[0, 7_750, 30_240]]);
  });

  it("may have begun while the broker was silent", () => {
    expect(
      terms(
        view(9_000, "kafka2", 0),
        reachable(16_000, false),
        reachable(30_240, true),
        view(30_240, "kafka1", 1),
      ),
    ).toEqual([[1, 14_750, Infinity]]);
  });

  it("ends with the process, and the next one begins after its start", () => {
    expect(
      terms(
        view(9_000, "kafka1", 0),
        node(20_000, "killed"),
        reachable(20_100, false),
        node(25_000, "started"),
        reachable(28_000, true),
        view(28_000, "kafka1", 2),
      ),
    ).toEqual([
      [0, 7_750, 20_000],
      [2, 25_000, Infinity],
    ]);
  });
});
