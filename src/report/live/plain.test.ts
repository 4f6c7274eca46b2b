import { describe, expect, it } from "vitest";
import type { RunHeader, ViewEvent } from "../../experiment/watch.js";
import { at, partitionTimeline } from "../testing/runs.js";
import { plain } from "./plain.js";

const texts: Record<string, { code: number; text: string }> = {
  _MSG_TIMED_OUT: { code: -192, text: "Local: Message timed out" },
  _TRANSPORT: { code: -195, text: "Local: Broker transport failure" },
};

function lines(events: readonly ViewEvent[], run: Partial<RunHeader> = {}): string[] {
  let written = "";
  const terminal = {
    write: (text: string) => (written += text),
    columns: 80,
    rows: 24,
    isTTY: false,
    color: false,
  };
  const view = plain.open(
    {
      ...{ scenario: "x", engine: "local", acks: 1, instances: 1, rate: 1_000, planned: 100_000, scale: 1 },
      ...{ brokers: ["kafka1", "kafka2", "kafka3"], describeError: (name) => texts[name] },
      ...run,
    },
    terminal,
  );
  for (const event of events) view.event(event);
  view.done();
  view.done();
  return written.split("\n").slice(0, -1);
}

const progress = (ms: number, acknowledged: number, failed = 0) =>
  at(ms, { event: "progress", sent: acknowledged + failed + 5, acknowledged, failed });

