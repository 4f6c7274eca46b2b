import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Counts, Expectations, Result } from "../rundir/result.js";
import { type Doubt, type Findings, judge as judgeTyped } from "./verdict.js";

const SEED = 4;
const FINE: Counts = {
  planned: 10,
  sent: 10,
  acknowledged: 10,
  failed: 0,
  unsettled: 0,
  highWatermark: 10,
  lostByWatermark: 0,
  logMessages: 10,
  lost: 0,
  lostAtLeast: 0,
  lostAtMost: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  unexpected: 0,
  misplaced: 0,
};
/** Three of at most two acknowledged messages are more than half. */
const BELOW_THREE = [{ below: 3 }, { belowPercent: 50 }];
const NO_WRITES = {
  longestMs: 122_000,
  totalMs: 130_000,
  partition: null,
  from: "2026-01-01T00:00:00.000Z",
  to: "2026-01-01T00:02:02.000Z",
};
const FAILOVER: Result["failovers"][number] = {
  at: "2026-01-01T00:00:00.000Z",
  partition: 0,
  from: "kafka1",
  to: "kafka2",
  epoch: 1,
  afterFaultMs: 6_000,
};

const findingsOf = (counts: Partial<Counts>, others: Partial<Findings> = {}): Findings => ({
  counts: { ...FINE, ...counts },
  failovers: [],
  ...others,
});
const judge = (...args: Parameters<typeof judgeTyped>) => {
  const { verdict, reasons } = judgeTyped(...args);
  return { verdict, reasons: reasons.map(({ text }) => text) };
};
const verdictOf = (counts: Partial<Counts>, expected: Expectations | Expectations["loss"]) =>
  judge(
    findingsOf(counts),
    typeof expected === "object" && "loss" in expected ? expected : { loss: expected },
    [],
  ).verdict;
const reasonsOf = (expected: Partial<Expectations>, found: Findings, doubts: readonly Doubt[] = []) =>
  judge(found, { loss: "any", ...expected }, doubts).reasons;

describe("loss", () => {
  test("none: nothing acknowledged may be lost, corrupted or misplaced", () => {
    expect(verdictOf({}, "none")).toBe("as-expected");
    expect(verdictOf({ duplicated: 3, reordered: 3, unexpected: 3 }, "none")).toBe("as-expected");
    expect(verdictOf({ lost: 1 }, "none")).toBe("not-as-expected");
    expect(verdictOf({ corrupted: 1 }, "none")).toBe("not-as-expected");
    expect(verdictOf({ misplaced: 1 }, "none")).toBe("not-as-expected");
  });

  test("some: one lost message is enough, a corrupted one is not", () => {
    expect(verdictOf({ lost: 1 }, "some")).toBe("as-expected");
    expect(verdictOf({}, "some")).toBe("not-as-expected");
    expect(verdictOf({ corrupted: 5 }, "some")).toBe("not-as-expected");
  });

  test("any will do, as long as the run could tell", () => {
    expect(verdictOf({}, "any")).toBe("as-expected");
    expect(verdictOf({ lost: 10, lostAtLeast: 10 }, "any")).toBe("as-expected");
  });

  test("that is told once, whether or not the bounds are there, as in files of older versions", () => {
    const reasons = ["no loss was expected, but 7 messages are lost"];
    expect(reasonsOf({ loss: "none" }, findingsOf({ lost: 7, lostAtLeast: 7, lostAtMost: 7 }))).toEqual(
      reasons,
    );
    const { lostAtLeast, lostAtMost, ...older } = { ...FINE, lost: 7 };
    expect(reasonsOf({ loss: "none" }, { counts: older, failovers: [] })).toEqual(reasons);
  });
});

test("what was not named is not judged, and any is kept by whatever was found", () => {
  const found = findingsOf(
    { duplicated: 3, reordered: 3, corrupted: 3 },
    { failovers: [FAILOVER], noWrites: NO_WRITES },
  );
  expect(judge(found, { loss: "any" }, []).verdict).toBe("as-expected");
  const any = { duplicates: "any", order: "any", corrupted: "any", failover: "any" } as const;
  expect(judge(found, { loss: "any", ...any }, []).verdict).toBe("as-expected");
});

