/** The rule of docs/diagnose.md, on planted looks: each cause is found, and nothing else is. */
import { describe, expect, it } from "vitest";
import type { Facts } from "./facts.js";
import { type Cause, type Diagnosis, judge, type Verdict } from "./judge.js";
import { BROKERS, type Planted, replica, WELL, watched } from "./looks.test-support.js";

const ofFindings = ({ findings }: Diagnosis) =>
  findings.map(({ verdict, cause, node }) => [verdict, cause, node]);

const MOVED = { leader: "2", epoch: 1, isr: ["2", "3"] };
const BACK = { leader: "2", epoch: 1, isr: BROKERS };

describe("a healthy cluster", () => {
  it.each<[string, Planted]>([
    ["with KRaft", {}],
    ["with ZooKeeper", { quorum: { kind: "zookeeper", leader: "1", epoch: null, replicas: [] } }],
    ["whose leader is not the preferred one", { seen: { ...WELL, leader: "3" } }],
    ["with a broker that only follows its voters late", { quorum: { replicas: [replica("101", null)] } }],
  ])("%s is healthy", (_, planted) => {
    expect(judge(watched(planted, 10))).toEqual({
      verdict: "healthy",
      findings: [],
      partitions: [],
      unknown: [],
    });
  });

  it("stays healthy when one broker learns of a new leader a moment before another", () => {
    const diagnosis = judge(watched({}, 3, { seen: BACK, views: { "3": WELL } }, { seen: BACK }, 5));
    expect(ofFindings(diagnosis)).toEqual([["transient", "other", null]]);
  });
});

describe.each<[Cause, string | null, Verdict, string, readonly (Planted | number)[]]>([
  [
    "broker-restart",
    "1",
    "transient",
    "the leader was restarted and everything is in sync again",
    [{}, 2, { seen: MOVED, silent: ["1"], absent: ["1"] }, 4, { seen: BACK }, 6],
  ],
  [
    "broker-restart",
    "1",
    "unsettled",
    "the leader is back, but not in sync yet",
    [{}, 2, { seen: MOVED, silent: ["1"] }, 4, { seen: MOVED }, 6],
  ],
  ["broker-down", "1", "sustained", "a broker is down", [{ seen: MOVED, silent: ["1"], absent: ["1"] }, 10]],
  [
    "broker-down",
    "1",
    "unsettled",
    "the leader has just been killed",
    [{}, 8, { silent: ["1"], quorum: { replicas: [replica("1", 6_000, 9, false)] } }, 3],
  ],
  [
    "broker-down",
    "1",
    "sustained",
    "no replica is left",
    [{ seen: { leader: null, epoch: 3, isr: ["1"] }, silent: ["1"], absent: ["1"] }, 10],
  ],
  [
    "isolated-broker",
    "1",
    "sustained",
    "the old leader names itself the leader beside the new one",
    [{ seen: BACK, views: { "1": WELL } }, { seen: MOVED, views: { "1": WELL }, absent: ["1"] }, 10],
  ],
  [
    "isolated-broker",
    "1",
    "transient",
    "the old leader named itself the leader for a while",
    [{}, 2, { seen: MOVED, views: { "1": WELL } }, 6, { seen: BACK }, 5],
  ],
  ["isolated-broker", "3", "sustained", "a follower does not reach the controller", [{ cutOff: ["3"] }, 10]],
  [
    "isolated-broker",
    "3",
    "sustained",
    "a fenced broker answers",
    [{ fenced: ["3"], absent: ["3"], seen: { ...WELL, isr: ["1", "2"] } }, 10],
  ],
  [
    "flapping-broker",
    "2",
    "sustained",
    "a broker goes and comes back",
    [{}, { silent: ["2"] }, 2, {}, 2, { silent: ["2"] }, 2, {}, 5],
  ],
  [
    "flapping-broker",
    "1",
    "sustained",
    "a broker loses its leadership again and again",
    [{}, 2, { seen: BACK }, 2, { seen: { ...WELL, epoch: 2 } }, 2, { seen: { ...BACK, epoch: 3 } }, 5],
  ],
  [
    "unreachable-address",
    "3",
    "sustained",
    "the active controller hears a broker that this machine does not",
    [{ silent: ["3"], quorum: { replicas: [replica("3", 300, 0, false)] } }, 10],
  ],
  [
    "broker-down",
    "3",
    "unsettled",
    "a broker fell silent after the active controller heard it",
    [{}, 8, { silent: ["3"], quorum: { replicas: [replica("3", 2_500, 0, false)] } }, 3],
  ],
  [
    "unreachable-address",
    "3",
    "sustained",
    "the name in an address is unknown",
    [
      { silent: ["3"], isNameUnknown: true, error: "kafka-3:9092: connect: getaddrinfo ENOTFOUND kafka-3" },
      10,
    ],
  ],
  [
    "unreachable-address",
    "3",
    "sustained",
    "with ZooKeeper, a broker outlives its session",
    [{ silent: ["3"], quorum: { kind: "zookeeper", replicas: [] } }, 25],
  ],
  ["no-quorum", null, "sustained", "no controller is active", [{ quorum: { leader: null } }, 10]],
  [
    "no-quorum",
    null,
    "transient",
    "a controller was elected",
    [{}, 2, { quorum: { leader: null } }, 3, {}, 5],
  ],
  [
    "unstable-controller",
    null,
    "sustained",
    "the active controller changes again and again",
    [{}, 2, { quorum: { leader: "102", epoch: 2 } }, 2, { quorum: { leader: "103", epoch: 3 } }, 6],
  ],
  [
    "voter-down",
    "103",
    "sustained",
    "a voter is gone",
    [{ quorum: { replicas: [replica("101", null), replica("102", 90), replica("103", 60_000, 500)] } }, 10],
  ],
  [
    "voter-down",
    "103",
    "sustained",
    "a voter never came to the new leader",
    [{ quorum: { replicas: [replica("101", null), replica("102", 90), replica("103", null, null)] } }, 10],
  ],
  [
    "preferred-election",
    null,
    "transient",
    "leadership went back to the preferred replica",
    [{ seen: { ...WELL, leader: "2" } }, 3, { seen: { ...WELL, epoch: 1 } }, 6],
  ],
  [
    "reassignment",
    null,
    "transient",
    "the replicas of a partition moved",
    [{}, 3, { seen: { leader: "2", epoch: 1, isr: ["2", "3"], replicas: ["2", "3"] } }, 6],
  ],
  [
    "reassignment",
    null,
    "unsettled",
    "the replicas of a partition are moving",
    [{}, 3, { seen: { ...WELL, isr: ["1", "2"] }, moving: true }, 6],
  ],
  [
    "replica-behind",
    "3",
    "sustained",
    "a follower is slow",
    [{ seen: { ...WELL, isr: ["1", "2"] }, minIsr: 3 }, 10],
  ],
  ["other", null, "unsettled", "the leader has just moved", [{}, 6, { seen: BACK }, 2]],
])("%s of %s, %s", (cause, node, verdict, what, looks) => {
  it(what, () => {
    const diagnosis = judge(watched(...looks));
    expect(ofFindings(diagnosis)).toEqual([[verdict, cause, node]]);
    expect(diagnosis.verdict).toBe(verdict);
    expect(diagnosis.unknown).toEqual([]);
  });
});