describe("plain progress", () => {
  it("prints the totals at every 10,000 settled messages, as they were at that message", () => {
    expect(lines([progress(0, 9_999), progress(250, 10_250), progress(500, 30_100, 0)])).toEqual([
      ...["Success: 10000 Failed: 0", "Success: 20000 Failed: 0", "Success: 30000 Failed: 0"],
      ...["Sent: 30105", "Delivered: 30100", "Failed: 0"],
    ]);
    expect(lines([progress(0, 29_974, 20), progress(250, 29_974, 4_000)]).at(-4)).toBe(
      "Success: 29974 Failed: 26",
    );
  });

  it("prints messages that the scenario aborts apart from those that failed, and the outcomes", () => {
    const counts = {
      ...{ committed: 90, aborted: 11, unknown: 1, abandoned: 0 },
      abortedAsPlanned: { transactions: 10, messages: 1_000 },
      read: { transactions: 0, messages: 0 },
    };
    expect(lines([{ event: "transactions", counts }, progress(0, 9_000, 1_150)])).toEqual([
      ...["Success: 9000 Failed: 150", "Sent: 10155", "Delivered: 9000", "Failed: 150", "Aborted: 1000"],
      "Transactions: 90 committed, 11 aborted (10 as planned), 1 unknown",
    ]);
  });

  it("prints what was counted when both figures moved", () => {
    expect(lines([progress(0, 9_000, 10), progress(250, 9_900, 200)]).at(0)).toBe(
      "Success: 9900 Failed: 200",
    );
  });

  it("prints the first error of each kind, then counts by the second, and omits none", () => {
    const errors = (ms: number, _MSG_TIMED_OUT: number, _TRANSPORT = 0) =>
      at(ms, { event: "errors", errors: { _MSG_TIMED_OUT, ...(_TRANSPORT > 0 ? { _TRANSPORT } : {}) } });
    const printed = lines([
      ...[errors(1_000, 1), errors(1_250, 400), errors(1_500, 600), errors(2_000, 813), errors(2_250, 900)],
      ...[errors(2_300, 900, 1), at(9_000, { event: "phase", phase: "healing" })],
    ]);
    expect(printed).toEqual([
      'KafkaError{code=_MSG_TIMED_OUT,val=-192,str="Local: Message timed out"}',
      'KafkaError{code=_MSG_TIMED_OUT,val=-192,str="Local: Message timed out"} × 812',
      'KafkaError{code=_MSG_TIMED_OUT,val=-192,str="Local: Message timed out"} × 87',
      'KafkaError{code=_TRANSPORT,val=-195,str="Local: Broker transport failure"}',
      "12:00:09.000 healing",
    ]);
  });

  it("prints an error without its text when librdkafka has none", () => {
    expect(lines([at(0, { event: "errors", errors: { _NEW: 2 } })])).toEqual([
      ...["KafkaError{code=_NEW}", "KafkaError{code=_NEW} × 1"],
    ]);
  });

  it("ends with the totals, once", () => {
    const settled = { event: "settled", sent: 100_000, acknowledged: 95_513, failed: 4_487 } as const;
    expect(lines([progress(0, 95_513, 4_400), settled, at(9, { event: "phase", phase: "healing" })])).toEqual(
      [
        ...["Success: 95513 Failed: 4400", "Success: 95513 Failed: 4487"].slice(0, 0),
        ...["Success: 95513 Failed: 4400", "Success: 95513 Failed: 4487"],
        ...["Sent: 100000", "Delivered: 95513", "Failed: 4487", "12:00:00.009 healing"],
      ],
    );
  });

  it("prints each message of a slow producer, and what it noticed of a fail-over", () => {
    const message = { event: "message", producer: 0 } as const;
    const printed = lines(
      [
        { ...message, sequence: 83, offset: null, error: "_MSG_TIMED_OUT" },
        at(0, { event: "errors", errors: { _MSG_TIMED_OUT: 1 } }),
        at(0, { event: "offset-regressed", producer: 0, partition: 0, lost: 10, lastOffset: 22, offset: 13 }),
        { ...message, sequence: 84, offset: 13, error: null },
        { event: "settled", sent: 100, acknowledged: 40, failed: 60 },
      ],
      { rate: 1, planned: 100 },
    );
    expect(printed).toEqual([
      "ERROR! Value: 84 Offset: none Error: Local: Message timed out",
      "12:00:00.000 acknowledged offsets went back by 10 on partition 0",
      "Value: 85 Offset: 13",
      ...["Sent: 100", "Delivered: 40", "Failed: 60"],
    ]);
  });

  it("names the producer where there are several slow ones, and is silent about messages of fast ones", () => {
    const message: ViewEvent = { event: "message", producer: 2, sequence: 0, offset: 7, error: null };
    expect(lines([message], { rate: 2, instances: 3 })).toEqual(["Value: 1 Producer: 2 Offset: 7"]);
    expect(lines([message], { rate: 4, instances: 3 })).toEqual([]);
  });

  it("tells every five seconds how far each group of consumers is", () => {
    const consumed = (ms: number, group: string, reads: number) =>
      at(ms, { event: "consumed", group, reads, lag: 7 });
    const events = [0, 250, 4_990, 5_000].flatMap((ms) => [consumed(ms, "a", ms), consumed(ms, "b", 1)]);
    expect(lines(events)).toEqual([
      ...["Consumed by a: 0 Lag: 7", "Consumed by b: 1 Lag: 7"],
      ...["Consumed by a: 5000 Lag: 7", "Consumed by b: 1 Lag: 7"],
    ]);
  });

  it("tells faults, leaders and phases with a clock", () => {
    expect(lines(partitionTimeline)).toEqual([
      "12:00:00.000 starting",
      "12:00:01.950 producing",
      "12:00:31.200 partition injected on kafka1",
      "12:00:38.000 kafka2 leads (epoch 1); kafka1 still believes it leads",
      "12:01:12.200 partition healed",
      "12:01:12.500 kafka1 sees that kafka2 leads (epoch 1)",
      "12:01:15.400 in sync: kafka1 kafka2 kafka3",
      "12:01:58.200 done",
    ]);
  });

  it("lets no control character through", () => {
    const event = at(0, { event: "note", message: "a\u001b[2J\rb\nc\u009b" });
    expect(lines([event, { event: "step", message: "\u001b[Hd\u0008" }])).toEqual([
      "12:00:00.000 a b c ",
      "d ",
    ]);
  });
});
