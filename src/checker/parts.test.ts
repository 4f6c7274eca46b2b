/** `expect.groups` and `expect.topics`: what is planted in one group of producers or topic is found there, and nowhere else. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectationsOf } from "../report/model/expectations.js";
import { judgeCell } from "../report/model/odds.js";
import { result } from "../report/testing/runs.js";
import { checkResults } from "../rundir/expectations.js";
import { GROUP_CHECKS, type PartCounts, TOPIC_CHECKS } from "../rundir/parts.js";
import type { Expectations, Result } from "../rundir/result.js";
import { readResultJson, resultAsJson } from "../rundir/result-file/result-file.js";
import { tellFindings } from "./findings.js";
import { checkHistory, emptyHistory, type History, ledgerOf, NONCE } from "./histories.test-support.js";
import { judge } from "./verdict.js";

const MESSAGES = 10;
const group = (name: string, topic: string) => ({
  ...{ name, topic, instances: 1, messages: MESSAGES, acks: 1 as const, rate: 100, startMs: [0] },
  ...{ sizeBytes: 32, idempotence: false, key: "none", schema: "none", config: {} },
});
const topic = (name: string) => ({ name, partitions: 1, replicas: 3, config: {} });

/** The producer of the group fast writes to clicks, which is partition 1, and that of safe to orders, partition 0. */
const FAST = 1;
const SAFE = 0;

function twoGroups(plant: (history: History) => void = () => {}): History {
  const history = emptyHistory({ producers: 2, messages: MESSAGES, partitions: 2, acks: 1 });
  for (const message of history.ledger) {
    const { producer, sequence } = message;
    message.partition = producer;
    message.offset = history.log[producer]!.push({ kind: "copy", producer, sequence }) - 1;
    message.outcome = "acknowledged";
  }
  plant(history);
  return history;
}

function found(plant?: (history: History) => void): Result {
  const history = twoGroups(plant);
  const run = result({
    producers: { instances: 2, acks: 1, rate: 100 },
    groups: [group("safe", "orders"), group("fast", "clicks")],
    settings: {
      cluster: { brokers: ["kafka1"], metadata: { kind: "kraft", nodes: ["controller1"] }, config: {} },
      topics: [topic("orders"), topic("clicks")],
      producers: { sizeBytes: 32, idempotence: false, key: "none", schema: "none", config: {} },
    },
  });
  tellFindings(checkHistory(history), ledgerOf(history), run);
  return run;
}

const of = (run: Result, name: string): PartCounts | undefined =>
  run.groups?.find((one) => one.name === name)?.counts ??
  run.topics?.find((one) => one.name === name)?.counts;

const judged = (run: Result, expected: Pick<Expectations, "groups" | "topics">) => {
  const expectations: Expectations = { loss: "any", ...expected };
  const { verdict, reasons } = judge({ ...run, expect: expectations } as Result, expectations, []);
  return [verdict, ...reasons.map(({ text }) => text)];
};

/** Its last messages are gone. */
const lose = (producer: number, messages: number) => (history: History) =>
  void history.log[producer]!.splice(MESSAGES - messages);

describe("counts of a group of producers and of a topic", () => {
  const PLANTED: readonly [string, keyof PartCounts, (history: History) => void][] = [
    ["a loss", "lost", lose(FAST, 3)],
    [
      "a duplicate",
      "duplicated",
      ({ log }) => void log[FAST]!.push({ kind: "copy", producer: FAST, sequence: 4 }),
    ],
    [
      "a message out of order",
      "reordered",
      ({ log, ledger }) => {
        const [first, second] = [log[FAST]![0]!, log[FAST]![1]!];
        log[FAST]!.splice(0, 2, second, first);
        ledger[FAST * MESSAGES]!.offset = 1;
        ledger[FAST * MESSAGES + 1]!.offset = 0;
      },
    ],
    [
      "a failed message that is stored",
      "failedButStored",
      ({ ledger }) => {
        ledger[FAST * MESSAGES]!.outcome = "failed";
      },
    ],
    [
      "a message that nobody sent",
      "neverSent",
      ({ ledger }) => {
        ledger[FAST * MESSAGES]!.outcome = "unsent";
      },
    ],
    [
      "a misplaced message",
      "misplaced",
      ({ ledger }) => {
        ledger[FAST * MESSAGES]!.offset = 7;
      },
    ],
    [
      "a damaged record of an acknowledged message",
      "corrupted",
      ({ log }) => {
        log[FAST]![2] = { kind: "damaged", producer: FAST, sequence: 2, at: 20 };
      },
    ],
  ];

  it.each(PLANTED)("have %s where it was planted only", (_, kind, plant) => {
    const run = found(plant);
    const expected = kind === "lost" ? 3 : 1;
    expect([of(run, "fast")![kind], of(run, "clicks")![kind]]).toEqual([expected, expected]);
    expect([of(run, "safe")![kind], of(run, "orders")![kind]]).toEqual([0, 0]);
  });

  it("have a record of another run in its topic, and in no group", () => {
    const run = found(({ log }) =>
      log[FAST]!.push({ kind: "foreign", producer: 0, sequence: 0, nonce: NONCE + 1 }),
    );
    expect([of(run, "clicks")!.foreign, of(run, "orders")!.foreign]).toEqual([1, 0]);
    expect(of(run, "fast")!.foreign).toBeUndefined();
  });

  it("add up to those of the run, and are read back from result.json", () => {
    const run = found(lose(SAFE, 2));
    expect(run.groups!.map(({ counts }) => counts!.lost)).toEqual([2, 0]);
    expect(run.counts.lost).toBe(2);
    const { groups, topics } = readResultJson(JSON.parse(JSON.stringify(resultAsJson(run))), {
      scenario: null,
      timeline: [],
    });
    expect([groups, topics]).toEqual([run.groups, run.topics]);
  });
});