describe("partitions", () => {
  const judged = (...looks: readonly (Planted | number)[]) => judge(watched(...looks)).partitions;

  it("have the causes of what was wrong with them", () => {
    expect(judged({ seen: { ...WELL, isr: ["1"] }, silent: ["2"], absent: ["2"] }, 10)).toEqual([
      { topic: "orders", partition: 0, verdict: "sustained", causes: ["broker-down", "replica-behind"] },
    ]);
  });

  it("that are healthy are not listed, though a broker is not", () => {
    expect(judged({ cutOff: ["3"] }, 10)).toEqual([]);
  });

  it("below min.insync.replicas are told from those that are only under-replicated", () => {
    const troubles = (minIsr: number) =>
      Object.keys(watched({ seen: { ...WELL, isr: ["1", "2"] }, minIsr }, 5).partitions[0]!.troubles);
    expect(troubles(2)).toEqual(["under-replicated"]);
    expect(troubles(3)).toEqual(["under-replicated", "under-min-isr"]);
  });
});

it("a window that is too short shows nothing that is sustained", () => {
  const down = { seen: MOVED, silent: ["1"], absent: ["1"] };
  expect(judge(watched(down, 2)).verdict).toBe("unsettled");
  expect(judge(watched(down, 4)).verdict).toBe("unsettled");
  expect(judge(watched(down, 6)).verdict).toBe("sustained");
});

it("an older view is never the truth, though it is the only one left", () => {
  const facts = watched(
    { seen: MOVED, views: { "1": WELL } },
    3,
    { views: { "1": WELL }, silent: ["2", "3"] },
    3,
  );
  expect(facts.partitions[0]).toMatchObject({ leader: "2", epoch: 1, moves: 0 });
  expect(facts.partitions[0]!.troubles).toHaveProperty("two-leaders");
});

describe("unknown", () => {
  const of = (changes: Partial<Facts>) => judge({ ...watched({}, 10), ...changes });

  it("where no broker answered, or no topic is visible", () => {
    expect(of({ looks: 0, viewsNow: 0 })).toMatchObject({
      verdict: "unknown",
      unknown: ["No broker answered."],
    });
    expect(of({ partitions: [] })).toMatchObject({
      verdict: "unknown",
      unknown: [expect.stringContaining("the right Describe on Topic")],
    });
  });

  it("where a right is missing, unless a problem was found all the same", () => {
    const unknown = ["chaos cannot see the metadata quorum: this user needs the right Describe on Cluster."];
    expect(of({ unknown })).toMatchObject({ verdict: "unknown", unknown });
    const down = { ...watched({ seen: MOVED, silent: ["1"], absent: ["1"] }, 10), unknown };
    expect(judge(down)).toMatchObject({ verdict: "sustained", unknown });
  });
});
