import fc from "fast-check";
import { expect, test } from "vitest";
import { type EqualShape, equalLedger } from "./equal.test-support.js";
import {
  errorCounts,
  type Ledger,
  latencyMs,
  ledgerBytesPerMessage,
  OUTCOME,
  UNKNOWN_PARTITION,
} from "./ledger.js";

const SEED = 4;
const SHAPE: EqualShape = { nonce: 1, producers: 2, messages: 10, partitions: 1, acks: 1, startedAtMs: 0 };

function ledgerOf(shape: Partial<EqualShape> = {}): Ledger {
  return equalLedger({ ...SHAPE, ...shape });
}

test("a message goes from unsent to in flight to its one outcome, and the totals follow", () => {
  const ledger = ledgerOf();
  for (let sequence = 0; sequence < 4; sequence++) ledger.sent(1, sequence, 1.25);
  ledger.acknowledged(1, 0, 0, 77, 3.5);
  ledger.acknowledged(1, 1, 0, -1001, 4);
  ledger.failed(1, 2, 0, "ERR__MSG_TIMED_OUT", 5);
  expect([...ledger.outcome.subarray(10, 15)]).toEqual([
    OUTCOME.acknowledged,
    OUTCOME.unplaced,
    OUTCOME.failed,
    OUTCOME.inFlight,
    OUTCOME.unsent,
  ]);
  expect(ledger.offset[10]).toBe(77);
  expect(ledger.sentAt[10]).toBe(13);
  expect(ledger.settledAt[10]).toBe(35);
  expect(ledger.totals).toMatchObject({ sent: 4, acknowledged: 2, failed: 1, settled: 3, contradictions: 0 });
  expect(errorCounts(ledger)).toEqual({ ERR__MSG_TIMED_OUT: 1 });
});

test("a failed message keeps the partition that its report names, and is marked where it names none", () => {
  const ledger = ledgerOf({ partitions: 2 });
  for (const [sequence, partition] of [1, -1, 2].entries()) {
    ledger.sent(0, sequence, 0);
    ledger.failed(0, sequence, partition, "ERR", 1);
  }
  expect([...ledger.partition!.subarray(0, 3)]).toEqual([1, UNKNOWN_PARTITION, UNKNOWN_PARTITION]);
});

test("a report that contradicts the ledger is counted, told, and changes nothing", () => {
  const contradictory: ((ledger: Ledger) => void)[] = [
    (ledger) => ledger.acknowledged(0, 0, 0, 99, 9),
    (ledger) => ledger.failed(0, 0, 0, "ERR", 9),
    (ledger) => ledger.sent(0, 0, 9),
    (ledger) => ledger.failed(0, 1, 0, "ERR", 9),
    (ledger) => ledger.acknowledged(0, 1, 0, 5, 9),
    (ledger) => ledger.sent(2, 0, 9),
    (ledger) => ledger.failed(0, 10, 0, "ERR", 9),
    (ledger) => ledger.acknowledged(-1, 0, 0, 0, 9),
  ];
  for (const contradict of contradictory) {
    const ledger = ledgerOf();
    ledger.sent(0, 0, 1);
    ledger.acknowledged(0, 0, 0, 5, 2);
    const before = [ledger.outcome, ledger.offset, ledger.sentAt, ledger.settledAt].map((column) =>
      column.slice(),
    );
    contradict(ledger);
    expect([ledger.outcome, ledger.offset, ledger.sentAt, ledger.settledAt]).toEqual(before);
    expect(ledger.totals).toMatchObject({
      sent: 1,
      acknowledged: 1,
      failed: 0,
      settled: 1,
      contradictions: 1,
    });
    expect(ledger.contradictions).toHaveLength(1);
  }
});

test("an offset or partition that can't be is a contradiction, but the message is settled", () => {
  const ledger = ledgerOf();
  ledger.sent(0, 0, 0);
  ledger.sent(0, 1, 0);
  ledger.acknowledged(0, 0, 0, 2 ** 32, 1);
  ledger.acknowledged(0, 1, 1, 4, 1);
  expect([...ledger.outcome.subarray(0, 2)]).toEqual([OUTCOME.unplaced, OUTCOME.unplaced]);
  expect(ledger.totals).toMatchObject({ settled: 2, contradictions: 2 });
});

