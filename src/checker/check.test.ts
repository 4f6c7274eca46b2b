import fc from "fast-check";
import { expect, test } from "vitest";
import { equalLedger } from "../history/equal.test-support.js";
import { RECORD } from "../history/log-entries.js";
import { startCheck } from "./check.js";
import type { CleanupPolicy } from "./cleanup-policy.js";
import {
  checkHistory,
  checkLog,
  cleanHistory,
  emptyHistory,
  emptyLog,
  feed,
  type History,
  inTurn,
  type LogRecord,
  ledgerOf,
  type Message,
  NONCE,
} from "./histories.test-support.js";
import type { CheckCounts } from "./outcome.js";

const SEED = 4;
const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };
const shape = fc.record({
  producers: fc.integer({ min: 1, max: 3 }),
  messages: fc.integer({ min: 1, max: 40 }),
  partitions: fc.integer({ min: 1, max: 3 }),
  acks: fc.constantFrom(0 as const, 1 as const),
});

test("a history in which nothing went wrong is clean", () => {
  fc.assert(
    fc.property(shape, (shape) => {
      const outcome = checkHistory(inTurn(cleanHistory(shape)));
      const logMessages = shape.producers * shape.messages;
      const stored = outcome.partitions.reduce((sum, partition) => sum + partition.stored, 0);
      expect(stored).toBe(logMessages);
      expect(outcome).toEqual({
        partitions: Array.from({ length: shape.partitions }, (_, of) => {
          const { stored } = outcome.partitions[of]!;
          return { stored, lost: 0, endOffset: stored };
        }),
        counts: { ...CLEAN, logMessages },
        observed: expect.objectContaining({ failedButStored: 0, neverSent: 0, foreign: 0, epochs: 0 }),
        lostAtLeast: 0,
        lostAtMost: 0,
        unknownBecause: {},
        lostRanges: [],
        lostRangesOmitted: 0,
        isLost: expect.any(Function),
        ofProducer: expect.any(Function),
        ofPartition: expect.any(Function),
        unsafe: [],
        anomalies: [],
        inconclusive: [],
      });
      expect(Array.from({ length: logMessages }, (_, row) => outcome.isLost(row))).not.toContain(true);
    }),
    { seed: SEED },
  );
});

// Each way of planting leaves the other messages' places alone, so that counts add up when they are mixed.
const plants: Record<
  string,
  (history: History, victim: Message) => Partial<Record<keyof CheckCounts, number>>
> = {
  "lost, its place taken by a message of another run": (history, victim) => {
    history.log[victim.partition]![victim.offset] = { kind: "foreign", producer: 0, sequence: 0, nonce: 5 };
    return { lost: 1, unexpected: 1 };
  },
  "lost, its place taken by a copy of another": (history, victim) => {
    history.log[victim.partition]![victim.offset] = { kind: "copy", producer: 0, sequence: 0 };
    return { lost: 1, duplicated: 1 };
  },
  duplicated: (history, victim) => {
    history.log[victim.partition]!.push({
      kind: "copy",
      producer: victim.producer,
      sequence: victim.sequence,
    });
    return { duplicated: 1 };
  },
  corrupted: (history, victim) => {
    const { producer, sequence } = victim;
    history.log[victim.partition]![victim.offset] = { kind: "damaged", producer, sequence, at: 30 };
    return { corrupted: 1 };
  },
  "in a broken batch": (history, victim) => {
    history.log[victim.partition]![victim.offset] = { kind: "broken batch" };
    return { corrupted: 1 };
  },
  "without a value": (history, victim) => {
    history.log[victim.partition]![victim.offset] = { kind: "no value" };
    return { corrupted: 1 };
  },
  "failed, yet there": (_, victim) => {
    victim.outcome = "failed";
    return { unexpected: 1 };
  },
  "never sent, yet there": (_, victim) => {
    victim.outcome = "unsent";
    return { unexpected: 1 };
  },
  "in flight, and there": (_, victim) => {
    victim.outcome = "in flight";
    return {};
  },
  "acknowledged without an offset, and there": (_, victim) => {
    victim.outcome = "unplaced";
    return {};
  },
  "of another run": (history) => {
    history.log[0]!.push({ kind: "foreign", producer: 0, sequence: 0, nonce: NONCE - 1 });
    return { unexpected: 1 };
  },
  "of a producer that this run hasn't": (history) => {
    history.log[0]!.push({ kind: "copy", producer: history.producers, sequence: 0 });
    return { unexpected: 1 };
  },
  "of a sequence that this run hasn't": (history) => {
    history.log[0]!.push({ kind: "copy", producer: 0, sequence: history.messages });
    return { unexpected: 1 };
  },
  misplaced: (_, victim) => {
    victim.offset += 1_000_000;
    return { misplaced: 1 };
  },
};

