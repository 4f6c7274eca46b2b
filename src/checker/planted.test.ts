/** What a proxy planted is told from what the cluster did, and a journal that is wrong hides nothing. */

import { describe, expect, expectTypeOf, test } from "vitest";
import { messageWriter } from "../history/message.js";
import type { JournalEntry } from "../proxy/interceptor-rules.js";
import { journalEntrySchema, type ProxyJournalEntry } from "../rundir/proxy-journal.js";
import { TopicPartitions } from "../topic-partitions.js";
import {
  checkHistory,
  checkLog,
  cleanHistory,
  emptyHistory,
  emptyLog,
  type History,
  type LogRecord,
  ledgerOf,
  NONCE,
  proxyThat,
} from "./histories.test-support.js";
import { type Planted, plantedIn } from "./planted.js";
import { judge } from "./verdict.js";

const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };
const TOPIC = "test1";

type Effect = Partial<ProxyJournalEntry> & Pick<ProxyJournalEntry, "effect">;

/** As read from the file: a key that is undefined is not there. */
function journal(...effects: readonly Effect[]): Promise<Planted> {
  const entries = effects.map((effect, i) => {
    const entry = {
      rule: "scenario-1",
      interceptor: "any",
      atMs: i,
      api: "Produce",
      brokerId: 1,
      clientId: "chaos",
      topic: TOPIC,
      partition: 0,
      records: 1,
      ...effect,
    };
    return journalEntrySchema.parse(JSON.parse(JSON.stringify(entry)));
  });
  return plantedIn(entries, new TopicPartitions([{ name: TOPIC, partitions: 3 }]));
}

const copied = (first: number, last: number, partition = 0): Effect => ({
  effect: "duplicate",
  partition,
  offsets: [[first, last]],
});
const changed = (...offsets: number[]): Effect => ({
  effect: "corrupt",
  offsets: offsets.map((offset) => [offset, offset]),
});

/** Batches of messages of one producer, each acknowledged where it stands, in the order in which they are written. */
function written(messages: number): {
  history: History;
  batch(...sequences: number[]): void;
  copy(...sequences: number[]): void;
  put(record: LogRecord): void;
} {
  const history = emptyHistory({ producers: 1, messages, partitions: 1, acks: 1 });
  const [log] = history.log;
  const put = (record: LogRecord) => log!.push(record) - 1;
  const copy = (...sequences: number[]) => {
    for (const sequence of sequences) put({ kind: "copy", producer: 0, sequence });
  };
  return {
    history,
    copy,
    put,
    batch(...sequences) {
      for (const sequence of sequences) {
        const message = history.ledger[sequence]!;
        message.outcome = "acknowledged";
        message.offset = put({ kind: "copy", producer: 0, sequence });
      }
    },
  };
}