test.each<[Partial<Expectations>, Findings, string]>([
  [
    { duplicates: "none" },
    findingsOf({ duplicated: 12 }),
    "no duplicates were expected, but the log has 12 extra copies of messages",
  ],
  [{ duplicates: "some" }, findingsOf({}), "duplicates were expected, but no message is in the log twice"],
  [
    { order: "kept" },
    findingsOf({ reordered: 1 }),
    "order was expected to be kept, but 1 message is in the log behind a later one",
  ],
  [
    { order: "broken" },
    findingsOf({}),
    "order was expected to be broken, but no message is in the log behind a later one",
  ],
  [
    { corrupted: "none" },
    findingsOf({ corrupted: 2 }),
    "no corruption was expected, but 2 messages are corrupted",
  ],
  [{ corrupted: "some" }, findingsOf({}), "corruption was expected, but no record is corrupted"],
  [
    { failover: "none" },
    findingsOf({}, { failovers: [FAILOVER, FAILOVER] }),
    "no fail-over was expected, but the leader of a partition changed 2 times",
  ],
  [{ failover: "some" }, findingsOf({}), "a fail-over was expected, but no leader changed"],
  [
    { unavailable: { belowMs: 10_000 } },
    findingsOf({}, { noWrites: NO_WRITES }),
    "writes were expected again within 10 s, but no message was acknowledged for 122 s",
  ],
  [
    { unavailable: { belowMs: 500 } },
    findingsOf({}, { noWrites: { ...NO_WRITES, longestMs: 500, partition: 3 } }),
    "writes were expected again within 500 ms, but no message was acknowledged in partition 3 for 500 ms",
  ],
  [
    { unavailable: { atMostMs: 121_999 } },
    findingsOf({}, { noWrites: NO_WRITES }),
    "writes were expected again within 122 s, but no message was acknowledged for 122 s",
  ],
  [
    { unavailable: { aboveMs: 150_000 } },
    findingsOf({}, { noWrites: NO_WRITES }),
    "a time without writes of > 150 s was expected, but the longest is 122 s",
  ],
  [{ loss: { below: 3 } }, findingsOf({ lost: 3 }), "the limit for loss is < 3, but it is 3 of 10 messages"],
  [
    { loss: { atMostPercent: 10 } },
    findingsOf({ lost: 2 }),
    "the limit for loss is <= 10 %, but it is 2 of 10 messages",
  ],
  [
    { loss: { atLeast: 3 } },
    findingsOf({ lost: 2 }),
    "the limit for loss is >= 3, but it is 2 of 10 messages",
  ],
  [
    { duplicates: { below: 2 } },
    findingsOf({ duplicated: 2 }),
    "the limit for duplicates is < 2, but the count is 2",
  ],
  [
    { failover: { atMost: 1 } },
    findingsOf({}, { failovers: [FAILOVER, FAILOVER] }),
    "the limit for failover is <= 1, but the count is 2",
  ],
])("%j is broken, and said so", (expected, found, sentence) => {
  expect(judge(found, { loss: "any", ...expected }, [])).toEqual({
    verdict: "not-as-expected",
    reasons: [sentence],
  });
});

test("corrupted, when it is named, takes the corrupted records away from loss", () => {
  expect(verdictOf({ corrupted: 5 }, { loss: "none", corrupted: "any" })).toBe("as-expected");
  expect(verdictOf({ corrupted: 5 }, { loss: "none", corrupted: "none" })).toBe("not-as-expected");
});

test("nothing acknowledged proves nothing", () => {
  for (const loss of ["none", "some", "any"] as const) {
    expect(verdictOf({ acknowledged: 0 }, loss)).toBe("inconclusive");
  }
});

test("a log that was not checked proves nothing", () => {
  for (const unknown of [
    "lost",
    "duplicated",
    "reordered",
    "corrupted",
    "misplaced",
    "logMessages",
  ] as const) {
    expect(verdictOf({ [unknown]: null }, "any")).toBe("inconclusive");
  }
});

test("why counts are not known is said once", () => {
  const unknown = findingsOf({ lost: null, duplicated: null });
  expect(reasonsOf({}, unknown)).toEqual(["the log could not be checked in full"]);
  const doubt: Doubt = { about: "measurement", text: "the log can't be read beyond offset 3" };
  expect(reasonsOf({}, unknown, [doubt])).toEqual([doubt.text]);
});

