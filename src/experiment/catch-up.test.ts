import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { faults } from "../faults/index.js";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { View } from "../observer/leadership.js";
import { catchUpLimitMs, isAtRest, waitForCatchUp } from "./catch-up.js";

it("replicas have three minutes to catch up, and longer where there is more to fetch", () => {
  expect(catchUpLimitMs(0)).toBe(180_000);
  expect(catchUpLimitMs(900_000_000)).toBe(180_000);
  expect(catchUpLimitMs(9_000_000_000)).toBe(1_800_000);
});

it.each([
  ["all", [], 10, true],
  ["all", [], 9, false],
  ["all", ["kill", "restart"], 10, true],
  ["all", ["kill", "pause"], 10, false],
  ["all", ["kill"], 9, false],
  [0, [], 10, false],
] as const)(
  "acks=%s, faults %j, %i of 10 acknowledged: at rest is %s",
  (acks, kinds, acknowledged, expected) => {
    const steps = kinds.map((fault) => ({ fault }));
    expect(isAtRest([{ acks }], steps, faults, { sent: 10, acknowledged })).toBe(expected);
  },
);

describe("catching up", () => {
  const TOPIC = { name: "orders", partitions: 2, replicas: 3, config: {} };
  let brokers: ScriptedBrokers;
  let isOver: boolean;

  beforeEach(async () => {
    brokers = await scriptedBrokers(3, TOPIC);
    isOver = false;
  });
  afterEach(() => brokers[Symbol.asyncDispose]());

  /** `leaders`: as each broker names them, in the order of the brokers. */
  function begin(...leaders: [leader: string, epoch: number][]): Promise<unknown> {
    return beginWhere({ isAtRest: false }, ...leaders);
  }

  function beginWhere(
    options: { isAtRest: boolean },
    ...leaders: [leader: string, epoch: number][]
  ): Promise<unknown> {
    const views = leaders.flatMap(([leader, epoch], i) =>
      [0, 1].map((partition): View => ({ node: `kafka${i + 1}`, partition, leader, epoch, isr: [] })),
    );
    const cluster = { nodes: brokers.nodes };
    const observer = { views: () => views };
    const limit = { limitMs: 60_000, signal: new AbortController().signal, ...options };
    return waitForCatchUp(cluster, observer, [TOPIC], limit).then(() => (isOver = true));
  }

  const looks = (id: number) => brokers.nodes[id - 1]!.asked.get("ListOffsets") ?? 0;

  it("waits until each watermark is at the end of its log", async () => {
    const [leader] = brokers.nodes;
    leader!.logEnds = [10, 0];
    const waiting = begin(["kafka1", 0], ["kafka1", 0], ["kafka1", 0]);
    await vi.waitFor(() => expect(looks(1)).toBeGreaterThan(3), 5_000);
    expect(isOver).toBe(false);
    leader!.watermarks = [10, 0];
    await waiting;
  });

  it.each([
    [true, 1],
    [false, 2],
  ])("at rest is %s: looks %i times at each log", async (isAtRest, times) => {
    await beginWhere({ isAtRest }, ["kafka1", 0], ["kafka1", 0], ["kafka1", 0]);
    // The watermark and the end of the log of two partitions.
    expect(looks(1)).toBe(times * 4);
  });

  it("asks the leader of the highest epoch, though most brokers name the one before", async () => {
    const [deposed] = brokers.nodes;
    deposed!.logEnds = [500, 500];
    await begin(["kafka1", 0], ["kafka1", 0], ["kafka3", 1]);
    expect(looks(1)).toBe(0);
    expect(looks(3)).toBeGreaterThan(0);
  });

  it("waits for a replica that is not in sync, as any broker sees it", async () => {
    const [, second] = brokers.nodes;
    second!.believes[1]!.isr = [1, 2];
    const waiting = begin(["kafka1", 0], ["kafka1", 0], ["kafka1", 0]);
    await vi.waitFor(() => expect(second!.asked.get("Metadata")).toBeGreaterThan(3), 5_000);
    expect(isOver).toBe(false);
    second!.believes[1]!.isr = [1, 2, 3];
    await waiting;
  });
});
