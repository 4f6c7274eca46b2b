/** What checks observe in a log besides the fate of each message: anomalies planted and found, and clean logs clean. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLedger, type Ledger } from "../../history/ledger.js";
import type { BatchOrigin } from "../../history/log-entries.js";
import type { LogFooter } from "../../history/log-file.js";
import {
  checkHistory,
  checkLog,
  cleanHistory,
  emptyLog,
  feed,
  type History,
  inTurn,
  ledgerOf,
  NONCE,
} from "../histories.test-support.js";
import { judge } from "../verdict.js";
import { replicas } from "./replicas.js";

const SEED = 4;
const NOTHING = {
  ...{ failedButStored: 0, neverSent: 0, foreign: 0 },
  ...{ epochs: 0, doubleAcknowledged: 0, backdated: 0, replicas: 0 },
};

const origin = (leaderEpoch: number): BatchOrigin => ({
  ...{ leaderEpoch, producerId: -1, isTransactional: false, marker: null },
});

/** One partition with these messages of producer 0, each in a batch of its own, and the leader epoch of each. */
function checkedLog(
  history: History,
  records: readonly { readonly sequence: number; readonly epoch: number }[],
  ledger: Ledger = ledgerOf(history),
) {
  const log = emptyLog(history);
  log.begin(0);
  for (const [offset, { sequence, epoch }] of records.entries()) {
    log.batch(origin(epoch));
    feed(log, offset, { kind: "copy", producer: 0, sequence });
  }
  log.end(records.length);
  return checkLog(ledger, log);
}

const oneProducer = (messages: number) => cleanHistory({ producers: 1, messages, partitions: 1, acks: 1 });

test("in a clean history nothing is observed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0 as const, 1 as const),
      (producers, messages, partitions, acks) => {
        const history = inTurn(cleanHistory({ producers, messages, partitions, acks }));
        const { observed, anomalies } = checkHistory(history);
        const { doubleAcknowledged, backdated, ...ofLog } = NOTHING;
        expect(observed).toEqual(acks === 0 ? ofLog : NOTHING);
        expect(anomalies).toEqual([]);
      },
    ),
    { seed: SEED },
  );
});

test("what is unexpected is told apart: failed, never sent, or of another run", () => {
  const history = oneProducer(10);
  for (const sequence of [3, 4]) history.ledger[sequence]!.outcome = "failed";
  history.ledger[5]!.outcome = "unsent";
  for (let i = 0; i < 4; i++) {
    history.log[0]!.push({ kind: "foreign", producer: 0, sequence: 0, nonce: NONCE + 1 });
  }
  const { counts, observed } = checkHistory(history);
  expect(counts.unexpected).toBe(7);
  expect(observed).toEqual({ ...NOTHING, failedButStored: 2, neverSent: 1, foreign: 4 });
});

describe("leader epochs", () => {
  const epochsOf = (...epochs: readonly number[]) =>
    checkedLog(
      oneProducer(epochs.length),
      epochs.map((epoch, sequence) => ({ sequence, epoch })),
    );

  test("that rise along the log are in order", () => {
    expect(epochsOf(0, 0, 3, 3, 7).observed).toEqual(NOTHING);
  });

  test("that step back are found, each time", () => {
    const { observed, anomalies } = epochsOf(0, 3, 2, 2, 5, 4);
    expect(observed).toEqual({ ...NOTHING, epochs: 2 });
    expect(anomalies).toEqual([
      {
        ...{ kind: "epochs", partition: 0, firstOffset: 2, lastOffset: 2, messages: 1 },
        detail: "leader epoch 2 behind leader epoch 3",
      },
      {
        ...{ kind: "epochs", partition: 0, firstOffset: 5, lastOffset: 5, messages: 1 },
        detail: "leader epoch 4 behind leader epoch 5",
      },
    ]);
  });

  test("of batches that do not say are passed over", () => {
    expect(epochsOf(3, -1, 3, -1, 4).observed).toEqual(NOTHING);
    expect(epochsOf(3, -1, 2).observed.epochs).toBe(1);
  });

  test("of one partition say nothing about another", () => {
    const history = cleanHistory({ producers: 1, messages: 4, partitions: 2, acks: 1 });
    const log = emptyLog(history);
    for (const [partition, records] of history.log.entries()) {
      log.begin(partition);
      log.batch(origin(5 - partition));
      for (const [offset, record] of records.entries()) feed(log, offset, record);
      log.end(records.length);
    }
    expect(checkLog(ledgerOf(history), log).observed).toEqual(NOTHING);
  });
});

