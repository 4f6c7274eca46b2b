import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consumed, result } from "../../report/testing/runs.js";
import { CONSUMER_CHECKS, type ConsumersResult, type GroupResult } from "../../rundir/consumers.js";
import { checkResults } from "../../rundir/expectations.js";
import type { Expectations } from "../../rundir/result.js";
import { type Doubt, judge } from "../verdict.js";

const CLEAN: GroupResult["found"] = {
  ...{ skipped: 0, unseen: 0, reprocessed: 0, pollSkip: 0, nonmonotonicPoll: 0, divergentReads: 0 },
  ...{ jumped: 0, lag: 100 },
};
const group = (found: Partial<GroupResult["found"]>, name = "billing"): GroupResult => ({
  ...consumed().groups[0]!,
  ...{ group: name, found: { ...CLEAN, ...found }, unknownBecause: found.unseen === null ? UNSEEN : {} },
});
const UNSEEN = consumed().groups[0]!.unknownBecause;
const groups = (...some: GroupResult[]): ConsumersResult => ({ groups: some, unknown: null });
const judged = (
  consumers: ConsumersResult | undefined,
  expected: Expectations["consumers"],
  doubts: Doubt[] = [],
) => {
  const run = result({ ...(consumers !== undefined && { consumers }), expect: { loss: "any" } });
  return judge(run, { loss: "any", ...(expected !== undefined && { consumers: expected }) }, doubts);
};
const verdictOf = (...args: Parameters<typeof judged>) => judged(...args).verdict;

