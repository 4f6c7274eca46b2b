import { describe, expect, it } from "vitest";
import type { LeaderErrors, SeenErrors } from "../../rundir/result.js";
import { judge } from "../verdict.js";

const seen = (errors: number, bursts: number): SeenErrors => ({
  errors,
  bursts: Array.from({ length: bursts }, (_, i) => ({
    ...{ partition: 0, from: `2026-01-01T00:00:0${i}.000Z`, to: `2026-01-01T00:00:0${i}.100Z` },
    ...{ errors: errors / bursts, writesAgainAfterMs: 200 },
  })),
  burstsOmitted: 0,
});
const found = (kind: LeaderErrors["kind"], wire: SeenErrors | null, client: SeenErrors): LeaderErrors => ({
  ...{ kind, wire, client, messagesSentAgain: 0, requestsRetried: null },
  metadataRequests: { wire: null, client: null },
});

function judged(expected: "none" | "transient" | "sustained", leaderErrors: LeaderErrors | undefined) {
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
  const findings = { counts, failovers: [], ...(leaderErrors !== undefined && { leaderErrors }) };
  const { verdict, reasons } = judge(
    findings,
    { loss: "none", errors: { NOT_LEADER_OR_FOLLOWER: expected } },
    [],
  );
  return [verdict, ...reasons.map(({ text }) => text)];
}

describe("errors", () => {
  const [none, some, many] = [seen(0, 0), seen(4, 1), seen(12, 3)];

  it("are as expected if their kind is", () => {
    expect(judged("none", found("none", none, none))).toEqual(["as-expected"]);
    expect(judged("transient", found("transient", some, some))).toEqual(["as-expected"]);
    expect(judged("sustained", found("sustained", many, some))).toEqual(["as-expected"]);
  });

  it("of another kind break the expectation", () => {
    expect(judged("none", found("transient", some, some))).toEqual([
      "not-as-expected",
      "no NOT_LEADER_OR_FOLLOWER was expected, but producers got 4 errors in 1 burst, which is transient",
    ]);
    expect(judged("transient", found("sustained", many, many))).toEqual([
      "not-as-expected",
      "NOT_LEADER_OR_FOLLOWER was expected to be transient, but producers got 12 errors in 3 bursts, which is sustained",
    ]);
    expect(judged("sustained", found("none", none, none))).toEqual([
      "not-as-expected",
      "NOT_LEADER_OR_FOLLOWER was expected to be sustained, but producers got none",
    ]);
  });

  it("are unknown where the proxy and librdkafka contradict each other", () => {
    expect(judged("transient", found(null, some, none))).toEqual([
      "inconclusive",
      "brokers answered NOT_LEADER_OR_FOLLOWER 4 times by the proxy's journal, but librdkafka tells of no such error",
    ]);
    expect(judged("none", found(null, none, some))).toEqual([
      "inconclusive",
      "librdkafka tells of 4 requests that failed with NOT_LEADER_OR_FOLLOWER, but the proxy's journal has none",
    ]);
  });

  it("are unknown where the proxy's journal is not known, and where nobody looked", () => {
    const sentence = "the proxy's journal does not tell how often brokers answered NOT_LEADER_OR_FOLLOWER";
    expect(judged("none", found(null, null, none))).toEqual(["inconclusive", sentence]);
    expect(judged("none", undefined)).toEqual(["inconclusive", sentence]);
  });
});