describe("copies that the proxy made", () => {
  test("are planted, and neither duplicated nor anything else", async () => {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2);
    copy(0, 1, 2);
    batch(3, 4, 5);
    copy(3, 4, 5);
    const { counts, planted, anomalies, inconclusive } = checkHistory(
      history,
      await journal(copied(3, 5), copied(9, 11)),
    );
    expect(planted).toEqual({ duplicated: 6, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 12 });
    expect({ anomalies, inconclusive }).toEqual({ anomalies: [], inconclusive: [] });
  });

  test("stay apart from duplicates that the journal does not have, before, between and behind them", async () => {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2);
    copy(2);
    copy(0, 1);
    batch(3, 4, 5);
    copy(3, 4, 5);
    copy(3, 4, 5);
    const { counts, planted } = checkHistory(history, await journal(copied(9, 11)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 6, logMessages: 15 });
  });

  test("are found in the partition they were journalled for, and in no other", async () => {
    const history = cleanHistory({ producers: 1, messages: 8, partitions: 2, acks: 1 });
    for (const log of history.log) log.push(...log.slice(2, 4));
    const { counts, planted } = checkHistory(history, await journal(copied(4, 5, 1)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts.duplicated).toBe(2);
  });

  test("of a request that its producer sent twice are told from the producer's own second one", async () => {
    const { history, batch, copy } = written(3);
    copy(0, 1, 2); // written, but the answer never came
    copy(0, 1, 2);
    batch(0, 1, 2);
    copy(0, 1, 2);
    const { counts, planted } = checkHistory(history, await journal(copied(3, 5), copied(9, 11)));
    expect(planted).toEqual({ duplicated: 6, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 3, logMessages: 12 });
  });

  test.each<[string, LogRecord, Partial<typeof CLEAN>]>([
    ["lost", { kind: "foreign", producer: 0, sequence: 0, nonce: 7 }, { lost: 1, unexpected: 1 }],
    ["corrupted", { kind: "damaged", producer: 0, sequence: 1, at: 30 }, { corrupted: 1 }],
  ])("do not stand for a message that is %s", async (_, record, found) => {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2);
    copy(0, 1, 2);
    batch(3, 4, 5);
    history.log[0]![1] = record;
    const { counts, planted, inconclusive } = checkHistory(history, await journal(copied(3, 5)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, ...found, logMessages: 9 });
    expect(inconclusive).toEqual([]);
  });

  test.each([
    ["unplaced", 0],
    ["in flight", 0],
    ["failed", 2],
  ] as const)("are known by where their messages stand when those are %s", async (outcome, unexpected) => {
    const { history, batch, copy } = written(4);
    copy(0, 1);
    copy(0, 1);
    batch(2, 3);
    for (const sequence of [0, 1]) history.ledger[sequence]!.outcome = outcome;
    const { counts, planted, inconclusive } = checkHistory(history, await journal(copied(2, 3)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, unexpected, logMessages: 6 });
    expect(inconclusive).toEqual([]);
  });

  test("leave it open whether their messages are lost when no record but the ledger says that they are copies", async () => {
    const { history, batch, copy } = written(2);
    batch(0, 1);
    copy(0, 1);
    for (const offset of [0, 1]) {
      history.log[0]![offset] = { kind: "foreign", producer: 0, sequence: 0, nonce: 7 };
    }
    const { counts, lostAtLeast, lostAtMost, inconclusive } = checkHistory(
      history,
      await journal(copied(2, 3)),
    );
    expect(counts).toEqual({ ...CLEAN, lost: null, unexpected: 2, logMessages: 4 });
    expect([lostAtLeast, lostAtMost]).toEqual([0, 2]);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^2 messages may be in the log only as copies that the proxy made/),
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown/),
    ]);
  });

  test("hide no damage: a value within them that the proxy left alone in its message is corrupted", async () => {
    const { history, batch, copy, put } = written(2);
    batch(0, 1);
    copy(0);
    put({ kind: "lengthened", producer: 0, sequence: 1 });
    const { counts, planted } = checkHistory(history, await journal(copied(2, 3)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 1, corrupted: 1, logMessages: 4 });
  });

  test("are told from the duplicate of one of their messages that stands between", async () => {
    const { history, batch, copy } = written(3);
    batch(0, 1, 2);
    copy(1);
    copy(0, 1, 2);
    const { counts, planted } = checkHistory(history, await journal(copied(4, 6)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 1, logMessages: 7 });
  });
});

