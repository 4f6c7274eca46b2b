import { expect, test } from "vitest";
import { equalLedger } from "./equal.test-support.js";
import { partitionTable } from "./partition-table.js";
import { acknowledgedBetween } from "./progress.js";
import { reachedRate } from "./reached-rate.js";

const SHAPE = { nonce: 1, producers: 2, messages: 4, acks: 1, startedAtMs: 0 } as const;

test("each partition has what was acknowledged and what failed in it, and nothing of a partition that there is not", () => {
  const ledger = equalLedger({ ...SHAPE, partitions: 2 });
  for (const [sequence, partition] of [1, -1, 70_000, 0].entries()) {
    for (const producer of [0, 1]) ledger.sent(producer, sequence, 0);
    ledger.acknowledged(0, sequence, partition, 5, 1);
    ledger.failed(1, sequence, partition, "ERR", 1);
  }
  expect(partitionTable(ledger)).toEqual([
    { partition: 0, acknowledged: 1, failed: 1 },
    { partition: 1, acknowledged: 1, failed: 1 },
  ]);
});

test("messages that are in flight are in no row", () => {
  const ledger = equalLedger({ ...SHAPE, partitions: 1 });
  ledger.sent(0, 0, 0);
  expect(partitionTable(ledger)).toEqual([{ partition: 0, acknowledged: 0, failed: 0 }]);
});

test("progress in a span of time is what was acknowledged in it", () => {
  const ledger = equalLedger({ ...SHAPE, partitions: 1, startedAtMs: 1_000 });
  for (let sequence = 0; sequence < 4; sequence++) {
    ledger.sent(0, sequence, 0);
    if (sequence === 3) ledger.failed(0, sequence, 0, "ERR", 20);
    else ledger.acknowledged(0, sequence, 0, sequence, 10 * (sequence + 1));
  }
  expect(acknowledgedBetween(ledger, 1_015, 1_025)).toBe(1);
  expect(acknowledgedBetween(ledger, 1_010, Number.POSITIVE_INFINITY)).toBe(3);
});

test("the rate is that of a producer from its first message to its last, wherever it waits before", () => {
  const ledger = equalLedger({ ...SHAPE, partitions: 1 });
  expect(reachedRate(ledger)).toBeNull();
  ledger.sent(0, 0, 100);
  expect(reachedRate(ledger)).toBeNull();
  for (const [sequence, ms] of [100, 200, 300, 400].entries()) {
    if (sequence > 0) ledger.sent(0, sequence, ms);
    ledger.sent(1, sequence, 5_000 + 2 * ms);
  }
  expect(reachedRate(ledger)).toBeCloseTo((10 + 5) / 2, 5);
});