describe("expectations of consumers", () => {
  it("are those of each group: the worst one decides", () => {
    const both = groups(group({}), group({ skipped: 3 }, "audit"));
    expect(judged(both, { skipped: "none" })).toEqual({
      verdict: "not-as-expected",
      reasons: [
        { about: "expectation", text: "group audit committed past 3 messages that no member had read" },
      ],
    });
    expect(verdictOf(both, { skipped: "some" })).toBe("as-expected");
    expect(verdictOf(groups(group({}), group({})), { skipped: "some" })).toBe("not-as-expected");
    expect(verdictOf(both, { skipped: { below: 4 } })).toBe("as-expected");
    expect(verdictOf(both, { skipped: { below: 3 } })).toBe("not-as-expected");
    expect(verdictOf(both, { skipped: "any" })).toBe("as-expected");
    expect(verdictOf(both, { unseen: "none" })).toBe("as-expected");
  });

  it("may be of one group: its words replace those for each group", () => {
    const both = groups(group({ skipped: 3, reprocessed: 1 }, "auto"), group({ reprocessed: 2 }, "after"));
    const auto = { auto: { skipped: "some" } } as const;
    expect(verdictOf(both, { groups: auto })).toBe("as-expected");
    expect(verdictOf(both, { skipped: "none", groups: auto })).toBe("as-expected");
    expect(judged(both, { skipped: "none", groups: { after: { skipped: "some" } } }).reasons).toEqual([
      { about: "expectation", text: "group auto committed past 3 messages that no member had read" },
      { about: "expectation", text: "skipped messages were expected of group after, but it has none" },
    ]);
    // The other group has some, and does not count.
    expect(judged(both, { skipped: "some", groups: { auto: { skipped: "any" } } }).reasons[0]!.text).toBe(
      "skipped messages were expected, but no group has any",
    );
    expect(verdictOf(both, { reprocessed: { below: 2 }, groups: { after: { reprocessed: "any" } } })).toBe(
      "as-expected",
    );
    expect(verdictOf(both, { groups: { after: { lag: { belowMs: 50 } } } })).toBe("not-as-expected");
  });

  it("of one group are not known where that group is not known", () => {
    const unknown = groups(group({}, "auto"), group({ unseen: null }, "after"));
    expect(verdictOf(unknown, { groups: { auto: { unseen: "none" } } })).toBe("as-expected");
    expect(verdictOf(unknown, { groups: { after: { unseen: "none" } } })).toBe("inconclusive");
    expect(judged(unknown, { groups: { audit: { unseen: "none" } } }).reasons[0]!.text).toBe(
      "the run has no reads of group audit",
    );
  });

  it("limit the lag", () => {
    const both = groups(group({ lag: 9_000 }), group({ lag: 11_000 }, "audit"));
    expect(verdictOf(both, { lag: { belowMs: 12_000 } })).toBe("as-expected");
    expect(judged(both, { lag: { belowMs: 10_000 } }).reasons[0]!.text).toBe(
      "an acknowledged message waited 11 s until group audit read it, and the limit is 10 s",
    );
  });

  it("are inconclusive where a count is not known, unless another one is broken for certain", () => {
    const unknown = groups(group({ unseen: null, skipped: 2 }));
    expect(judged(unknown, { unseen: "none" })).toEqual({
      verdict: "inconclusive",
      reasons: [
        {
          about: "measurement",
          text: "the count for unseen of group billing is not known: no client read the rest at the end of the run",
        },
      ],
    });
    expect(verdictOf(unknown, { unseen: "none", skipped: "none" })).toBe("not-as-expected");
    expect(verdictOf(unknown, { unseen: "any" })).toBe("as-expected");
  });

  it("are inconclusive where there are no reads, and say why", () => {
    const damaged = { groups: [], unknown: "reads.bin is damaged" };
    expect(judged(damaged, { skipped: "none" }).reasons[0]!.text).toBe(
      "reads.bin is damaged, so the reads of consumer groups are not known",
    );
    expect(verdictOf(undefined, { skipped: "none" })).toBe("inconclusive");
    expect(verdictOf(damaged, { skipped: "any" })).toBe("as-expected");
    expect(verdictOf(damaged, undefined)).toBe("as-expected");
  });

  it("have the same answer in the list of checks as in the verdict, whatever was found", () => {
    const found = fc.constantFrom(...Array(9).fill([0, 3]).flat(), null);
    const amount = fc.constantFrom("none", "some", "any", { below: 3 }, { above: 0 }, { atLeast: 4 });
    const counted = CONSUMER_CHECKS.filter((check) => check !== "lag");
    const ofEach = <T>(value: fc.Arbitrary<T>) =>
      fc.record(Object.fromEntries(counted.map((check) => [check, value])));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(ofEach(found), fc.constantFrom(5, 50, 50, 5, 50, null)), {
          minLength: 1,
          maxLength: 2,
        }),
        fc.record(Object.fromEntries(counted.map((check) => [check, amount])), { requiredKeys: [] }),
        fc.constantFrom(undefined, { belowMs: 20 }, { aboveMs: 20 }),
        fc.dictionary(
          fc.constantFrom("g0", "g1"),
          fc.record(Object.fromEntries(counted.map((check) => [check, amount])), { requiredKeys: [] }),
        ),
        (all, amounts, lag, own) => {
          // A scenario with a word that is about no group is refused.
          fc.pre(counted.every((check) => all.some((_, i) => own[`g${i}`]?.[check] === undefined)));
          const consumers = groups(...all.map(([some, lag], i) => group({ ...some, lag }, `g${i}`)));
          const expected = {
            ...{ ...amounts, ...(lag !== undefined && { lag }) },
            ...{
              groups: Object.fromEntries(Object.entries(own).filter(([name]) => name < `g${all.length}`)),
            },
          } as Expectations["consumers"];
          const run = result({ consumers, expect: { loss: "any", consumers: expected! } });
          const statuses = checkResults(run)
            .filter(({ name }) => name.startsWith("consumers."))
            .map(({ status }) => status);
          const { verdict } = judge(run, run.expect, []);
          if (verdict === "as-expected") expect(statuses).not.toContain("fail");
          if (statuses.includes("unknown")) expect(verdict).not.toBe("as-expected");
          const hasNulls = consumers.groups.some(({ found }) => Object.values(found).includes(null));
          if (!hasNulls) expect(verdict === "as-expected").toBe(!statuses.includes("fail"));
        },
      ),
      { seed: 4, numRuns: 2_000 },
    );
  });
});