describe("copies that stand before their messages, as the broker refused those a moment earlier", () => {
  test("are planted, and the messages that were tried again are no duplicates", async () => {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2);
    copy(3, 4, 5);
    batch(3, 4, 5);
    copy(3, 4, 5);
    const { counts, planted, inconclusive } = checkHistory(
      history,
      await journal(copied(3, 5), copied(9, 11)),
    );
    expect(planted).toEqual({ duplicated: 6, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 12 });
    expect(inconclusive).toEqual([]);
  });

  test("are duplicates when the journal does not have them", async () => {
    const { history, batch, copy } = written(3);
    copy(0, 1, 2);
    batch(0, 1, 2);
    const { counts, planted } = checkHistory(history, await journal(copied(7, 9)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 3, logMessages: 6 });
  });

  test("are planted each time that their messages were refused", async () => {
    const { history, batch, copy } = written(2);
    copy(0, 1);
    copy(0, 1);
    batch(0, 1);
    const { counts, planted } = checkHistory(history, await journal(copied(0, 1), copied(2, 3)));
    expect(planted).toEqual({ duplicated: 4, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 6 });
  });

  test("do not hide that their messages were overtaken", async () => {
    const { history, batch, copy } = written(4);
    copy(0, 1);
    batch(2, 3);
    batch(0, 1);
    const { counts, planted } = checkHistory(history, await journal(copied(0, 1)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, reordered: 2, logMessages: 6 });
  });

  test("leave it open whether their messages are lost, when those are not where they were acknowledged", async () => {
    const { history, batch, copy } = written(5);
    batch(0, 1);
    copy(2, 3);
    batch(2, 3);
    history.log[0]!.length = 4;
    batch(4);
    const { counts, lostAtLeast, lostAtMost, planted, inconclusive } = checkHistory(
      history,
      await journal(copied(2, 3)),
    );
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, lost: null, logMessages: 5 });
    expect([lostAtLeast, lostAtMost]).toEqual([0, 2]);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^2 messages may be in the log only as copies that the proxy made/),
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown/),
    ]);
  });

  test("leave that open for each message that stands nowhere else", async () => {
    const { history, batch, copy } = written(3);
    copy(0);
    copy(0, 1);
    batch(0, 1);
    history.log[0]!.length = 3;
    batch(2);
    const { counts, lostAtLeast, lostAtMost, inconclusive } = checkHistory(
      history,
      await journal(copied(1, 2)),
    );
    expect(counts).toEqual({ ...CLEAN, lost: null, misplaced: 1, logMessages: 4 });
    expect([lostAtLeast, lostAtMost]).toEqual([0, 1]);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^1 message may be in the log only as copies that the proxy made/),
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown/),
    ]);
  });

  test("leave nothing open about messages that stand elsewhere: those are misplaced", async () => {
    const { history, batch, copy } = written(3);
    copy(0, 1);
    batch(0, 1);
    history.log[0]!.length = 2;
    batch(2);
    copy(0, 1);
    const { counts, planted, inconclusive } = checkHistory(history, await journal(copied(0, 1)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, reordered: 2, misplaced: 2, logMessages: 5 });
    expect(inconclusive).toEqual([]);
  });
});

describe("places that were journalled twice, as the log was cut in between", () => {
  /** Records 4–7 are copies, made in one go, and 8–9 are messages. */
  function withCopies() {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2, 3);
    copy(0, 1, 2, 3);
    batch(4, 5);
    return history;
  }
  const stale: Record<string, Effect> = {
    "over the end of it": copied(6, 9),
    "over its beginning": copied(2, 5),
    "within it": copied(5, 6),
    "around it": copied(3, 9),
    "over all of it and more": copied(0, 20),
  };

  test.each(Object.entries(stale))(
    "hold the copy that fits, whichever was journalled last: another %s",
    async (_, other) => {
      for (const effects of [
        [copied(4, 7), other],
        [other, copied(4, 7)],
      ]) {
        const { counts, planted, inconclusive } = checkHistory(withCopies(), await journal(...effects));
        expect(planted).toEqual({ duplicated: 4, corrupted: 0 });
        expect(counts).toEqual({ ...CLEAN, logMessages: 10 });
        expect(inconclusive).toEqual([]);
      }
    },
  );

  test("hold duplicates when neither fits", async () => {
    const planted = await journal(copied(3, 6), copied(6, 9));
    const outcome = checkHistory(withCopies(), planted);
    expect(outcome.planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(outcome.counts).toEqual({ ...CLEAN, duplicated: 4, logMessages: 10 });
  });

  test("hold the messages between one copy and the next", async () => {
    const { history, batch, copy } = written(6);
    batch(0, 1);
    copy(0, 1);
    batch(2, 3);
    copy(2, 3);
    batch(4, 5);
    const { counts, planted } = checkHistory(
      history,
      await journal(copied(1, 2), copied(3, 4), copied(5, 8), copied(2, 3), copied(6, 7)),
    );
    expect(planted).toEqual({ duplicated: 4, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 10 });
  });
});

