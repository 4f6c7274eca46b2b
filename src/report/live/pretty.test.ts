import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunHeader, ViewEvent } from "../../experiment/watch.js";
import { at, partitionTimeline, view } from "../testing/runs.js";
import { width } from "../text.js";
import { FRAME_LINES_MAX, frame } from "./frame.js";
import { pretty } from "./pretty.js";
import { LiveState } from "./state.js";

const run: RunHeader = {
  ...{
    scenario: "acks1-leader-partition",
    engine: "local",
    acks: 1,
    instances: 1,
    rate: 1_000,
    planned: 100_000,
  },
  ...{ scale: 1, brokers: ["kafka1", "kafka2", "kafka3"], describeError: () => undefined },
};

const progress = (ms: number, acknowledged: number, failed = 0) =>
  at(ms, { event: "progress", sent: acknowledged + failed + 12, acknowledged, failed });

/** Both kafka1 and kafka2 believe they lead. */
const splitBrain: readonly ViewEvent[] = [
  ...partitionTimeline.slice(0, 8),
  ...[progress(42_000, 40_000, 100), progress(43_000, 40_990, 110), progress(44_000, 41_980, 120)],
  at(44_000, { event: "errors", errors: { _MSG_TIMED_OUT: 120 } }),
];

function picture(
  events: readonly ViewEvent[],
  columns = 79,
  rows = 24,
  header = run,
  level: 0 | 1 = 0,
): string[] {
  const state = new LiveState();
  for (const event of events) state.apply(event);
  return frame(header, state, 44_000, { columns, paint: new Chalk({ level }) }, rows);
}

describe("a frame", () => {
  it("shows transactions by outcome, and no message as failed that the scenario aborts", () => {
    const counts = {
      ...{ committed: 90, aborted: 10, unknown: 0, abandoned: 0 },
      abortedAsPlanned: { transactions: 10, messages: 1_000 },
      read: { transactions: 0, messages: 0 },
    };
    const [, , totals, transactions] = picture([
      { event: "transactions", counts },
      at(0, { event: "phase", phase: "produce" }),
      progress(1_000, 9_000, 1_000),
    ]);
    expect(totals).toMatch(/failed 0/);
    expect(transactions).toBe("transactions 90 committed · 10 aborted as planned · 0 unknown");
  });

  it("shows two brokers that both believe they lead", () => {
    expect(`\n${picture(splitBrain).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      acks1-leader-partition                                 local · acks 1 · 1,000/s
      producing  ━━━━━━━━━━━━━━━━━━━━━━━────────────────────────────────  42 %   0:44
      sent  42,112  1,000/s    acknowledged  41,980  990/s    failed 120  10/s
      errors _MSG_TIMED_OUT × 120

      kafka1   leads              epoch 0   in sync  kafka1 kafka2 kafka3   partition
      kafka2   leads              epoch 1   in sync  kafka2 kafka3
      kafka3   sees kafka2 lead   epoch 1   in sync  kafka2 kafka3
      kafka1 and kafka2 both believe they lead

      12:00:31.200  partition injected on kafka1
      12:00:38.000  kafka2 leads (epoch 1); kafka1 still believes it leads
      "
    `);
  });

  it("shows what is waited for before the first message", () => {
    const events: ViewEvent[] = [
      at(0, { event: "phase", phase: "starting" }),
      { event: "step", message: "fetching Kafka 3.9.1: 37 of 105 jars" },
    ];
    expect(`\n${picture(events).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      acks1-leader-partition                                 local · acks 1 · 1,000/s
      starting: fetching Kafka 3.9.1: 37 of 105 jars                             0:44
      "
    `);
  });

  it("shows what each group of consumers has read, and a consumer that ended by itself", () => {
    const events: ViewEvent[] = [
      at(0, { event: "consumed", group: "billing", reads: 42_100, lag: 880 }),
      at(1, { event: "consumed", group: "audit", reads: 1, lag: 0 }),
      at(2, {
        ...{ event: "client", group: "billing", instance: 1, incarnation: 0, state: "died" },
        detail: "signal SIGSEGV",
      }),
    ];
    const text = picture(events).join("\n");
    expect(text).toMatch(/^read billing 42,100, lag 880 · audit 1, lag 0$/m);
    expect(text).toContain("the consumer billing-1 ended by itself: signal SIGSEGV");
  });

  it("shows nodes that are down and those that do not answer", () => {
    const events = [
      ...partitionTimeline.slice(0, 5),
      at(5_000, { event: "node", node: "kafka1", state: "killed" }),
      at(5_001, { event: "reachable", node: "kafka3", reachable: false }),
    ];
    const text = picture(events).join("\n");
    expect(text).toMatch(/^kafka1 {3}killed$/m);
    expect(text).toMatch(/^kafka3 {3}unreachable$/m);
  });

  it("keeps its size with many brokers and partitions, at any width and height, and its text without colours", () => {
    const brokers = Array.from({ length: 30 }, (_, i) => `kafka${i + 1}`);
    const views = brokers.flatMap((node) => [0, 1, 2].map((p) => view(1, node, "kafka1", 0, brokers, p)));
    const header = { ...run, brokers, instances: 10, planned: 10_000_000_000 };
    for (const events of [
      splitBrain,
      [...views, ...splitBrain, view(45_000, "kafka9", "kafka9", 3, brokers, 2)],
    ]) {
      for (let columns = 20; columns <= 130; columns += 11) {
        for (const rows of [4, 8, 24, 60]) {
          const plain = picture(events, columns, rows, header);
          expect(plain.length).toBeLessThanOrEqual(Math.min(FRAME_LINES_MAX, Math.max(4, rows - 1)));
          expect(plain.filter((line) => width(line) > columns || line.includes("\n"))).toEqual([]);
          const coloured = picture(events, columns, rows, header, 1);
          expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
        }
      }
    }
  });

  it("does not say 100 % before the last message is settled", () => {
    expect(picture([progress(0, 99_999)]).join("\n")).toContain(" 99 %");
    expect(picture([progress(0, 100_000)]).join("\n")).toContain("100 %");
  });
});