function plant(history: History, kinds: readonly string[]) {
  const expected = { ...CLEAN, logMessages: 0 };
  // Never the first: its copies take the places of others.
  const victims = history.ledger.slice(1).reverse();
  for (const [i, kind] of kinds.entries()) {
    for (const [count, n] of Object.entries(plants[kind]!(history, victims[i]!))) {
      expected[count as keyof CheckCounts] += n;
    }
  }
  expected.logMessages = history.log.flat().length;
  return expected;
}

for (const kind of Object.keys(plants)) {
  test(`messages planted alone are found exactly: ${kind}`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 }), (times, partitions) => {
        const history = cleanHistory({ producers: 1, messages: 40, partitions, acks: 1 });
        const expected = plant(history, new Array(times).fill(kind));
        const { counts, inconclusive, lostAtLeast, isLost } = checkHistory(history);
        expect(counts).toEqual(expected);
        expect(inconclusive).toEqual([]);
        expect(lostAtLeast).toBe(expected.lost);
        expect(
          Array.from({ length: 40 }, (_, row) => isLost(row)).filter((lost) => lost === true),
        ).toHaveLength(expected.lost!);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });
}

test("messages planted together are found exactly", () => {
  const kinds = fc.array(fc.constantFrom(...Object.keys(plants)), { maxLength: 39, size: "max" });
  fc.assert(
    fc.property(kinds, fc.integer({ min: 1, max: 3 }), (kinds, partitions) => {
      const history = cleanHistory({ producers: 1, messages: 40, partitions, acks: 1 });
      const expected = plant(history, kinds);
      const { counts, inconclusive } = checkHistory(history);
      expect(counts).toEqual(expected);
      expect(inconclusive).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("two messages that swapped places are one reordered and two misplaced", () => {
  const history = cleanHistory({ producers: 1, messages: 10, partitions: 1, acks: 1 });
  const [log] = history.log;
  [log![3], log![4]] = [log![4]!, log![3]!];
  expect(checkHistory(history).counts).toEqual({ ...CLEAN, reordered: 1, misplaced: 2, logMessages: 10 });
});

// The model: objects, lists and the definitions, as plainly as they can be said.
function model(history: History) {
  const acknowledged = history.ledger.filter(
    ({ outcome }) => outcome === "acknowledged" || outcome === "unplaced",
  );
  const placeOf = (message: Message) =>
    message.outcome === "acknowledged" && history.acks !== 0
      ? `${message.partition}:${message.offset}`
      : null;
  const messageOf = (record: LogRecord) =>
    record.kind === "copy" || record.kind === "damaged"
      ? history.ledger.find((m) => m.producer === record.producer && m.sequence === record.sequence)
      : undefined;
  const entries = history.log.flatMap((records, partition) =>
    records.map((record, offset) => ({ record, partition, offset, place: `${partition}:${offset}` })),
  );
  const isDamaged = ({ kind }: LogRecord) =>
    kind === "damaged" || kind === "no value" || kind === "broken batch";
  const copies = entries.filter(({ record }) => record.kind === "copy" && messageOf(record) !== undefined);
  const copiesOf = (message: Message) => copies.filter(({ record }) => messageOf(record) === message);
  const firsts = copies.filter((copy) => copiesOf(messageOf(copy.record)!)[0] === copy);

  const missing = acknowledged.filter((message) => copiesOf(message).length === 0);
  const explained = new Set<Message>();
  let undecided = 0;
  for (const { record, place } of entries.filter(({ record }) => isDamaged(record))) {
    // Bytes 0–11 are nonce, producer and sequence: flipped there, the header names nobody of these small histories.
    const claim = record.kind === "damaged" && record.at >= 12 ? messageOf(record) : undefined;
    const candidates = missing.filter((message) => placeOf(message) === place);
    const rival =
      claim !== undefined &&
      claim !== candidates[0] &&
      copiesOf(claim).length === 0 &&
      claim.outcome !== "unsent" &&
      placeOf(claim) === null;
    if (candidates.length === 1 && !rival) explained.add(candidates[0]!);
    else if (candidates.length > 1 && claim !== undefined && candidates.includes(claim)) explained.add(claim);
    else undecided++;
  }
  const lost = missing.filter((message) => !explained.has(message));
  return {
    counts: {
      logMessages: entries.filter(({ record }) => record.kind !== "control").length,
      lost: lost.length,
      duplicated: copies.length - firsts.length,
      reordered: firsts.filter((first) => {
        const message = messageOf(first.record)!;
        return copies.some((copy) => {
          const other = messageOf(copy.record)!;
          return (
            copy.partition === first.partition &&
            copy.offset < first.offset &&
            other.producer === message.producer &&
            other.sequence > message.sequence
          );
        });
      }).length,
      corrupted: entries.filter(({ record }) => isDamaged(record)).length,
      unexpected:
        firsts.filter(({ record }) => ["failed", "unsent"].includes(messageOf(record)!.outcome)).length +
        entries.filter(
          ({ record }) =>
            record.kind === "foreign" || (record.kind === "copy" && messageOf(record) === undefined),
        ).length,
      misplaced: acknowledged.filter((message) => {
        const found = copiesOf(message);
        return (
          found.length > 0 &&
          placeOf(message) !== null &&
          found.every(({ place }) => place !== placeOf(message))
        );
      }).length,
    },
    lost,
    lostAtLeast: Math.max(0, lost.length - undecided),
  };
}

type Step =
  | {
      what: "write";
      producer: number;
      partition: number;
      outcome: Message["outcome"];
      copies: number;
      first: boolean;
    }
  | { what: "truncate"; partition: number; keep: number }
  | { what: "again"; which: number; partition: number }
  | { what: "foreign"; partition: number }
  | { what: "stranger"; partition: number }
  | { what: "control"; partition: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      what: fc.constant("write" as const),
      producer: fc.nat(2),
      partition: fc.nat(2),
      outcome: fc.oneof(
        { weight: 8, arbitrary: fc.constant("acknowledged" as const) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Message["outcome"][]>("unsent", "in flight", "unplaced", "failed"),
        },
      ),
      copies: fc.oneof(
        { weight: 8, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.constantFrom(0, 2, 3) },
      ),
      first: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant("truncate" as const), partition: fc.nat(2), keep: fc.nat(99) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant("again" as const), which: fc.nat(99), partition: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("foreign" as const), partition: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("stranger" as const), partition: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("control" as const), partition: fc.nat(2) }) },
);

/** What brokers and producers do to a log; a truncation lets later messages reuse offsets, as a fail-over does. */
function play(steps: readonly Step[], partitions: number, acks: 0 | 1): History {
  const history = emptyHistory({ producers: 3, messages: 60, partitions, acks });
  const sent = [0, 0, 0];
  for (const step of steps) {
    if (step.what === "again") {
      const { producer, sequence } = history.ledger[step.which]!;
      history.log[step.partition % partitions]!.push({ kind: "copy", producer, sequence });
      continue;
    }
    const partition = step.partition % partitions;
    const log = history.log[partition]!;
    if (step.what === "truncate") log.length = Math.floor((log.length * step.keep) / 100);
    else if (step.what === "foreign") log.push({ kind: "foreign", producer: 0, sequence: 0, nonce: 9 });
    else if (step.what === "stranger") log.push({ kind: "copy", producer: 3, sequence: 0 });
    else if (step.what === "control") log.push({ kind: "control" });
    else {
      const { producer, outcome } = step;
      const sequence = sent[producer]!++;
      const message = history.ledger[producer * history.messages + sequence];
      if (message === undefined) continue;
      const at = log.length;
      for (let i = 0; i < step.copies; i++) log.push({ kind: "copy", producer, sequence });
      Object.assign(message, {
        outcome: acks === 0 && outcome === "acknowledged" ? "unplaced" : outcome,
        partition,
        offset: step.first ? at : at + Math.max(0, step.copies - 1),
      });
    }
  }
  return history;
}

const harm = fc.array(
  fc.record({ partition: fc.nat(2), at: fc.nat(59), how: fc.integer({ min: 0, max: 33 }) }),
  {
    maxLength: 4,
  },
);

function damage(history: History, harms: readonly { partition: number; at: number; how: number }[]): void {
  for (const { partition, at, how } of harms) {
    const log = history.log[partition % history.partitions]!;
    const record = log[at];
    if (record?.kind !== "copy") continue;
    if (how === 32) log[at] = { kind: "no value" };
    else if (how === 33) log[at] = { kind: "broken batch" };
    else log[at] = { kind: "damaged", producer: record.producer, sequence: record.sequence, at: how };
  }
}

test("whatever happens to a log, the check finds what a plain model finds", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80, size: "max" }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0 as const, 1 as const),
      harm,
      (steps, partitions, acks, harms) => {
        const history = play(steps, partitions, acks);
        damage(history, harms);
        const { counts, lost, lostAtLeast } = model(history);
        const outcome = checkHistory(history);
        const isKnown = lostAtLeast === counts.lost;
        expect(outcome.counts).toEqual({ ...counts, lost: isKnown ? counts.lost : null });
        expect(outcome.lostAtLeast).toBe(lostAtLeast);
        expect(outcome.lostAtMost).toBe(counts.lost);
        expect(outcome.unknownBecause.loss === undefined).toBe(isKnown);
        expect(outcome.inconclusive.length).toBe(isKnown ? 0 : 2);
        expect(expandRanges(outcome, history)).toEqual(lostAtLeast === 0 ? [] : lost.map(nameOf).sort());
      },
    ),
    { seed: SEED, numRuns: 1500 },
  );
});