describe("a journal that names a place at which no copy stands", () => {
  test("does not turn messages that were acknowledged there into copies", async () => {
    const { history, batch } = written(6);
    batch(0, 1, 2);
    batch(3, 4, 5);
    const { counts, planted } = checkHistory(history, await journal(copied(3, 5)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 6 });
  });

  test.each([
    ["in another order", [1, 0, 2]],
    ["from here and there", [0, 1, 3]],
    ["only in part", [0, 1]],
    ["one of them again and again", [3, 3, 3]],
  ])("does not hide duplicates that stand there %s", async (_, sequences) => {
    const { history, batch, copy } = written(8);
    batch(0, 1, 2, 3);
    copy(...sequences);
    if (sequences.length < 3) batch(4);
    const { counts, planted } = checkHistory(history, await journal(copied(4, 6)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts.duplicated).toBe(sequences.length);
  });

  test.each([
    ["alone", [copied(4, 6)]],
    ["and the place is journalled twice", [copied(4, 6), copied(6, 8)]],
  ])("does not hide duplicates that stand there with another record among them: %s", async (_, effects) => {
    const { history, batch, copy, put } = written(5);
    batch(0, 1, 2, 3);
    copy(0);
    put({ kind: "foreign", producer: 0, sequence: 0, nonce: 7 });
    copy(2, 3);
    batch(4);
    const { counts, planted } = checkHistory(history, await journal(...effects));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 3, unexpected: 1, logMessages: 9 });
  });

  test("does not hide duplicates of messages of another partition", async () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 2, acks: 1 });
    const [first, second] = history.log;
    second!.push(...first!);
    const { counts, planted } = checkHistory(history, await journal(copied(8, 9), copied(2, 3, 1)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, duplicated: 2, logMessages: 6 });
  });

  test.each([
    // It may be the proxy's copy all the same, from a request that nobody answered.
    ["unplaced", null],
    ["in flight", 0],
  ] as const)(
    "does not turn a message into a copy that stands nowhere else: one that is %s",
    async (outcome, lost) => {
      const { history, batch, copy } = written(2);
      batch(0);
      copy(1);
      history.ledger[1]!.outcome = outcome;
      const { counts, planted } = checkHistory(history, await journal(copied(1, 1)));
      expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
      expect(counts).toEqual({ ...CLEAN, lost, logMessages: 2 });
    },
  );

  test("does not hide a loss, nor a message of another run", async () => {
    const { history, batch, put } = written(4);
    batch(0, 1);
    put({ kind: "foreign", producer: 0, sequence: 0, nonce: 7 });
    history.ledger[2]!.outcome = "acknowledged";
    history.ledger[2]!.offset = 2;
    const { counts } = checkHistory(history, await journal(copied(2, 2)));
    expect(counts).toEqual({ ...CLEAN, lost: 1, unexpected: 1, logMessages: 3 });
  });

  test("gives way to what was journalled there later, after the log was cut", async () => {
    const { history, batch, copy } = written(4);
    batch(0, 1, 2, 3);
    copy(2, 3);
    const { counts, planted } = checkHistory(history, await journal(copied(3, 6), copied(4, 5)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 0 });
    expect(counts.duplicated).toBe(0);
  });
});

