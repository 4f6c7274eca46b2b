import { expect, it } from "vitest";
import { result } from "../../report/testing/runs.js";
import type { CopierResult, CopiersResult, ExpectedOfCopiers } from "../../rundir/copiers.js";
import { copiers } from "./copiers.js";

function copier(found: Partial<CopierResult["found"]>, hasTransactions = true): CopierResult {
  return {
    ...{ name: hasTransactions ? "billing" : "shipping", from: "orders", to: "invoices", hasTransactions },
    ...{ processes: 1, reads: 10, messages: 10, copies: 10, uncommittedCopies: 0, transactions: null },
    ...{ committed: [10], unknownBecause: {}, findings: [] },
    found: { missing: 0, twice: 0, invented: 0, uncopied: 0, exactlyOnce: 0, ...found },
  };
}

function judged(expected: ExpectedOfCopiers, ...all: CopierResult[]) {
  const found: CopiersResult = { copiers: all, unknown: null };
  const findings = { ...result(), copiers: found };
  return {
    broken: copiers.broken(findings, expected, { loss: "any" }).map(({ text }) => text),
    unknown: copiers.unknown!(findings, expected),
  };
}

it("exactly-once is asked of copiers with transactions only", () => {
  const plain = copier({ twice: 3, exactlyOnce: 3 }, false);
  expect(judged({ exactlyOnce: "kept", twice: "some" }, copier({}), plain).broken).toEqual([]);
  expect(judged({ exactlyOnce: "kept" }, copier({ missing: 2, exactlyOnce: 2 }), plain).broken).toEqual([
    "the copier billing did not copy each message exactly once: 2 messages are missing, copied twice or invented",
  ]);
  expect(judged({ exactlyOnce: "broken" }, copier({}), plain).broken).toHaveLength(1);
});

it("names the copier that breaks a word or a limit", () => {
  expect(judged({ twice: "none" }, copier({}), copier({ twice: 1 }, false)).broken).toEqual([
    "the copier shipping copied 1 message more than once",
  ]);
  expect(judged({ twice: { below: 3 } }, copier({ twice: 2 })).broken).toEqual([]);
  expect(judged({ twice: { below: 3 } }, copier({ twice: 3 })).broken).toHaveLength(1);
  expect(judged({ twice: "some" }, copier({})).broken).toHaveLength(1);
});

it("does not take what is not known for none", () => {
  const unknown = { ...copier({ exactlyOnce: null, uncopied: 4 }) };
  unknown.unknownBecause = { exactlyOnce: "4 messages were not copied when the run ended" };
  const { broken, unknown: sentences } = judged({ exactlyOnce: "kept" }, unknown);
  expect(broken).toEqual([]);
  expect(sentences).toEqual([
    "the count for exactlyOnce of the copier billing is not known: 4 messages were not copied when the run ended",
  ]);
});

it("does not take a count that may be higher for one below a limit", () => {
  const more = copier({ twice: 3 });
  more.unknownBecause = { twice: "offsets of invoices-0 were not read" };
  expect(judged({ twice: { below: 5 } }, more)).toEqual({
    broken: [],
    unknown: ["the count for twice of the copier billing is not known: offsets of invoices-0 were not read"],
  });
  expect(judged({ twice: { below: 3 } }, more).broken).toHaveLength(1);
  expect(judged({ twice: "some" }, more)).toEqual({ broken: [], unknown: [] });
});