function nameOf({ producer, sequence }: { producer: number; sequence: number }): string {
  return `${producer}/${sequence}`;
}

/** The messages that the ranges stand for: those acknowledged in the range's partition within its sequences. */
function expandRanges({ lostRanges }: ReturnType<typeof checkHistory>, history: History): string[] {
  const names = lostRanges.flatMap((range) => {
    const members = history.ledger.filter(
      ({ producer, partition, sequence, outcome }) =>
        producer === range.producer &&
        partition === range.partition &&
        sequence >= range.firstSequence &&
        sequence <= range.lastSequence &&
        (outcome === "acknowledged" || outcome === "unplaced"),
    );
    expect(range.messages).toBe(members.length);
    expect(range.firstOffset).toBe(members[0]!.outcome === "acknowledged" ? members[0]!.offset : null);
    return members.map(nameOf);
  });
  expect(new Set(names).size).toBe(names.length);
  return names.sort();
}

test("a fail-over that reuses offsets: the old leader's messages are lost, and what overwrote them is named", () => {
  const history = emptyHistory({ producers: 2, messages: 10, partitions: 1, acks: 1 });
  const [log] = history.log;
  const write = (producer: number, sequence: number) => {
    const offset = log!.push({ kind: "copy", producer, sequence }) - 1;
    Object.assign(history.ledger[producer * 10 + sequence]!, { outcome: "acknowledged", offset });
  };
  for (let sequence = 0; sequence < 8; sequence++) write(0, sequence);
  log!.length = 5;
  for (let sequence = 0; sequence < 2; sequence++) write(1, sequence);
  const { counts, lostRanges } = checkHistory(history);
  expect(counts).toEqual({ ...CLEAN, lost: 3, logMessages: 7 });
  expect(lostRanges).toEqual([
    {
      producer: 0,
      partition: 0,
      firstSequence: 5,
      lastSequence: 7,
      messages: 3,
      firstOffset: 5,
      lastOffset: 7,
      acknowledgedFrom: "2026-01-01T00:00:00.006Z",
      acknowledgedTo: "2026-01-01T00:00:00.008Z",
      acknowledgedBy: null,
      leaderEpoch: null,
      truncation: null,
      overwritten: 2,
      overwrittenBy: { producer: 1, sequence: 0 },
    },
  ]);
});