describe("an offset that was acknowledged to two messages", () => {
  /** Message 2 was acknowledged where message 1 stands. */
  const history = oneProducer(4);
  history.ledger[2]!.offset = 1;

  test("is found when the log has both with the same leader epoch", () => {
    const { observed, anomalies } = checkedLog(
      history,
      [0, 1, 2, 3].map((sequence) => ({ sequence, epoch: 6 })),
    );
    expect(observed).toEqual({ ...NOTHING, doubleAcknowledged: 1 });
    expect(anomalies.at(-1)).toEqual({
      ...{ kind: "doubleAcknowledged", partition: 0, firstOffset: 1, lastOffset: 1, messages: 2 },
      detail:
        "producer 0, message 2 and producer 0, message 1 were both acknowledged here, and are in the log with leader epoch 6",
    });
  });

  test("is no wonder when the log has them with two leader epochs, or none", () => {
    const withEpochs = (...epochs: readonly number[]) =>
      checkedLog(
        history,
        epochs.map((epoch, sequence) => ({ sequence, epoch })),
      ).observed;
    expect(withEpochs(0, 0, 1, 1)).toEqual(NOTHING);
    expect(withEpochs(-1, -1, -1, -1)).toEqual(NOTHING);
  });

  test("is no wonder when one of them is lost", () => {
    const { observed, counts } = checkedLog(
      history,
      [0, 1, 3].map((sequence) => ({ sequence, epoch: 0 })),
    );
    expect(observed).toEqual(NOTHING);
    expect(counts.lost).toBe(1);
  });

  test("is found when both stand elsewhere", () => {
    const both = oneProducer(4);
    for (const sequence of [1, 2]) both.ledger[sequence]!.offset = 9;
    const records = [0, 1, 2, 3].map((sequence) => ({ sequence, epoch: 0 }));
    expect(checkedLog(both, records).observed.doubleAcknowledged).toBe(1);
  });

  test("is no wonder when one of them stands in another partition: leader epochs there are others", () => {
    const apart = cleanHistory({ producers: 1, messages: 8, partitions: 2, acks: 1 });
    apart.ledger[3]!.partition = 0;
    apart.ledger[3]!.offset = 1;
    expect(checkHistory(apart).observed).toEqual(NOTHING);
  });

  test("is not made of one message that stands in the log twice", () => {
    const once = oneProducer(3);
    const records = [0, 1, 2, 1, 1].map((sequence) => ({ sequence, epoch: 0 }));
    expect(checkedLog(once, records).observed).toEqual(NOTHING);
  });
});

describe("the order of real time", () => {
  interface Timed {
    readonly sentMs: number;
    readonly settledMs: number;
  }

  /** Message i of the log is message i of the ledger, acknowledged there. */
  function timed(...times: readonly Timed[]) {
    const history = oneProducer(times.length);
    const ledger = createLedger({ ...ledgerOf(history), startedAtMs: 0 });
    for (const [sequence, { sentMs }] of times.entries()) ledger.sent(0, sequence, sentMs);
    for (const [sequence, { settledMs }] of times.entries()) {
      ledger.acknowledged(0, sequence, 0, sequence, settledMs);
    }
    const records = times.map((_, sequence) => ({ sequence, epoch: 0 }));
    return checkedLog(history, records, ledger);
  }

  test("is kept by messages that were in flight together, whichever stands first", () => {
    const { observed } = timed(
      { sentMs: 5, settledMs: 9 },
      { sentMs: 1, settledMs: 8 },
      { sentMs: 3, settledMs: 5 },
    );
    expect(observed).toEqual(NOTHING);
  });

  test("is broken by a message that stands before another which was acknowledged when it was sent", () => {
    const { observed, anomalies } = timed(
      { sentMs: 1, settledMs: 2 },
      { sentMs: 9, settledMs: 12 },
      { sentMs: 3, settledMs: 4 },
      { sentMs: 8, settledMs: 10 },
      { sentMs: 5, settledMs: 8 },
    );
    expect(observed).toEqual({ ...NOTHING, backdated: 2 });
    expect(anomalies[0]).toEqual({
      ...{ kind: "backdated", partition: 0, firstOffset: 2, lastOffset: 2, messages: 1 },
      detail:
        "producer 0, message 2: acknowledged before producer 0, message 1 was sent, but in the log behind it",
    });
  });

  test("says nothing of copies at other places", () => {
    const history = oneProducer(3);
    const records = [0, 1, 2, 0].map((sequence) => ({ sequence, epoch: 0 }));
    expect(checkedLog(history, records).observed).toEqual(NOTHING);
  });

  test("is what a plain model finds, whatever the times are", () => {
    const time = fc.record({ sentMs: fc.nat(50), tookMs: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 20 }), (times) => {
        const all = times.map(({ sentMs, tookMs }) => ({ sentMs, settledMs: sentMs + tookMs }));
        const expected = all.filter(({ settledMs }, i) =>
          all.slice(0, i).some(({ sentMs }) => sentMs > settledMs),
        );
        expect(timed(...all).observed.backdated).toBe(expected.length);
      }),
      { seed: SEED },
    );
  });
});