test("leaders that nobody saw, and a time that is not known, keep no promise", () => {
  const blind = findingsOf({}, { failovers: null, noWrites: null });
  for (const failover of ["none", "some"] as const) {
    expect(judge(blind, { loss: "any", failover }, [])).toEqual({
      verdict: "inconclusive",
      reasons: [
        "no broker told which broker leads each partition, so it is not known whether a leader changed",
      ],
    });
  }
  expect(judge(blind, { loss: "any", failover: "any" }, []).verdict).toBe("as-expected");
  for (const found of [blind, findingsOf({})]) {
    expect(judge(found, { loss: "any", unavailable: { belowMs: 10_000 } }, [])).toEqual({
      verdict: "inconclusive",
      reasons: ["how long no message could be written is not known"],
    });
  }
});

test("each reason says what it is about", () => {
  const doubts = [{ about: "measurement" as const, text: "a doubt" }];
  expect(judgeTyped(findingsOf({ lost: 4, lostAtLeast: 4 }), { loss: "none" }, doubts).reasons).toEqual([
    { about: "expectation", text: "no loss was expected, but 4 messages are lost" },
    { about: "measurement", text: "a doubt" },
  ]);
  const [reason] = judgeTyped(findingsOf({ acknowledged: 0 }), { loss: "none" }, []).reasons;
  expect(reason).toEqual({
    about: "experiment",
    text: "no message was acknowledged, so none could be lost",
  });
});

test("a certain loss outweighs a doubt about the measurement, and none about the experiment", () => {
  const counts = { lost: null, lostAtLeast: 4, lostAtMost: 5 };
  const judged = (about: Doubt["about"]) =>
    judge(findingsOf(counts), { loss: "none" }, [{ about, text: "a doubt" }]);
  expect(judged("measurement")).toEqual({
    verdict: "not-as-expected",
    reasons: ["no loss was expected, but at least 4 messages are lost", "a doubt"],
  });
  expect(judged("experiment")).toEqual({ verdict: "inconclusive", reasons: ["a doubt"] });
});

test("what was not read from the log outweighs a doubt about the log", () => {
  const doubt: Doubt = { about: "measurement", text: "the log could not be read" };
  const found = findingsOf({ logMessages: null, lost: null }, { noWrites: NO_WRITES, failovers: [FAILOVER] });
  for (const promise of [{ unavailable: { belowMs: 10_000 } }, { failover: "none" }] as const) {
    expect(judge(found, { loss: "none", ...promise }, [doubt]).verdict).toBe("not-as-expected");
  }
});

describe("a limit", () => {
  const doubt: Doubt = { about: "measurement", text: "1 record is damaged" };
  const partly = (lostAtLeast: number) => findingsOf({ lost: null, lostAtLeast, lostAtMost: 40 });

  test("is kept by its own value only where it says so", () => {
    expect(verdictOf({ lost: 3 }, { below: 3 })).toBe("not-as-expected");
    expect(verdictOf({ lost: 3 }, { atMost: 3 })).toBe("as-expected");
    expect(verdictOf({ lost: 3 }, { above: 3 })).toBe("not-as-expected");
    expect(verdictOf({ lost: 3 }, { atLeast: 3 })).toBe("as-expected");
    expect(verdictOf({ lost: 1 }, { atMostPercent: 10 })).toBe("as-expected");
    expect(verdictOf({ lost: 1 }, { belowPercent: 10 })).toBe("not-as-expected");
  });

  test("of a loss that is not known is broken by those that are lost for certain, and else undecided", () => {
    expect(judge(partly(3), { loss: { below: 3 } }, [doubt])).toEqual({
      verdict: "not-as-expected",
      reasons: ["the limit for loss is < 3, but it is at least 3 of 10 messages", doubt.text],
    });
    expect(judge(partly(2), { loss: { below: 3 } }, [doubt]).verdict).toBe("inconclusive");
    expect(judge(partly(3), { loss: { atLeast: 3 } }, [doubt]).verdict).toBe("inconclusive");
    expect(judge(partly(3), { loss: { atLeast: 50 } }, [doubt]).verdict).toBe("inconclusive");
  });

  test("of a time that is not known is undecided", () => {
    const found = findingsOf({}, { noWrites: null });
    expect(judge(found, { loss: "any", unavailable: { aboveMs: 5 } }, []).verdict).toBe("inconclusive");
  });
});