test("a damaged record is the message that was acknowledged there, also when its header is what was damaged", () => {
  for (let at = 0; at < 32; at++) {
    const history = cleanHistory({ producers: 1, messages: 5, partitions: 1, acks: 1 });
    history.log[0]![2] = { kind: "damaged", producer: 0, sequence: 2, at };
    const { counts, inconclusive } = checkHistory(history);
    expect(counts).toEqual({ ...CLEAN, corrupted: 1, logMessages: 5 });
    expect(inconclusive).toEqual([]);
  }
});

test("with acks=0 a damaged record beside missing messages leaves their number open", () => {
  const history = cleanHistory({ producers: 1, messages: 6, partitions: 1, acks: 0 });
  history.log[0]!.length = 4;
  history.log[0]![2] = { kind: "damaged", producer: 0, sequence: 2, at: 30 };
  const { counts, lostAtLeast, lostAtMost, inconclusive } = checkHistory(history);
  expect(counts).toMatchObject({ lost: null, corrupted: 1, misplaced: 0 });
  expect([lostAtLeast, lostAtMost]).toEqual([2, 3]);
  expect(inconclusive).toEqual([
    "1 damaged record can't be told from missing messages",
    "between 2 and 3 of 6 acknowledged messages are lost",
  ]);
});

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A check of twenty messages in one partition, of which the log holds these offsets. */
function checkOffsets(offsets: readonly number[], end: number, { deleted = 0, acknowledgedUpTo = 20 } = {}) {
  const history = cleanHistory({ producers: 1, messages: acknowledgedUpTo, partitions: 1, acks: 1 });
  const log = emptyLog(history);
  log.begin(0);
  if (deleted > 0) log.deleted(0, deleted - 1);
  for (const offset of offsets) feed(log, offset, { kind: "copy", producer: 0, sequence: offset });
  log.end(end);
  return checkLog(ledgerOf(history), log, null, RETENTION);
}

