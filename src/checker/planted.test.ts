/** What a proxy planted is told from what the cluster did, and a journal that is wrong hides nothing. */
import { describe, expect, expectTypeOf, test } from "vitest";
import type { JournalEntry } from "../proxy/rules.js";
import { journalEntrySchema, type ProxyJournalEntry } from "../rundir/proxy-journal.js";
import {
  checkHistory,
  cleanHistory,
  emptyHistory,
  type History,
  type LogRecord,
} from "./histories.test-support.js";
import { type Planted, plantedIn } from "./planted.js";
import { judge } from "./verdict.js";

const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };
const TOPIC = "test1";

type Effect = Partial<ProxyJournalEntry> & Pick<ProxyJournalEntry, "effect">;

function journal(...effects: readonly Effect[]): Promise<Planted> {
  const entries = effects.map((effect, i) =>
    journalEntrySchema.parse({
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
    }),
  );
  return plantedIn(entries, TOPIC);
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

  test("do not stand for a message that is lost", async () => {
    const { history, batch, copy } = written(6);
    batch(0, 1, 2);
    copy(0, 1, 2);
    batch(3, 4, 5);
    history.log[0]![1] = { kind: "foreign", producer: 0, sequence: 0, nonce: 7 };
    const { counts, planted } = checkHistory(history, await journal(copied(3, 5)));
    expect(planted).toEqual({ duplicated: 3, corrupted: 0 });
    expect(counts).toEqual({ ...CLEAN, lost: 1, unexpected: 1, logMessages: 9 });
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
  ])("does not hide duplicates that stand there %s", async (_, sequences) => {
    const { history, batch, copy } = written(8);
    batch(0, 1, 2, 3);
    copy(...sequences);
    if (sequences.length < 3) batch(4);
    const { counts, planted } = checkHistory(history, await journal(copied(4, 6)));
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(counts.duplicated).toBe(sequences.length);
  });

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

  test("do not stand for a message that was acknowledged elsewhere", async () => {
    const { history, batch, put } = written(4);
    batch(0, 1);
    put({ kind: "lengthened", producer: 0, sequence: 2 });
    put({ kind: "foreign", producer: 0, sequence: 0, nonce: 7 });
    history.ledger[2]!.outcome = "acknowledged";
    history.ledger[2]!.offset = 3;
    const { counts } = checkHistory(history, await journal(changed(2)));
    expect(counts).toEqual({ ...CLEAN, lost: 1, unexpected: 1, logMessages: 4 });
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
      expect.stringMatching(/^the proxy copied 2 messages and could not learn where to/),
    ]);
  });

  test("leaves its changes in doubt as soon as there is damage", async () => {
    const { history, batch } = written(2);
    batch(0, 1);
    const planted = await journal({ effect: "corrupt", records: 1 });
    expect(checkHistory(history, planted).inconclusive).toEqual([]);
    history.log[0]![1] = { kind: "lengthened", producer: 0, sequence: 1 };
    const { inconclusive } = checkHistory(history, planted);
    expect(inconclusive).toEqual([expect.stringMatching(/^the proxy changed 1 message and could not learn/)]);
  });
});

describe("requests that the proxy withheld from the brokers", () => {
  const withheld = () => journal({ effect: "error", error: "NOT_LEADER_OR_FOLLOWER" });

  test("can't be told from a loss with acks=0", async () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 1, acks: 0 });
    expect(checkHistory(history, await withheld()).inconclusive).toEqual([]);
    history.log[0]!.pop();
    const { counts, inconclusive } = checkHistory(history, await withheld());
    expect(counts.lost).toBe(1);
    expect(inconclusive).toEqual([expect.stringMatching(/^the proxy withheld 1 request from the brokers/)]);
  });

  test("hide no loss of what was acknowledged", async () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 1, acks: 1 });
    history.log[0]!.pop();
    const { counts, inconclusive } = checkHistory(history, await withheld());
    expect(counts.lost).toBe(1);
    expect(inconclusive).toEqual([]);
  });
});

test("a message that also stands where a first try left it is not misplaced, when its planted change is at its place", async () => {
  const { history, batch, put } = written(2);
  batch(0, 1);
  put({ kind: "lengthened", producer: 0, sequence: 1 });
  history.ledger[1]!.offset = 2;
  const { counts } = checkHistory(history, await journal(changed(2)));
  expect(counts).toMatchObject({ lost: 0, misplaced: 0, corrupted: 0 });
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
    return judge({ ...rest, ...counts }, { loss: "none" }, inconclusive).verdict;
  };
  expect(await verdictOf(await journal(changed(1)))).toBe("as-expected");
  expect(await verdictOf(await journal(changed(2)))).toBe("not-as-expected");
});

test("the journal's description is that of the proxy's own entries", () => {
  expectTypeOf<JournalEntry>().toExtend<ProxyJournalEntry>();
});
