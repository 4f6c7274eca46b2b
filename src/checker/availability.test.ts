import fc from "fast-check";
import { expect, test } from "vitest";
import { equalLedger } from "../history/equal.test-support.js";
import { type Ledger, OUTCOME } from "../history/ledger.js";
import { noWritesOf } from "./availability.js";

const SEED = 4;
const STARTED_AT_MS = Date.UTC(2026, 0, 1);

interface Sent {
  readonly atMs: number;
  /** Absent: it has no delivery report. */
  readonly settledMs?: number;
  readonly failed?: boolean;
  readonly partition?: number;
}

function ledgerOf(messages: readonly Sent[], { partitions = 1, acks = 1 as 0 | 1 } = {}): Ledger {
  const shape = { nonce: 1, producers: 1, messages: messages.length + 1, startedAtMs: STARTED_AT_MS };
  const ledger = equalLedger({ ...shape, partitions, acks });
  for (const [sequence, { atMs, settledMs, failed, partition = 0 }] of messages.entries()) {
    ledger.sent(0, sequence, atMs);
    if (settledMs === undefined) continue;
    if (failed) ledger.failed(0, sequence, partition, "ERR__MSG_TIMED_OUT", settledMs);
    else ledger.acknowledged(0, sequence, partition, sequence, settledMs);
  }
  return ledger;
}

const at = (ms: number) => new Date(STARTED_AT_MS + ms).toISOString();

test("acknowledgements that follow each other leave no more than their latency", () => {
  const ledger = ledgerOf([
    { atMs: 100, settledMs: 105 },
    { atMs: 110, settledMs: 117 },
  ]);
  expect(noWritesOf(ledger, 200)).toEqual({
    longestMs: 7,
    totalMs: 0,
    partition: null,
    from: at(110),
    to: at(117),
    outages: [],
  });
});

test("time in which nothing was due is no outage: before the first message, and between slow ones", () => {
  const ledger = ledgerOf([
    { atMs: 60_000, settledMs: 60_004 },
    { atMs: 90_000, settledMs: 90_005 },
  ]);
  expect(noWritesOf(ledger, 200_000)).toMatchObject({ longestMs: 5, totalMs: 0, from: at(90_000) });
});

test("a stretch begins where a message is due, and ends with the next acknowledgement", () => {
  const ledger = ledgerOf([
    { atMs: 0, settledMs: 5 },
    { atMs: 4, settledMs: 7_000 },
    { atMs: 6_000, settledMs: 7_100 },
  ]);
  expect(noWritesOf(ledger, 8_000)).toEqual({
    longestMs: 6_995,
    totalMs: 6_995,
    partition: null,
    from: at(5),
    to: at(7_000),
    outages: [{ partition: null, from: at(5), to: at(7_000) }],
  });
});

test("between failing messages at a slow rate the stretch is one, until the last of them failed", () => {
  const ledger = ledgerOf([
    { atMs: 0, settledMs: 5 },
    { atMs: 10_000, settledMs: 11_000, failed: true },
    { atMs: 20_000, settledMs: 21_000, failed: true },
  ]);
  expect(noWritesOf(ledger, 90_000)).toMatchObject({ longestMs: 11_000, from: at(10_000), to: at(21_000) });
});

test("a message without a delivery report is due until the run stops waiting for it", () => {
  const ledger = ledgerOf([{ atMs: 0, settledMs: 5 }, { atMs: 1_000 }]);
  expect(noWritesOf(ledger, 71_000)).toMatchObject({ longestMs: 70_000, totalMs: 70_000, to: at(71_000) });
});

test("a run in which nothing was ever acknowledged could not write at all", () => {
  const ledger = ledgerOf([
    { atMs: 1_000, settledMs: 61_000, failed: true },
    { atMs: 2_000, settledMs: 62_000, failed: true },
  ]);
  expect(noWritesOf(ledger, 70_000)).toMatchObject({ longestMs: 61_000, totalMs: 61_000, from: at(1_000) });
});

test("one partition that takes nothing for a minute is found beside another that takes everything", () => {
  const good = Array.from({ length: 700 }, (_, i) => ({
    atMs: i * 100,
    settledMs: i * 100 + 5,
    partition: 0,
  }));
  const bad = [
    { atMs: 1_000, settledMs: 1_005, partition: 1 },
    { atMs: 2_000, settledMs: 40_000, failed: true, partition: 1 },
    { atMs: 50_000, settledMs: 62_000, partition: 1 },
  ];
  const ledger = ledgerOf([...good, ...bad], { partitions: 2 });
  expect(noWritesOf(ledger, 70_000)).toEqual({
    longestMs: 60_000,
    totalMs: 60_000,
    partition: 1,
    from: at(2_000),
    to: at(62_000),
    outages: [{ partition: 1, from: at(2_000), to: at(62_000) }],
  });
});