const RETENTION: CleanupPolicy = { retention: ["retention.ms=3000"], compaction: [] };

test("a log that is not whole is inconclusive, and says where", () => {
  const tell = (offsets: readonly number[], end: number, deleted = 0) =>
    checkOffsets(offsets, end, { deleted }).inconclusive;
  expect(tell(upTo(0, 20), 20)).toEqual([]);
  expect(tell(upTo(5, 20), 20, 5)).toEqual([
    "retention (retention.ms=3000) deleted offsets 0–4 of the log",
    "how many of 20 acknowledged messages are lost is unknown, at most 5",
  ]);
  expect(tell([...upTo(0, 7), ...upTo(9, 20)], 20)[0]).toBe(
    "there is no record at offsets 7–8 of the log, though the topic is not compacted",
  );
  expect(tell([...upTo(0, 7), ...upTo(6, 20)], 20)[0]).toBe("in the log, offset 6 came after offset 6");
  expect(tell(upTo(0, 15), 20)[0]).toBe("the log ends at offset 15, but has to reach 20");
  expect(tell([], 20)[0]).toBe("the log ends at offset 0, but has to reach 20");
});

test("only messages whose place was read, or lies beyond the whole log, are lost for certain", () => {
  const boundsOf = (...args: Parameters<typeof checkOffsets>) => {
    const { counts, lostAtLeast, lostAtMost, lostRanges } = checkOffsets(...args);
    expect(counts.lost).toBe(lostAtLeast === lostAtMost ? lostAtLeast : null);
    expect(lostRanges.reduce((sum, { messages }) => sum + messages, 0)).toBe(lostAtLeast);
    return [lostAtLeast, lostAtMost];
  };
  // Cut at 15: what was acknowledged beyond is lost. Whatever retention took besides is not.
  expect(boundsOf(upTo(0, 15), 15)).toEqual([5, 5]);
  expect(boundsOf(upTo(5, 15), 15, { deleted: 5 })).toEqual([5, 10]);
  // A hole, as compaction leaves them.
  expect(boundsOf([...upTo(0, 3), ...upTo(6, 15)], 15)).toEqual([5, 8]);
  // The log could be read up to 15 only.
  expect(boundsOf(upTo(0, 15), 20)).toEqual([0, 5]);
  // Offsets that step back: what was read before may be gone.
  expect(boundsOf([...upTo(0, 10), ...upTo(8, 15)], 15)).toEqual([0, null]);
});