describe("values that the proxy changed", () => {
  test("are planted, and their messages are there", async () => {
    const { history, batch } = written(4);
    batch(0, 1, 2, 3);
    history.log[0]![2] = { kind: "lengthened", producer: 0, sequence: 2 };
    const { counts, planted, inconclusive } = checkHistory(history, await journal(changed(2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 4 });
    expect(inconclusive).toEqual([]);
  });

  test("stay apart from damage that the journal does not have", async () => {
    const { history, batch } = written(4);
    batch(0, 1, 2, 3);
    history.log[0]![1] = { kind: "damaged", producer: 0, sequence: 1, at: 30 };
    history.log[0]![2] = { kind: "lengthened", producer: 0, sequence: 2 };
    history.log[0]![3] = { kind: "lengthened", producer: 0, sequence: 3 };
    const { counts, planted, anomalies, inconclusive } = checkHistory(history, await journal(changed(2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, corrupted: 2, logMessages: 4 });
    expect(anomalies.map(({ firstOffset }) => firstOffset)).toEqual([1, 3]);
    expect(inconclusive).toEqual([]);
  });

  test.each<[string, LogRecord]>([
    ["a byte of the message itself is another", { kind: "damaged", producer: 0, sequence: 2, at: 30 }],
    ["the value is gone", { kind: "no value" }],
    ["the batch is broken", { kind: "broken batch" }],
  ])("do not hide what was done to the log at their places: %s", async (_, record) => {
    const { history, batch } = written(4);
    batch(0, 1, 2, 3);
    history.log[0]![2] = record;
    const { counts, planted } = checkHistory(history, await journal(changed(2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, corrupted: 1, logMessages: 4 });
  });

  test("are corrupted where the cluster changed the message, too", async () => {
    const { history, batch } = written(1);
    batch(0);
    const proxy = proxyThat(await journal(changed(0)), history);
    for (const [damagedAt, corrupted] of [
      [30, 1],
      [34, 0],
    ] as const) {
      const log = emptyLog(history);
      const message = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: 32 }).write(0, 1);
      const value = Buffer.concat([message, Buffer.from("random")]);
      value[damagedAt]! ^= 0xff;
      log.begin(0);
      log.record(0, value, 0, value.length);
      log.end(1);
      const { counts, planted } = checkLog(ledgerOf(history), log, proxy);
      expect(planted).toEqual({ duplicated: 0, corrupted: 1 - corrupted });
      expect(counts).toEqual({ ...CLEAN, corrupted, logMessages: 1 });
    }
  });

  test("stand for no message but their own: one that was acknowledged at the same place is lost", async () => {
    const { history, batch, put } = written(4);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 3 });
    for (const sequence of [2, 3]) {
      history.ledger[sequence]!.outcome = "acknowledged";
      history.ledger[sequence]!.offset = 2;
    }
    const { counts, lostRanges } = checkHistory(history, await journal(changed(2)));
    expect(counts).toEqual({ ...CLEAN, lost: 1, logMessages: 3 });
    expect(lostRanges).toMatchObject([{ firstSequence: 2, lastSequence: 2 }]);
  });

  test("leave a message misplaced that was acknowledged elsewhere", async () => {
    const { history, batch, put } = written(4);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 2 });
    put({ kind: "foreign", producer: 0, sequence: 0, nonce: 7 });
    history.ledger[2]!.outcome = "acknowledged";
    history.ledger[2]!.offset = 3;
    const { counts, planted } = checkHistory(history, await journal(changed(2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, misplaced: 1, unexpected: 1, logMessages: 4 });
  });

  test.each<[string, LogRecord["kind"], LogRecord["kind"]]>([
    ["both changed", "lengthened", "lengthened"],
    ["the first changed", "lengthened", "copy"],
    ["the second changed", "copy", "lengthened"],
  ])("are duplicated when their producer wrote them twice: %s", async (_, ...kinds) => {
    const { history, batch, put } = written(3);
    batch(0, 1);
    const [first, second] = kinds.map((kind) => put({ kind, producer: 0, sequence: 2 } as LogRecord));
    Object.assign(history.ledger[2]!, { outcome: "acknowledged", offset: second });
    const { counts, planted, anomalies } = checkHistory(history, await journal(changed(first!, second!)));
    expect(planted).toEqual({
      duplicated: 0,
      corrupted: kinds.filter((kind) => kind === "lengthened").length,
    });
    expect(counts).toEqual({ ...CLEAN, duplicated: 1, logMessages: 4 });
    expect(anomalies).toMatchObject([{ kind: "duplicated", firstOffset: second }]);
  });

  test.each([
    ["changed itself", 1],
    ["behind one that was changed", 2],
  ])("are in the order of their producer, or reordered: %s", async (_, sequence) => {
    for (const reordered of [0, 1]) {
      const { history, batch } = written(4);
      batch(0, ...(reordered === 1 ? [2, 1] : [1, 2]), 3);
      const { offset } = history.ledger[sequence]!;
      history.log[0]![offset] = { kind: "lengthened", producer: 0, sequence };
      const { counts, planted } = checkHistory(history, await journal(changed(offset)));
      expect(planted).toEqual({ duplicated: 0, corrupted: 1 });
      expect(counts).toEqual({ ...CLEAN, reordered, logMessages: 4 });
    }
  });

  test.each([
    ["failed", 1],
    ["unsent", 1],
    ["in flight", 0],
  ] as const)("are looked for in the ledger: one that is %s", async (outcome, unexpected) => {
    const { history, batch, put } = written(3);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 2 });
    history.ledger[2]!.outcome = outcome;
    const { counts, planted } = checkHistory(history, await journal(changed(2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, unexpected, logMessages: 3 });
  });

  test("leave no trace where the log was cut since, and whole messages stand", async () => {
    const { history, batch } = written(4);
    batch(0, 1, 2, 3);
    const { counts, planted, inconclusive } = checkHistory(history, await journal(changed(1, 2)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 4 });
    expect(inconclusive).toEqual([]);
  });

  test("stand for a message that was acknowledged without a place", async () => {
    const { history, batch, put } = written(3);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 2 });
    history.ledger[2]!.outcome = "unplaced";
    const { counts } = checkHistory(history, await journal(changed(2)));
    expect(counts).toEqual({ ...CLEAN, logMessages: 3 });
  });

  test("are planted when copied, too", async () => {
    const { history, batch, copy, put } = written(3);
    batch(0, 1, 2);
    history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
    copy(0);
    put({ kind: "lengthened", producer: 0, sequence: 1 });
    copy(2);
    const { counts, planted, inconclusive } = checkHistory(history, await journal(changed(1), copied(3, 5)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 6 });
    expect(inconclusive).toEqual([]);
  });

  test("leave their copies whole when they were copied first", async () => {
    const { history, batch, copy } = written(3);
    batch(0, 1, 2);
    copy(0, 1, 2);
    history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
    const { counts, planted } = checkHistory(history, await journal(copied(3, 5), changed(1)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 6 });
  });

  test("whose answer was lost on its way are corrupted, and a doubt", async () => {
    const { history, batch, put } = written(3);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 2 });
    history.ledger[2]!.outcome = "failed";
    const { counts, planted, inconclusive } = checkHistory(history, await journal(changed(0)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts.corrupted).toBe(1);
    expect(inconclusive).toEqual([expect.stringMatching(/^1 corrupted record may be the proxy's doing/)]);
  });

  test("within copies at a place where a value was changed before the log was cut are planted copies", async () => {
    const { history, batch, put } = written(2);
    batch(0, 1);
    history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
    put({ kind: "copy", producer: 0, sequence: 0 });
    put({ kind: "lengthened", producer: 0, sequence: 1 });
    const { counts, planted } = checkHistory(history, await journal(changed(1, 3), copied(2, 3)));
    expect(planted).toEqual({ duplicated: 2, corrupted: 1 });
    expect(counts).toEqual({ ...CLEAN, logMessages: 4 });
  });
});