test("offsets that librdkafka counts on from one it doesn't have are no offsets", () => {
  const ledger = ledgerOf({ producers: 1, messages: 3000 });
  for (let sequence = 0; sequence < 3000; sequence++) ledger.sent(0, sequence, 0);
  // A batch of 2,000 whose offset is unknown ends in "offsets" 0 to 998; the batch after it stands at 500,000.
  for (let i = 0; i < 2000; i++) ledger.acknowledged(0, i, 0, -1001 + i, 1);
  for (let i = 0; i < 1000; i++) ledger.acknowledged(0, 2000 + i, 0, 500_000 + i, 1);
  expect(ledger.outcome.slice(0, 2000).every((outcome) => outcome === OUTCOME.unplaced)).toBe(true);
  expect(ledger.outcome.slice(2000).every((outcome) => outcome === OUTCOME.acknowledged)).toBe(true);
});

test("with acks=0 no offset is believed", () => {
  const ledger = ledgerOf({ acks: 0 });
  ledger.sent(0, 0, 0);
  ledger.acknowledged(0, 0, 0, 12, 1);
  expect(ledger.outcome[0]).toBe(OUTCOME.unplaced);
  expect(ledger.totals.acknowledged).toBe(1);
});

test("more names of errors than there is room for share the last one", () => {
  const ledger = ledgerOf({ messages: 400, producers: 1 });
  for (let sequence = 0; sequence < 400; sequence++) {
    ledger.sent(0, sequence, 0);
    ledger.failed(0, sequence, 0, `ERR_${sequence % 300}`, 1);
  }
  expect(ledger.errorNames).toHaveLength(252);
  expect(errorCounts(ledger)).toMatchObject({ ERR_0: 2, ERR_99: 2, ERR_250: 1, "other errors": 49 });
});

test("percentiles are those of the sorted latencies, to the tick or to a thousandth", () => {
  const latency = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 2 ** 31 }));
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (latencies) => {
      const ledger = ledgerOf({ producers: 1, messages: latencies.length });
      for (const [sequence, ticks] of latencies.entries()) {
        ledger.sent(0, sequence, 100);
        ledger.acknowledged(0, sequence, 0, sequence, 100 + ticks / 10);
      }
      const sorted = latencies.toSorted((a, b) => a - b).map((ticks) => ticks / 10);
      const found = latencyMs(ledger)!;
      const closeTo = (value: number, exact: number) => {
        expect(value).toBeGreaterThanOrEqual(exact);
        expect(value).toBeLessThanOrEqual(exact < 204.8 ? exact : exact * 1.001);
      };
      closeTo(found.p50, sorted[Math.ceil(sorted.length * 0.5) - 1]!);
      closeTo(found.p99, sorted[Math.ceil(sorted.length * 0.99) - 1]!);
      expect(found.max).toBe(sorted.at(-1));
    }),
    { seed: SEED },
  );
});

test("nothing acknowledged has no latency", () => {
  expect(latencyMs(ledgerOf())).toBeNull();
});

test("a message costs 13 bytes, and 15 in a topic of several partitions", () => {
  for (const [partitions, bytes] of [
    [1, 13],
    [2, 15],
  ] as const) {
    const ledger = ledgerOf({ partitions, messages: 100_000 });
    const { outcome, offset, sentAt, settledAt, partition, dirty } = ledger;
    const columns = [outcome, offset, sentAt, settledAt, ...(partition ? [partition] : [])];
    const total = columns.reduce((sum, column) => sum + column.byteLength, 0);
    expect(ledgerBytesPerMessage(partitions)).toBe(bytes);
    expect(total / ledger.rows).toBe(bytes);
    expect(dirty.byteLength / ledger.rows).toBeLessThan(0.001);
  }
});

test("shapes that can't be held are refused", () => {
  for (const shape of [
    { producers: 0 },
    { messages: 0 },
    { messages: 2 ** 31 },
    { partitions: 0 },
    { partitions: 65_536 },
  ]) {
    expect(() => ledgerOf(shape)).toThrow(RangeError);
  }
});