test("whatever of a log can't be seen, the bounds of what is lost hold", () => {
  const isOrdinary = (one: Step) => one.what === "truncate" || (one.what === "write" && one.copies < 2);
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80, size: "max" }),
      fc.constantFrom(0 as const, 1 as const),
      fc.array(fc.nat(40), { maxLength: 6 }),
      fc.nat(12),
      fc.boolean(),
      (steps, acks, holes, deleted, isTooShort) => {
        const history = play(steps.filter(isOrdinary), 1, acks);
        const { lost } = model(history).counts;
        const records = history.log[0]!;
        const end = isTooShort ? Math.floor(records.length / 2) : records.length;
        const start = Math.min(deleted, end);
        const log = emptyLog(history);
        log.begin(0);
        if (start > 0) log.deleted(0, start - 1);
        for (let offset = start; offset < end; offset++) {
          // Compaction leaves the last record.
          if (!holes.includes(offset) || offset === end - 1) feed(log, offset, records[offset]!);
        }
        log.end(records.length);
        const { counts, lostAtLeast, lostAtMost } = checkLog(ledgerOf(history), log);
        expect(lostAtLeast).toBeLessThanOrEqual(lost);
        expect(lostAtMost).toBeGreaterThanOrEqual(lost);
        if (counts.lost !== null) expect(counts.lost).toBe(lost);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test("a message whose place was read and holds another is lost, in a log that is not whole as well", () => {
  const history = cleanHistory({ producers: 1, messages: 20, partitions: 1, acks: 1 });
  const log = emptyLog(history);
  log.begin(0);
  log.deleted(0, 4);
  for (const offset of upTo(5, 20)) {
    const nonce = offset === 12 ? 5 : NONCE;
    feed(log, offset, { kind: "foreign", producer: 0, sequence: offset, nonce });
  }
  log.end(20);
  const { counts, lostAtLeast, lostAtMost, lostRanges } = checkLog(ledgerOf(history), log);
  expect(counts).toMatchObject({ lost: null, duplicated: null, reordered: null, misplaced: null });
  expect([lostAtLeast, lostAtMost]).toEqual([1, 6]);
  expect(lostRanges).toMatchObject([{ firstSequence: 12, lastSequence: 12, overwritten: 1 }]);
});

test("a message without a place is lost for certain only where its whole partition was read", () => {
  const lostOf = (deleted: number) => {
    const history = cleanHistory({ producers: 1, messages: 20, partitions: 2, acks: 0 });
    const log = emptyLog(history);
    for (const [partition, records] of history.log.entries()) {
      const start = partition === 0 ? deleted : 0;
      log.begin(partition);
      if (start > 0) log.deleted(0, start - 1);
      for (const offset of upTo(start, 8)) feed(log, offset, records[offset]!);
      log.end(8);
    }
    const { lostAtLeast, lostAtMost } = checkLog(ledgerOf(history), log);
    return [lostAtLeast, lostAtMost];
  };
  expect(lostOf(0)).toEqual([4, 4]);
  expect(lostOf(3)).toEqual([2, 7]);
});

test("what compaction left behind is called neither misplaced nor out of order", () => {
  const history = cleanHistory({ producers: 1, messages: 4, partitions: 1, acks: 1 });
  const log = emptyLog(history);
  log.begin(0);
  // Message 0 stood at 0 as well; only its copy at 4 is left.
  for (const [offset, sequence] of [1, 2, 3, 0].entries()) {
    feed(log, offset + 1, { kind: "copy", producer: 0, sequence });
  }
  log.end(5);
  const compaction = ["cleanup.policy=compact", "max.compaction.lag.ms=1000"];
  const policy = { retention: [], compaction };
  const { counts, anomalies, inconclusive } = checkLog(ledgerOf(history), log, null, policy);
  expect(counts).toMatchObject({ lost: 0, duplicated: null, reordered: null, misplaced: null });
  expect(anomalies).toEqual([]);
  expect(inconclusive).toEqual([
    "compaction (cleanup.policy=compact, max.compaction.lag.ms=1000) removed offset 0 of the log",
  ]);
});

test("a ledger that contradicts itself is inconclusive, and no loss is certain by it", () => {
  const history = cleanHistory({ producers: 1, messages: 2, partitions: 1, acks: 1 });
  const ledger = ledgerOf(history);
  ledger.failed(0, 1, 0, "ERR__MSG_TIMED_OUT", 9);
  const log = emptyLog(history);
  log.begin(0);
  feed(log, 0, history.log[0]![0]!);
  log.end(1);
  const { counts, lostAtLeast, lostAtMost, lostRanges, inconclusive } = checkLog(ledger, log);
  expect([counts.lost, lostAtLeast, lostAtMost, lostRanges]).toEqual([null, 0, null, []]);
  expect(inconclusive).toEqual([
    expect.stringContaining("acknowledged already"),
    "how many of 2 acknowledged messages are lost is unknown",
  ]);
});

test("the oldest thousand lost ranges are kept, and always the latest; every message counts", () => {
  const messages = 10_001;
  const history = cleanHistory({ producers: 1, messages, partitions: 1, acks: 1 });
  for (let offset = 0; offset < messages; offset += 2) {
    history.log[0]![offset] = { kind: "foreign", producer: 0, sequence: 0, nonce: 3 };
  }
  const { counts, lostRanges, lostRangesOmitted, anomalies } = checkHistory(history);
  expect(counts.lost).toBe(5001);
  expect(lostRanges).toHaveLength(1000);
  expect(lostRangesOmitted).toBe(4001);
  expect(lostRanges.slice(0, 999).map(({ firstSequence }) => firstSequence)).toEqual(
    Array.from({ length: 999 }, (_, i) => 2 * i),
  );
  expect(lostRanges.at(-1)!.firstSequence).toBe(10_000);
  expect(anomalies).toHaveLength(20);
});

test("examples name the messages, and neighbours share one", () => {
  const history = cleanHistory({ producers: 1, messages: 10, partitions: 1, acks: 1 });
  for (const sequence of [4, 5, 6]) history.ledger[sequence]!.outcome = "failed";
  history.log[0]!.push({ kind: "copy", producer: 0, sequence: 9 });
  expect(checkHistory(history).anomalies).toEqual([
    {
      kind: "duplicated",
      partition: 0,
      firstOffset: 10,
      lastOffset: 10,
      messages: 1,
      detail: "producer 0, message 9: in the log once more",
    },
    {
      kind: "failedButStored",
      partition: 0,
      firstOffset: 4,
      lastOffset: 6,
      messages: 3,
      detail: "producer 0, messages 4–6: failed with ERR__MSG_TIMED_OUT, but in the log",
    },
  ]);
});

test("records that go on from one producer to the next in one run are each their own message", () => {
  const history = cleanHistory({ producers: 3, messages: 4, partitions: 1, acks: 1 });
  for (const message of history.ledger) {
    message.offset = message.producer * 4 + message.sequence;
    history.log[0]![message.offset] = { kind: "copy", ...message };
  }
  // The first message of the second producer has made room for one of another run.
  history.log[0]![4] = { kind: "foreign", producer: 0, sequence: 0, nonce: 5 };
  const { counts, observed, lostRanges, isLost } = checkHistory(history);
  expect(counts).toMatchObject({ ...CLEAN, lost: 1, unexpected: 1 });
  expect(observed).toMatchObject({ foreign: 1, backdated: 0, doubleAcknowledged: 0, epochs: 0 });
  expect(lostRanges).toMatchObject([{ producer: 1, firstSequence: 0, lastSequence: 0, messages: 1 }]);
  expect(Array.from({ length: 12 }, (_, row) => isLost(row) === true).indexOf(true)).toBe(4);
});

test("beyond the ledger a check costs two bits a message", () => {
  const messages = 4_000_000;
  const ledger = equalLedger({ nonce: 1, producers: 1, messages, partitions: 1, acks: 1, startedAtMs: 0 });
  const before = process.memoryUsage().arrayBuffers;
  const check = startCheck(ledger);
  const bytes = process.memoryUsage().arrayBuffers - before;
  check.begin(0);
  check.records(0, 1, RECORD.message, 0, -1);
  expect(bytes / messages).toBeLessThan(2.1 / 8);
});