describe("a proxy that could not learn where its records went", () => {
  test("leaves its copies in doubt", async () => {
    const { history, batch, copy } = written(2);
    batch(0, 1);
    copy(0, 1);
    const { counts, inconclusive } = checkHistory(
      history,
      await journal({ effect: "duplicate", records: 2 }),
    );
    expect(counts.duplicated).toBe(2);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^the proxy copied 2 messages and its journal does not say where/),
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown/),
    ]);
  });

  test("leaves it in doubt whether a copy stands for a message that was acknowledged without a place", async () => {
    const history = cleanHistory({ producers: 1, messages: 2, partitions: 1, acks: 1 });
    const planted = await journal({ effect: "duplicate", records: 1 });
    expect(checkHistory(history, planted).inconclusive).toEqual([]);
    history.ledger[1]!.outcome = "unplaced";
    const { counts, inconclusive } = checkHistory(history, planted);
    expect(counts).toEqual({ ...CLEAN, lost: null, logMessages: 2 });
    expect(inconclusive).toEqual([
      expect.stringMatching(/^the proxy copied 1 message and its journal does not say where/),
      expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown/),
    ]);
  });

  test("leaves its changes in doubt as soon as there is damage", async () => {
    const { history, batch } = written(2);
    batch(0, 1);
    const planted = await journal({ effect: "corrupt", records: 1 });
    expect(checkHistory(history, planted).inconclusive).toEqual([]);
    history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
    const { inconclusive } = checkHistory(history, planted);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^the proxy changed 1 message and its journal does not say where/),
      "how many of 2 acknowledged messages are lost is unknown, at most 1",
    ]);
  });
});

describe("requests that the proxy withheld from the brokers", () => {
  const withheld = () => journal({ effect: "error", error: "NOT_LEADER_OR_FOLLOWER" });

  test("can't be told from a loss with acks=0", async () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 1, acks: 0 });
    expect(checkHistory(history, await withheld()).inconclusive).toEqual([]);
    history.log[0]!.pop();
    const { counts, inconclusive } = checkHistory(history, await withheld());
    expect(counts.lost).toBe(null);
    expect(inconclusive).toEqual([
      expect.stringMatching(/^the proxy withheld 1 request from the brokers/),
      "how many of 4 acknowledged messages are lost is unknown, at most 1",
    ]);
  });

  test("hide no loss of what was acknowledged", async () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 1, acks: 1 });
    history.log[0]!.pop();
    const { counts, inconclusive } = checkHistory(history, await withheld());
    expect(counts.lost).toBe(1);
    expect(inconclusive).toEqual([]);
  });
});