describe("the live view", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const writes: string[] = [];
    const write = (text: string) => void writes.push(text);
    const terminal = { writes, write, columns: 80, rows: 24, isTTY: true, color: false };
    const view = pretty.open(run, terminal);
    return { terminal, view };
  }

  it("draws ten times a second at most, however much happens", () => {
    const { terminal, view } = open();
    for (let ms = 0; ms < 1_000; ms++) {
      view.event(progress(ms, ms * 10));
      vi.advanceTimersByTime(1);
    }
    expect(terminal.writes.length).toBeLessThanOrEqual(10);
    expect(terminal.writes.length).toBeGreaterThanOrEqual(9);
    view.done();
  });

  it("takes its picture away and gives the cursor back, once", () => {
    const { terminal, view } = open();
    view.event(progress(0, 10));
    vi.advanceTimersByTime(100);
    expect(terminal.writes[0]).toContain("\u001b[?25l");
    view.done();
    view.done();
    view.event(progress(1, 20));
    vi.advanceTimersByTime(1_000);
    expect(terminal.writes.length).toBe(2);
    expect(terminal.writes[1]).toContain("\u001b[3A\u001b[J\u001b[?25h");
  });

  it("leaves a terminal alone on which it never drew", () => {
    const { terminal, view } = open();
    view.done();
    expect(terminal.writes).toEqual([]);
  });

  it("finds its first row again after the terminal was made narrower", () => {
    const { terminal, view } = open();
    view.event(progress(0, 10));
    vi.advanceTimersByTime(100);
    terminal.columns = 40;
    vi.advanceTimersByTime(100);
    // Three lines, each broken in two by the narrower terminal.
    expect(terminal.writes.at(-1)).toContain("\u001b[6A");
    view.done();
  });
});