test("messages of an unknown partition count for the whole topic", () => {
  const ledger = ledgerOf(
    [
      { atMs: 0, settledMs: 5, partition: 0 },
      { atMs: 1_000, settledMs: 1_000, failed: true, partition: -1 },
      { atMs: 31_000, settledMs: 31_005, partition: 1 },
    ],
    { partitions: 2 },
  );
  expect(noWritesOf(ledger, 40_000)).toMatchObject({ longestMs: 30_005, partition: null });
});

test("the total is the topic's, or that of the partition that was worst off", () => {
  const ledger = ledgerOf(
    [
      { atMs: 0, settledMs: 3_000, partition: 0 },
      { atMs: 10_000, settledMs: 12_000, partition: 1 },
      { atMs: 20_000, settledMs: 22_000, partition: 1 },
      { atMs: 21_000, settledMs: 21_001, partition: 0 },
    ],
    { partitions: 2 },
  );
  expect(noWritesOf(ledger, 30_000)).toMatchObject({ longestMs: 3_000, totalMs: 3_000 + 2_000 + 1_001 });
});

test("what is not known is null: acks=0, contradictions, nothing sent", () => {
  expect(noWritesOf(ledgerOf([{ atMs: 0, settledMs: 9_000 }], { acks: 0 }), 9_000)).toBeNull();
  const ledger = ledgerOf([{ atMs: 0, settledMs: 9_000 }]);
  ledger.failed(0, 0, 0, "ERR", 9_001);
  expect(noWritesOf(ledger, 9_001)).toBeNull();
  expect(noWritesOf(ledgerOf([]), 9_000)).toBeNull();
});

test("it finds what a plain model finds, whatever the messages did", () => {
  const message = fc.record(
    {
      atMs: fc.nat(60),
      settledMs: fc.nat(60),
      failed: fc.boolean(),
      partition: fc.integer({ min: -1, max: 2 }),
    },
    { requiredKeys: ["atMs", "partition"] },
  );
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      (drawn, partitions) => {
        const messages = drawn.map(({ settledMs, failed, ...rest }) => ({
          atMs: rest.atMs * 100,
          // An acknowledgement without a partition is a contradiction.
          partition: failed
            ? Math.min(rest.partition, partitions - 1)
            : Math.max(0, rest.partition) % partitions,
          ...(failed !== undefined && { failed }),
          ...(settledMs !== undefined && { settledMs: (rest.atMs + settledMs) * 100 }),
        }));
        const found = noWritesOf(ledgerOf(messages, { partitions }), 13_000)!;
        const scopes = [messages];
        for (let partition = 0; partitions > 1 && partition < partitions; partition++) {
          scopes.push(messages.filter((one) => one.settledMs !== undefined && one.partition === partition));
        }
        const stretches = scopes.map((scope) => model(scope, 13_000));
        expect(found.longestMs).toBe(Math.max(0, ...stretches.flat()));
        expect(found.totalMs).toBe(
          Math.max(
            ...stretches.map((all) => all.filter((ms) => ms >= 1_000).reduce((sum, ms) => sum + ms, 0)),
          ),
        );
        if (found.longestMs > 0) {
          expect(Date.parse(found.to!) - Date.parse(found.from!)).toBe(found.longestMs);
        }
      },
    ),
    { seed: SEED, numRuns: 1_000 },
  );
});

/** The length of every stretch, by the definition. */
function model(messages: readonly Sent[], endedMs: number): number[] {
  const acknowledged = messages.filter(({ settledMs, failed }) => settledMs !== undefined && !failed);
  const acks = [...new Set(acknowledged.map(({ settledMs }) => settledMs!))].sort((a, b) => a - b);
  const isOpen = messages.some(({ settledMs }) => settledMs === undefined);
  const end = isOpen ? endedMs : Math.max(0, ...messages.map(({ settledMs }) => settledMs!));
  return [...acks, end].flatMap((to, i) => {
    const after = acks[i - 1] ?? -1;
    const due = messages.filter(({ settledMs = Number.POSITIVE_INFINITY }) => settledMs > after);
    const from = Math.min(...due.map(({ atMs }) => Math.max(atMs, after)));
    return from < to ? [to - from] : [];
  });
}

test("a million messages take well under a second", () => {
  const messages = 1_000_000;
  const ledger = equalLedger({ nonce: 1, producers: 1, messages, partitions: 8, acks: 1, startedAtMs: 0 });
  for (let row = 0; row < messages; row++) {
    ledger.outcome[row] = row % 50 === 0 ? OUTCOME.failed : OUTCOME.acknowledged;
    ledger.sentAt[row] = row * 10;
    ledger.settledAt[row] = row * 10 + ((row * 7919) % 5_000);
    ledger.partition![row] = row % 8;
  }
  Object.assign(ledger.totals, { sent: messages });
  // Of the processor, which other processes may want as well.
  const before = process.cpuUsage();
  expect(noWritesOf(ledger, 2_000_000)).not.toBeNull();
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(800);
});