describe("what is observed", () => {
  const counts = {
    ...{
      planned: 9,
      sent: 9,
      acknowledged: 9,
      failed: 0,
      unsettled: 0,
      highWatermark: 9,
      lostByWatermark: 0,
    },
    ...{ logMessages: 9, lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 },
  };
  const found = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, 3]));
  const names = Object.keys(NOTHING) as (keyof typeof NOTHING)[];

  test.each(names)("is judged when it is expected, and only then: %s", (name) => {
    const expecting =
      name === "epochs"
        ? ({ none: "kept", some: "broken" } as const)
        : ({ none: "none", some: "some" } as const);
    const verdictOf = (observed: object, expected: string | undefined) =>
      judge(
        { counts: { ...counts, ...observed }, failovers: [] },
        { loss: "none", ...(expected !== undefined && { [name]: expected }) },
        [],
      ).verdict;
    expect(verdictOf(found, undefined)).toBe("as-expected");
    expect(verdictOf(found, "any")).toBe("as-expected");
    expect(verdictOf(found, expecting.none)).toBe("not-as-expected");
    expect(verdictOf(found, expecting.some)).toBe("as-expected");
    expect(verdictOf(NOTHING, expecting.none)).toBe("as-expected");
    expect(verdictOf(NOTHING, expecting.some)).toBe("not-as-expected");
  });

  test.each(["epochs", "doubleAcknowledged", "backdated"])(
    "and could not be is inconclusive, where it is expected: %s",
    (name) => {
      const expected = name === "epochs" ? "kept" : "none";
      const { verdict, reasons } = judge({ counts, failovers: [] }, { loss: "none", [name]: expected }, []);
      expect(verdict).toBe("inconclusive");
      expect(reasons).toEqual([{ about: "measurement", text: `the count for ${name} is not known` }]);
    },
  );

  test.each(names)("is no verdict where the measurement is in doubt: %s", (name) => {
    const expected = name === "epochs" ? "kept" : "none";
    const doubts = [{ about: "measurement" as const, text: "in the log, offset 6 came after offset 6" }];
    const findings = { counts: { ...counts, ...found }, failovers: [] };
    expect(judge(findings, { loss: "none", [name]: expected }, doubts).verdict).toBe("inconclusive");
  });
});

describe("replicas", () => {
  const found = (footer: LogFooter) => replicas.observe(ledgerOf(oneProducer(1)))!.found(footer);
  const differences = [{ partition: 1, replica: "kafka2", leader: "kafka1", offset: 7 }];
  const topicConfigs = [{ "cleanup.policy": "delete" }];

  test("that differ are counted, and each is told", () => {
    expect(found({ topicConfigs, replicas: { differences, unknown: null } })).toEqual({
      count: 1,
      examples: [
        {
          ...{ kind: "replicas", partition: 1, firstOffset: 7, lastOffset: 7, messages: 1 },
          detail: "from here on the logs of kafka2 and kafka1 differ",
        },
      ],
    });
  });

  test("that could not all be compared are unknown, unless one differs", () => {
    const unknown = "kafka3 is not in sync";
    expect(found({ topicConfigs, replicas: { differences: [], unknown } })).toMatchObject({
      ...{ count: null, because: unknown },
    });
    expect(found({ topicConfigs, replicas: { differences, unknown } }).count).toBe(1);
    expect(found({ topicConfigs }).count).toBeNull();
  });

  test("of a compacted topic, or one whose policy is not known, are unknown: each broker compacts by itself", () => {
    const compared = { differences, unknown: null };
    for (const config of [{ "cleanup.policy": "delete,compact" }, null]) {
      expect(found({ topicConfigs: [config], replicas: compared }).count).toBeNull();
    }
  });
});
