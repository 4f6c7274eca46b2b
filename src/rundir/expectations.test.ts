import fc from "fast-check";
import { expect, expectTypeOf, it } from "vitest";
import { judge } from "../checker/verdict.js";
import { result } from "../report/testing/runs.js";
import { CONSUMER_CHECKS } from "./consumers.js";
import { CHECK_NAMES, type CheckName, checkResults } from "./expectations.js";
import type { Amount, Continuity, Expectations, Result } from "./result.js";
import { TRANSACTION_CHECKS } from "./transactions.js";

const LIMITS = [{ below: 3 }, { atMost: 3 }, { above: 0 }, { atLeast: 4 }];
const ODDS = { probability: { above: 0.5 } };
const amount = fc.constantFrom<Amount>("none", "some", "any", ...LIMITS, ODDS);
/** Of 100,000 messages, three are 0.003 %. */
const share = fc.constantFrom<Expectations["loss"]>({ belowPercent: 0.003 }, { atMostPercent: 0.003 });
const time = fc.integer({ min: 1, max: 20_000 });
const found = fc.constantFrom(0, 0, 3);

it("says of every expectation what the verdict says of all of them", () => {
  const counts = fc.record({
    lost: found,
    duplicated: found,
    reordered: found,
    corrupted: found,
    misplaced: found,
    ...{ failedButStored: found, neverSent: found, foreign: found },
    ...{ epochs: found, doubleAcknowledged: found, backdated: found },
  });
  const expectations = fc.record(
    {
      loss: fc.oneof(amount, share),
      duplicates: amount,
      order: fc.constantFrom<Continuity>("kept", "broken", "any", ...LIMITS, ODDS),
      corrupted: amount,
      failover: amount.filter((one) => one !== ODDS),
      ...{ failedButStored: amount, neverSent: amount, foreign: amount },
      epochs: fc.constantFrom<Continuity>("kept", "broken", "any", ...LIMITS, ODDS),
      ...{ doubleAcknowledged: amount, backdated: amount },
      unavailable: fc.oneof(fc.record({ belowMs: time }), fc.record({ aboveMs: time })),
    },
    { requiredKeys: ["loss"] },
  );
  const failover = {
    ...{ at: "2026-11-21T12:00:38.000Z", partition: 0, from: "kafka1", to: "kafka2", epoch: 1 },
    afterFaultMs: 7_000,
  };
  fc.assert(
    fc.property(
      counts,
      expectations,
      fc.boolean(),
      fc.nat(20_000),
      (counted, expected, failsOver, longestMs) => {
        const run: Result = result({
          counts: counted,
          expect: expected as Expectations,
          failovers: failsOver ? [failover] : [],
          noWrites: { longestMs, totalMs: longestMs, partition: null, from: null, to: null },
        });
        const isMet = checkResults(run).every(({ status }) => status !== "fail" && status !== "unknown");
        expect(isMet).toBe(judge(run, run.expect, []).verdict === "as-expected");
      },
    ),
    { seed: 20_261_127, numRuns: 500 },
  );
});

it("counts corrupted messages against loss: none, unless corrupted has an expectation of its own", () => {
  const lossOf = (expected: Expectations, corrupted: number | null) =>
    checkResults(result({ expect: expected, counts: { corrupted } })).find(({ name }) => name === "loss")!
      .status;
  expect(lossOf({ loss: "none" }, 3)).toBe("fail");
  expect(lossOf({ loss: "none" }, 0)).toBe("pass");
  expect(lossOf({ loss: "none" }, null)).toBe("unknown");
  expect(lossOf({ loss: "none", corrupted: "some" }, 3)).toBe("pass");
});

it("has a name for every expectation", () => {
  expectTypeOf<
    Exclude<keyof Expectations, "consumers" | "transactions" | "copiers" | "groups" | "topics">
  >().toExtend<CheckName>();
  for (const name of CONSUMER_CHECKS) expect(CHECK_NAMES).toContain(`consumers.${name}`);
  for (const name of TRANSACTION_CHECKS) expect(CHECK_NAMES).toContain(`transactions.${name}`);
});

it("does not know whether a leader changed where no leader was seen", () => {
  const run = result({
    expect: { loss: "any", failover: "none" },
    unknownBecause: { failover: "none seen" },
  });
  const failover = checkResults(run).find(({ name }) => name === "failover");
  expect(failover).toMatchObject({ found: null, status: "unknown" });
});

it("does not know what the run does not know, but knows what is certain", () => {
  const status = (counts: Partial<Result["counts"]>, loss: Expectations["loss"]) =>
    checkResults(result({ counts, expect: { loss } }))[0]!.status;
  expect(status({ lost: null }, "none")).toBe("unknown");
  expect(status({ lost: null, lostAtLeast: 1 }, "none")).toBe("fail");
  expect(status({ lost: null, lostAtLeast: 1 }, "some")).toBe("pass");
  expect(status({ lost: null, misplaced: 1 }, "none")).toBe("fail");
  expect(status({ lost: null }, "any")).toBe("pass");
  expect(status({ lost: null, lostAtLeast: 3, lostAtMost: 9 }, { below: 3 })).toBe("fail");
  expect(status({ lost: null, lostAtLeast: 3, lostAtMost: 9 }, { atLeast: 3 })).toBe("pass");
  expect(status({ lost: null, lostAtLeast: 3, lostAtMost: 9 }, { below: 5 })).toBe("unknown");
  expect(status({ lost: null, lostAtLeast: 3_000 }, { belowPercent: 3 })).toBe("fail");
  expect(status({ lost: 1, acknowledged: 0 }, { belowPercent: 3 })).toBe("unknown");
});

it("leaves a probability to a campaign, if the run knows whether it happened", () => {
  const status = (counts: Partial<Result["counts"]>, expect: Omit<Expectations, "loss"> = {}) =>
    checkResults(result({ counts, expect: { loss: ODDS, ...expect } }));
  expect(status({ lost: 0 })[0]).toMatchObject({ found: 0, status: "campaign" });
  expect(status({ lost: 7 })[0]!.status).toBe("campaign");
  expect(status({ lost: null, lostAtLeast: 1 })[0]!.status).toBe("campaign");
  expect(status({ lost: null })[0]!.status).toBe("unknown");
  expect(status({ duplicated: null }, { duplicates: ODDS })[1]!.status).toBe("unknown");
});
