import fc from "fast-check";
import { expect, test } from "vitest";
import type { Counts } from "../rundir/result.js";
import { type Doubt, judge } from "./verdict.js";

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
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  unexpected: 0,
  misplaced: 0,
};
const verdictOf = (counts: Partial<Counts>, loss: "none" | "some" | "any") =>
  judge({ counts: { ...FINE, ...counts }, failovers: [] }, { loss }, []).verdict;

test("no loss expected: nothing acknowledged may be lost, corrupted or misplaced", () => {
  expect(verdictOf({}, "none")).toBe("as-expected");
  expect(verdictOf({ duplicated: 3, reordered: 3, unexpected: 3 }, "none")).toBe("as-expected");
  expect(verdictOf({ lost: 1 }, "none")).toBe("not-as-expected");
  expect(verdictOf({ corrupted: 1 }, "none")).toBe("not-as-expected");
  expect(verdictOf({ misplaced: 1 }, "none")).toBe("not-as-expected");
});

test("loss expected: one lost message is enough, a corrupted one is not", () => {
  expect(verdictOf({ lost: 1 }, "some")).toBe("as-expected");
  expect(verdictOf({}, "some")).toBe("not-as-expected");
  expect(verdictOf({ corrupted: 5 }, "some")).toBe("not-as-expected");
});

test("any loss will do, as long as the run could tell", () => {
  expect(verdictOf({}, "any")).toBe("as-expected");
  expect(verdictOf({ lost: 10 }, "any")).toBe("as-expected");
});

test("nothing acknowledged proves nothing", () => {
  for (const loss of ["none", "some", "any"] as const) {
    expect(verdictOf({ acknowledged: 0 }, loss)).toBe("inconclusive");
  }
});

test("a log that was not checked proves nothing", () => {
  for (const unknown of ["lost", "corrupted", "misplaced", "logMessages"] as const) {
    expect(verdictOf({ [unknown]: null }, "any")).toBe("inconclusive");
  }
});

test("a certain loss outweighs a doubt about the measurement, and none about the experiment", () => {
  const counts = { ...FINE, lost: 5, lostAtLeast: 4 };
  const judged = (about: Doubt["about"]) =>
    judge({ counts, failovers: [] }, { loss: "none" }, [{ about, text: "a doubt" }]);
  expect(judged("measurement")).toEqual({
    verdict: "not-as-expected",
    reasons: ["no loss was expected, and at least 4 messages are lost", "a doubt"],
  });
  expect(judged("experiment")).toEqual({ verdict: "inconclusive", reasons: ["a doubt"] });
});

test("a doubt outweighs any counts, and only as-expected has no reasons", () => {
  const n = fc.constantFrom(0, 1, 7, null);
  const counts = fc.record({ acknowledged: fc.nat(2), lost: n, corrupted: n, misplaced: n, logMessages: n });
  fc.assert(
    fc.property(
      counts,
      fc.constantFrom("none", "some", "any"),
      fc.array(fc.record({ about: fc.constantFrom("experiment", "measurement"), text: fc.string() })),
      (counts, loss, doubts) => {
        const { verdict, reasons } = judge(
          { counts: { ...FINE, ...counts }, failovers: [] },
          { loss },
          doubts,
        );
        if (doubts.length > 0) expect(verdict).toBe("inconclusive");
        expect(reasons.length === 0).toBe(verdict === "as-expected");
        expect(reasons.slice(0, doubts.length)).toEqual(doubts.map(({ text }) => text));
      },
    ),
    { seed: SEED },
  );
});