describe("a probability", () => {
  const odds = { probability: { above: 0.5 } };

  test("is neither met nor broken by one run, whatever it found", () => {
    expect(verdictOf({}, odds)).toBe("as-expected");
    expect(verdictOf({ lost: 10 }, odds)).toBe("as-expected");
    expect(verdictOf({ duplicated: 3 }, { loss: "any", duplicates: odds })).toBe("as-expected");
    expect(verdictOf({ reordered: 3 }, { loss: "any", order: odds })).toBe("as-expected");
  });

  test("leaves the other expectations as they are", () => {
    expect(verdictOf({ duplicated: 3 }, { loss: odds, duplicates: "none" })).toBe("not-as-expected");
  });

  test("needs a run that knows whether it happened", () => {
    expect(verdictOf({ lost: null, lostAtLeast: 0 }, odds)).toBe("inconclusive");
    expect(verdictOf({ backdated: null }, { loss: "any", backdated: odds })).toBe("inconclusive");
  });
});

test("a loss that was expected and is certain stays inconclusive while there is a doubt", () => {
  const doubt: Doubt = { about: "measurement", text: "3 messages never had a delivery report" };
  const found = findingsOf({ lost: 9, lostAtLeast: 9, lostAtMost: 9 });
  expect(judge(found, { loss: "some" }, [doubt])).toEqual({ verdict: "inconclusive", reasons: [doubt.text] });
});

test("whatever was found, expected and doubted: true, false and unknown are never mixed up", () => {
  const n = fc.constantFrom(0, 1, 7, null);
  const odds = { probability: { above: 0.5 } };
  const limits = [{ below: 3 }, { atMost: 7 }, { above: 0 }, { atLeast: 2 }, odds];
  const amount = fc.constantFrom("none", "some", "any", ...limits);
  const counts = fc.record({
    acknowledged: fc.nat(2),
    lost: n,
    lostAtLeast: fc.constantFrom(0, 3),
    duplicated: n,
    reordered: n,
    corrupted: n,
    misplaced: n,
    logMessages: n,
  });
  const others = fc.record({
    failovers: fc.constantFrom<Findings["failovers"][]>(null, [], [FAILOVER]),
    noWrites: fc.constantFrom(null, NO_WRITES, { ...NO_WRITES, longestMs: 7 }),
  });
  const expectations = fc.record(
    {
      loss: fc.oneof(amount, fc.constantFrom({ belowPercent: 50 }, { abovePercent: 50 })),
      duplicates: amount,
      order: fc.constantFrom("kept", "broken", "any", ...limits),
      corrupted: amount,
      failover: amount.filter((one) => one !== odds),
      unavailable: fc.constantFrom({ belowMs: 10_000 }, { atMostMs: 10_000 }),
    },
    { requiredKeys: ["loss"] },
  ) as fc.Arbitrary<Expectations>;
  const doubts = fc.array(
    fc.record({ about: fc.constantFrom("experiment", "measurement"), text: fc.string() }),
    { maxLength: 2 },
  ) as fc.Arbitrary<Doubt[]>;
  fc.assert(
    fc.property(counts, others, expectations, doubts, (counts, others, expected, doubts) => {
      const found = findingsOf(counts, others);
      const { verdict, reasons } = judge(found, expected, doubts);
      const ofExperiment = doubts.some(({ about }) => about === "experiment") || counts.acknowledged === 0;

      expect(reasons.length === 0).toBe(verdict === "as-expected");
      for (const { text } of doubts) expect(reasons).toContain(text);
      if (ofExperiment) expect(verdict).toBe("inconclusive");
      if (doubts.length > 0) expect(verdict).not.toBe("as-expected");

      const unknown =
        [counts.lost, counts.duplicated, counts.reordered, counts.corrupted, counts.misplaced].includes(
          null,
        ) ||
        counts.logMessages === null ||
        ((expected.failover ?? "any") !== "any" && others.failovers === null) ||
        (expected.unavailable !== undefined && others.noWrites === null);
      if (unknown) expect(verdict).not.toBe("as-expected");

      const certain =
        (expected.loss === "none" && counts.lostAtLeast > 0) ||
        (BELOW_THREE.some((limit) => isDeepStrictEqual(expected.loss, limit)) && counts.lostAtLeast === 3) ||
        (expected.failover === "none" && others.failovers?.length === 1) ||
        (expected.unavailable !== undefined && others.noWrites?.longestMs === NO_WRITES.longestMs);
      if (!ofExperiment && certain) expect(verdict).toBe("not-as-expected");
      if (!ofExperiment && !certain && (unknown || doubts.length > 0)) expect(verdict).toBe("inconclusive");
    }),
    { seed: SEED, numRuns: 3_000 },
  );
});
