import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { result, transacted } from "../../report/testing/runs.js";
import { checkResults } from "../../rundir/expectations.js";
import type { Expectations } from "../../rundir/result.js";
import {
  TRANSACTION_CHECKS,
  type TransactionCheckName,
  type TransactionsResult,
} from "../../rundir/transactions.js";
import { judge } from "../verdict.js";

const BECAUSE = "the log has no end of 1 transaction";
const CLEAN = Object.fromEntries(
  TRANSACTION_CHECKS.map((check) => [check, 0]),
) as TransactionsResult["found"];
const found = (
  some: Partial<TransactionsResult["found"]>,
  unknownBecause: TransactionsResult["unknownBecause"] = {},
) => transacted({ found: { ...CLEAN, ...some }, unknownBecause, findings: [] });
const judged = (transactions: TransactionsResult | undefined, expected: Expectations["transactions"]) => {
  const expectations: Expectations = {
    loss: "any",
    ...(expected !== undefined && { transactions: expected }),
  };
  const run = result({ ...(transactions !== undefined && { transactions }), expect: expectations });
  return judge(run, expectations, []);
};
const verdictOf = (...args: Parameters<typeof judged>) => judged(...args).verdict;

describe("expectations of transactions", () => {
  it("are broken by what is certain, and kept only where all is known", () => {
    expect(verdictOf(found({}), { tornTransaction: "none" })).toBe("as-expected");
    expect(judged(found({ tornTransaction: 2 }), { tornTransaction: "none" })).toEqual({
      verdict: "not-as-expected",
      reasons: [{ about: "expectation", text: "readers get a part of 2 transactions and not the rest" }],
    });
    expect(verdictOf(found({ tornTransaction: 2 }), { tornTransaction: "some" })).toBe("as-expected");
    expect(verdictOf(found({}), { tornTransaction: "some" })).toBe("not-as-expected");
    expect(verdictOf(found({ tornTransaction: 2 }), { lostTransaction: "none" })).toBe("as-expected");
  });

  it("are inconclusive where more of them would decide", () => {
    const unknown = found({ tornTransaction: null }, { tornTransaction: BECAUSE });
    expect(judged(unknown, { tornTransaction: "none" })).toEqual({
      verdict: "inconclusive",
      reasons: [
        {
          about: "measurement",
          text: `the count for tornTransaction of transactions is not known: ${BECAUSE}`,
        },
      ],
    });
    const atLeast = found({ tornTransaction: 3 }, { tornTransaction: BECAUSE });
    expect(verdictOf(atLeast, { tornTransaction: "none" })).toBe("not-as-expected");
    expect(verdictOf(atLeast, { tornTransaction: "some" })).toBe("as-expected");
    expect(verdictOf(atLeast, { tornTransaction: { below: 3 } })).toBe("not-as-expected");
    expect(verdictOf(atLeast, { tornTransaction: { below: 9 } })).toBe("inconclusive");
    expect(verdictOf(atLeast, { tornTransaction: { atLeast: 2 } })).toBe("as-expected");
    expect(verdictOf(atLeast, { tornTransaction: "any", stuck: "none" })).toBe("as-expected");
  });

  it("are inconclusive in a run without transactions.ndjson", () => {
    expect(verdictOf(undefined, { stuck: "none" })).toBe("inconclusive");
    expect(verdictOf(undefined, { stuck: "any" })).toBe("as-expected");
  });

  it("have the same answer in the list of checks as in the verdict, whatever was found", () => {
    const ofEach = <T>(value: fc.Arbitrary<T>, options = {}) =>
      fc.record(Object.fromEntries(TRANSACTION_CHECKS.map((check) => [check, value])), options);
    const amount = fc.constantFrom("none", "some", "any", { below: 3 }, { above: 0 }, { atLeast: 4 });
    fc.assert(
      fc.property(
        ofEach(fc.constantFrom(0, 0, 3, 5, null)),
        ofEach(fc.boolean()),
        ofEach(amount, { requiredKeys: [] }),
        (counts, unsure, amounts) => {
          const names = TRANSACTION_CHECKS.filter((check) => counts[check] === null || unsure[check]);
          const because = Object.fromEntries(names.map((check) => [check, BECAUSE]));
          const transactions = found(counts as TransactionsResult["found"], because);
          const expected = amounts as Partial<Record<TransactionCheckName, "none">>;
          const run = result({ transactions, expect: { loss: "any", transactions: expected } });
          const statuses = checkResults(run)
            .filter(({ name }) => name.startsWith("transactions."))
            .map(({ status }) => status);
          const { verdict } = judge(run, run.expect, []);
          expect(verdict === "as-expected").toBe(!statuses.includes("fail") && !statuses.includes("unknown"));
          if (!statuses.includes("fail") && statuses.includes("unknown"))
            expect(verdict).toBe("inconclusive");
          if (statuses.includes("fail")) expect(verdict).not.toBe("as-expected");
        },
      ),
      { seed: 4, numRuns: 2_000 },
    );
  });
});