test("a message that also stands where a first try left it is duplicated, not misplaced, when its planted change is at its place", async () => {
  const { history, batch, put } = written(2);
  batch(0, 1);
  put({ kind: "lengthened", producer: 0, sequence: 1 });
  history.ledger[1]!.offset = 2;
  const { counts } = checkHistory(history, await journal(changed(2)));
  expect(counts).toEqual({ ...CLEAN, duplicated: 1, logMessages: 3 });
});

test("what was done to other topics, to what consumers get, and to answers is not in the log", async () => {
  const planted = await journal(
    { effect: "duplicate", topic: "other", offsets: [[0, 9]] },
    { effect: "corrupt", api: "Fetch", records: 5 },
    { effect: "error", error: "NOT_LEADER_OR_FOLLOWER" },
    { effect: "delay", delayMs: 5 },
  );
  expect(planted).toEqual({
    copies: new Map(),
    changes: new Map(),
    unplaced: { copies: 0, changes: 0 },
    withheld: 1,
  });
});

test.each<[string, { [Key in keyof ProxyJournalEntry]?: unknown }, number]>([
  ["where nor how many", { records: undefined }, 1],
  ["where", { records: 3 }, 3],
  ["where, though it tries to", { offsets: [], records: 3 }, 3],
  ["in which partition", { partition: undefined, offsets: [[0, 2]], records: 3 }, 3],
  ["in which topic", { topic: undefined, offsets: [[0, 2]], records: 3 }, 3],
  ["anything but that it was done", { topic: undefined, partition: undefined, records: undefined }, 1],
])("what was done and the journal does not say %s is known to have been done", async (_, entry, records) => {
  const planted = await journal(
    ...(["duplicate", "corrupt", "schema-id"] as const).map((effect) => ({ ...entry, effect }) as Effect),
  );
  expect(planted).toEqual({
    copies: new Map(),
    changes: new Map(),
    unplaced: { copies: records, changes: 2 * records },
    withheld: 0,
  });
});

test("planted damage does not break a promise, and damage beside it does", async () => {
  const { history, batch } = written(3);
  batch(0, 1, 2);
  history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
  const verdictOf = async (planted: Planted) => {
    const { counts, inconclusive } = checkHistory(history, planted);
    const rest = {
      planned: 3,
      sent: 3,
      acknowledged: 3,
      failed: 0,
      unsettled: 0,
      highWatermark: 3,
      lostByWatermark: 0,
    };
    const doubts = inconclusive.map((text) => ({ about: "measurement" as const, text }));
    return judge({ counts: { ...rest, ...counts }, failovers: [] }, { loss: "none" }, doubts).verdict;
  };
  expect(await verdictOf(await journal(changed(1)))).toBe("as-expected");
  expect(await verdictOf(await journal(changed(2)))).toBe("not-as-expected");
});

test("copies that the proxy made are no duplicates that a scenario forbids, and those beside them are", async () => {
  const { history, batch, copy } = written(3);
  batch(0, 1, 2);
  copy(0, 1, 2);
  const verdictOf = async (planted: Planted) => {
    const { counts, inconclusive } = checkHistory(history, planted);
    const doubts = inconclusive.map((text) => ({ about: "measurement" as const, text }));
    const of = { planned: 3, sent: 3, acknowledged: 3, failed: 0, unsettled: 0 };
    const findings = { counts: { ...of, highWatermark: 6, lostByWatermark: 0, ...counts }, failovers: [] };
    return judge(findings, { loss: "none", duplicates: "none" }, doubts);
  };
  expect(await verdictOf(await journal(copied(3, 5)))).toEqual({ verdict: "as-expected", reasons: [] });
  copy(2);
  expect(await verdictOf(await journal(copied(3, 5)))).toEqual({
    verdict: "not-as-expected",
    reasons: [
      {
        about: "expectation",
        text: "no duplicates were expected, but the log has 1 extra copy of a message",
      },
    ],
  });
});

test("the journal's description is that of the proxy's own entries", () => {
  expectTypeOf<JournalEntry>().toExtend<ProxyJournalEntry>();
});