describe("expectations of a group of producers and of a topic", () => {
  it("judge each part by its own counts", () => {
    const run = found(lose(FAST, 3));
    expect(
      judged(run, { groups: { fast: { loss: "some" }, safe: { loss: "none", duplicates: "none" } } }),
    ).toEqual(["as-expected"]);
    expect(judged(run, { groups: { fast: { loss: "none" } } })).toEqual([
      "not-as-expected",
      "group fast: no loss was expected, but 3 messages are lost",
    ]);
    expect(judged(run, { topics: { clicks: { loss: "none" }, orders: { loss: "some" } } })).toEqual([
      "not-as-expected",
      "topic clicks: no loss was expected, but 3 messages are lost",
      "topic orders: loss was expected, but no acknowledged message is lost",
    ]);
    expect(judged(run, { groups: { fast: { loss: { belowPercent: 20 } } } })).toEqual([
      "not-as-expected",
      "group fast: the limit for loss is < 20 %, but it is 3 of 10 messages",
    ]);
    expect(judged(run, { groups: { fast: { loss: { belowPercent: 40 } } } })).toEqual(["as-expected"]);
  });

  it("leave the word for all messages as it is", () => {
    const run = found(lose(FAST, 3));
    const expected: Expectations = { loss: "none", groups: { fast: { loss: "some" } } };
    expect(judge(run, expected, []).verdict).toBe("not-as-expected");
  });

  it("are inconclusive where the count is not known", () => {
    const run = found();
    run.groups = run.groups!.map((one) => ({
      ...one,
      counts: { ...one.counts!, lost: null, lostAtLeast: 0 },
    }));
    expect(judged(run, { groups: { safe: { loss: "none" } } })).toEqual([
      "inconclusive",
      "group safe: the count for loss is not known",
    ]);
    expect(judged(run, { groups: { safe: { loss: "any" } } })).toEqual(["as-expected"]);
    delete run.topics;
    run.counts.lost = null;
    expect(judged(run, { topics: { orders: { loss: "none" } } })[0]).toBe("inconclusive");
  });

  it("are broken by what is lost for certain, though the whole is not known", () => {
    const run = found();
    run.groups = run.groups!.map((one) => ({
      ...one,
      counts: { ...one.counts!, lost: null, lostAtLeast: 2 },
    }));
    expect(judged(run, { groups: { safe: { loss: "none" } } })).toEqual([
      "not-as-expected",
      "group safe: no loss was expected, but at least 2 messages are lost",
      "group safe: the count for loss is not known",
    ]);
  });

  it("are inconclusive where no message of the part was acknowledged", () => {
    const run = found(({ ledger, log }) => {
      log[SAFE]!.length = 0;
      for (const message of ledger) if (message.producer === SAFE) message.outcome = "failed";
    });
    expect(judged(run, { groups: { safe: { loss: "none" } } })).toEqual([
      "inconclusive",
      "group safe: no message was acknowledged, so none could be lost",
    ]);
  });

  it("leave damaged records to corrupted where it is expected", () => {
    const run = found(({ log }) => {
      log[FAST]![2] = { kind: "damaged", producer: FAST, sequence: 2, at: 20 };
    });
    expect(judged(run, { topics: { clicks: { loss: "none" } } })[0]).toBe("not-as-expected");
    expect(judged(run, { topics: { clicks: { loss: "none", corrupted: "some" } } })).toEqual(["as-expected"]);
  });

  it("of the only group and the only topic are those of the run", () => {
    const run = result({ counts: { lost: 4, lostAtLeast: 4 } });
    expect(
      judged(run, { groups: { producers: { loss: "none" } }, topics: { test1: { loss: "none" } } }),
    ).toEqual([
      "not-as-expected",
      "group producers: no loss was expected, but 4 messages are lost",
      "topic test1: no loss was expected, but 4 messages are lost",
    ]);
  });

  it("are in the list of checks, in reports, and read back from result.json", () => {
    const expected: Expectations = {
      loss: "any",
      groups: { fast: { loss: { below: 2 } }, safe: { loss: "none", duplicates: "none" } },
      topics: { clicks: { loss: { probability: { above: 0.5 } }, foreign: "none" } },
    };
    const run = { ...found(lose(FAST, 3)), expect: expected };
    expect(expectationsOf(run)).toEqual([
      { text: "loss: any", status: "pass" },
      { text: "loss of fast: < 2", status: "fail" },
      { text: "loss of safe: none", status: "pass" },
      { text: "duplicates of safe: none", status: "pass" },
      { text: "loss in topic clicks: probability > 0.5", status: "campaign" },
      { text: "foreign in topic clicks: none", status: "pass" },
    ]);
    const read = readResultJson(JSON.parse(JSON.stringify(resultAsJson(run))), {
      scenario: null,
      timeline: [],
    });
    expect(read.expect).toEqual(expected);
    expect(read.counts).toEqual(run.counts);
  });

  it("of a probability are judged by a campaign, each part by its own runs", () => {
    const runOf = (lost: number) => ({
      result: {
        ...found(lose(FAST, lost)),
        verdict: "as-expected" as const,
        expect: {
          loss: "any",
          groups: {
            fast: { loss: { probability: { above: 0.5 } } },
            safe: { loss: { probability: { below: 0.5 } } },
          },
        } as Expectations,
      },
    });
    const runs = Array.from({ length: 20 }, () => runOf(2));
    expect(
      judgeCell({ runs, isRepeated: true }).map(({ check, group, happened, isKept }) => [
        check,
        group,
        happened,
        isKept,
      ]),
    ).toEqual([
      ["loss", "fast", 20, true],
      ["loss", "safe", 0, true],
    ]);
  });

  it("have the same answer in the list of checks as in the verdict, whatever was found", () => {
    const kinds = ["duplicated", "reordered", "failedButStored", "neverSent", "foreign"] as const;
    const counts = fc.record({
      acknowledged: fc.constant(10),
      lost: fc.constantFrom(0, 3, null),
      ...{
        lostAtLeast: fc.constant(0),
        corrupted: fc.constantFrom(0, 2),
        misplaced: fc.constantFrom(0, 1, null),
      },
      ...(Object.fromEntries(kinds.map((kind) => [kind, fc.constantFrom(0, 2, null)])) as Record<
        (typeof kinds)[number],
        fc.Arbitrary<number | null>
      >),
    });
    const words = (checks: readonly string[]) =>
      fc.record(
        Object.fromEntries(
          checks.map((check) => [
            check,
            check === "order"
              ? fc.constantFrom("kept", "broken", "any", { below: 3 })
              : fc.constantFrom("none", "some", "any", { below: 3 }),
          ]),
        ),
        { requiredKeys: [] },
      );
    fc.assert(
      fc.property(counts, words(GROUP_CHECKS), words(TOPIC_CHECKS), (part, groups, topics) => {
        const of = { sent: 10, failed: 0, ...part };
        const expected = {
          loss: "any",
          groups: { safe: groups },
          topics: { orders: topics },
        } as Expectations;
        const run = result({
          groups: [{ ...group("safe", "orders"), counts: of }],
          topics: [{ name: "orders", counts: part }],
          expect: expected,
        });
        const statuses = checkResults(run).flatMap(({ group, topic, status }) =>
          (group ?? topic) === undefined ? [] : [status],
        );
        const { verdict } = judge(run, expected, []);
        expect(verdict === "as-expected").toBe(!statuses.includes("fail") && !statuses.includes("unknown"));
        if (!statuses.includes("fail") && statuses.includes("unknown")) expect(verdict).toBe("inconclusive");
      }),
      { seed: 5, numRuns: 1_000 },
    );
  });
});
