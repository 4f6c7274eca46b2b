import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, test } from "vitest";
import {
  at,
  consumed,
  iso,
  lossy,
  lostRange,
  partitionTimeline,
  result,
  transacted,
} from "../../report/testing/runs.js";
import { leaderTermsIn, recoveriesIn, twoLeadersIn } from "../leadership-times.js";
import type { FaultRecord, Result } from "../result.js";
import { readRun } from "../rundir.js";
import type { TimelineEvent } from "../timeline.js";
import { checksOf, YOUNGER_CHECK } from "../transactions.js";
import { isNewer, readResultJson, resultAsJson, resultJsonSchema } from "./result-file.js";

const none = { scenario: null, timeline: [] };

/** Every key, with a value that no other key has. */
const full: Result = lossy({
  description: "a cut",
  producers: { instances: 2, acks: 1, rate: "max", startMs: [0, 250] },
  settings: {
    cluster: {
      brokers: ["kafka1", "kafka2"],
      metadata: { kind: "zookeeper", nodes: ["zk1"] },
      config: { "replica.lag.time.max.ms": "10000" },
    },
    topics: [{ name: "orders", partitions: 2, replicas: 3, config: { "min.insync.replicas": "2" } }],
    producers: {
      sizeBytes: 120,
      idempotence: true,
      key: "producer",
      schema: "avro",
      transactions: { every: 100, abortShare: 0.1 },
      config: { "linger.ms": 5 },
    },
  },
  counts: {
    ...{ lost: null, lostAtLeast: 4, lostAtMost: 9, duplicated: 1, reordered: 2, corrupted: 3, misplaced: 5 },
    ...{ unexpected: 21, failedButStored: 6, neverSent: 7, foreign: 8, epochs: 10, doubleAcknowledged: 11 },
    ...{ backdated: 12, replicas: 1, unsettled: 13 },
  },
  partitions: [
    {
      ...{ partition: 0, acknowledged: 10, failed: 1, stored: 9, lost: 1, highWatermarkBeforeHeal: 8 },
      logEndOffset: 9,
    },
    {
      ...{ partition: 1, acknowledged: 11, failed: 0, stored: null, lost: null },
      ...{ highWatermarkBeforeHeal: null, logEndOffset: null },
    },
  ],
  unknownBecause: { loss: "a record is damaged", replicas: "kafka3 is not in sync" },
  planted: { duplicated: 2, corrupted: 3 },
  consumers: consumed(),
  transactions: transacted(),
  schemas: {
    registered: 1,
    found: [{ id: 1, messages: 90, status: 404, errorCode: 40_403, message: "none" }],
    ...{ omitted: 2, without: 3 },
  },
  reachedRate: 917.3,
  lostRanges: [
    { ...lostRange, overwritten: 3, overwrittenBy: { producer: 1, sequence: 7 } },
    {
      ...lostRange,
      ...{ firstOffset: null, lastOffset: null, acknowledgedBy: null, leaderEpoch: null, truncation: null },
    },
  ],
  lostRangesOmitted: 14,
  anomalies: (
    [
      ...["duplicated", "reordered", "corrupted", "misplaced", "failedButStored", "neverSent", "foreign"],
      ...["epochs", "doubleAcknowledged", "backdated", "replicas", "unexpected"],
    ] as const
  ).map((kind, i) => ({ kind, partition: 1, firstOffset: i, lastOffset: i + 2, messages: 3, detail: kind })),
  faults: [
    {
      ...{ name: "cut", fault: "partition", targets: ["kafka1"], trigger: { messages: 30_000 } },
      ...{ injectedAt: iso(31_200), healedAt: iso(72_200), healedBy: "run" },
      ...{
        afterMessages: 30_000,
        sentAtInjection: 30_010,
        settledAtInjection: 30_001,
        sentAtHealing: 95_000,
      },
      ...{ silencedLeaders: ["kafka1"], acknowledgedDuring: 64_000 },
      roles: [{ node: "kafka1", role: "leader", partition: 1 }],
      strikes: [
        {
          ...{ at: iso(31_200), targets: ["kafka1"] },
          roles: [{ node: "kafka1", role: "leader", partition: 1 }],
        },
        { at: iso(36_000), targets: ["kafka1"], roles: [] },
      ],
    },
    {
      ...{ name: "later", fault: "kill", targets: [], trigger: { fault: "cut", afterMs: 5_000 } },
      ...{ injectedAt: null, healedAt: null, afterMessages: null },
    },
  ],
  failovers: [
    { at: iso(38_000), partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: 6_800 },
    { at: iso(2_000), partition: 1, from: null, to: "kafka2", epoch: 1, afterFaultMs: null },
  ],
  noWrites: {
    ...{ longestMs: 6_500, totalMs: 8_000, partition: 1, from: iso(31_300), to: iso(37_800) },
    outages: [{ partition: 1, from: iso(31_300), to: iso(37_800) }],
  },
  leaderErrors: {
    kind: "transient",
    wire: {
      ...{ errors: 7, burstsOmitted: 2 },
      bursts: [
        { partition: 1, from: iso(31_300), to: iso(31_400), errors: 5, writesAgainAfterMs: 180 },
        { partition: 0, from: iso(41_300), to: iso(41_300), errors: 2, writesAgainAfterMs: null },
      ],
    },
    client: { errors: 6, bursts: [], burstsOmitted: 3 },
    ...{ messagesSentAgain: 30, requestsRetried: 1, metadataRequests: { wire: 4, client: null } },
  },
  unsafe: [{ partition: 0, from: iso(31_300), to: iso(71_800), messages: 4 }],
  leaderTerms: leaderTermsIn(partitionTimeline),
  twoLeaders: twoLeadersIn(partitionTimeline),
  recoveries: recoveriesIn(partitionTimeline),
  expect: {
    ...{ loss: "some", duplicates: "any", order: "kept", corrupted: "none", failover: "some" },
    ...{ unavailable: { belowMs: 10_000 }, failedButStored: "any", neverSent: "none", foreign: "none" },
    ...{ epochs: "kept", doubleAcknowledged: "none", backdated: "none", replicas: "none" },
    errors: { NOT_LEADER_OR_FOLLOWER: "transient" },
  },
  verdict: "not-as-expected",
  reasons: [{ about: "expectation", text: "a" }],
  doubts: [{ about: "measurement", text: "b" }],
  notes: ["c"],
});

const limits: Result["expect"] = {
  ...{ loss: { atMostPercent: 0.5 }, duplicates: { below: 3 }, order: { atLeast: 1 } },
  ...{ failover: { atMost: 2 }, unavailable: { aboveMs: 500 } },
  consumers: { skipped: "none", jumped: "some", reprocessed: { below: 3 }, lag: { belowMs: 5_000 } },
};
const odds: Result["expect"] = {
  loss: { probability: { above: 0.5 } },
  consumers: { skipped: { probability: { below: 0.2 } } },
  order: { probability: { below: 0.1 } },
};

describe("version 2", () => {
  it.each<[string, Result]>([
    ["a run with every key", full],
    ["a run that is not finished", result({ finishedAt: null, verdict: "inconclusive", leaderTerms: [] })],
    ["a run with acks=0", result({ producers: { instances: 1, acks: 0, rate: 10 }, noWrites: null })],
    ["a run that lost messages", lossy({ unsafe: [] })],
    ["a run with limits", result({ expect: limits })],
    ["a run with probabilities", result({ expect: odds })],
  ])("gives back what was written: %s", (_, run) => {
    expect(readResultJson(JSON.parse(JSON.stringify(resultAsJson(run))), none)).toEqual(run);
  });

  it("is what its JSON Schema says", () => {
    const validate = new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile(
      resultJsonSchema(),
    );
    for (const run of [full, result(), result({ expect: limits }), result({ expect: odds })]) {
      validate(resultAsJson(run));
      expect(validate.errors).toBeNull();
    }
  });

  it("keeps what is not known apart from what is absent in older runs", () => {
    const unknownBecause = { replicas: "kafka3 is not in sync" };
    const counts = { failedButStored: 0, neverSent: 0, foreign: 0, epochs: 0, backdated: 0, replicas: null };
    const run = result({ counts: { ...counts, doubleAcknowledged: 0 }, unknownBecause });
    expect(readResultJson(JSON.parse(JSON.stringify(resultAsJson(run))), none)).toEqual(run);
  });

  it("of a run that was killed has what its timeline tells", () => {
    const killed = JSON.parse(JSON.stringify(resultAsJson(result({ finishedAt: null }))));
    const read = readResultJson(killed, { scenario: null, timeline: partitionTimeline });
    expect(read.twoLeaders).toHaveLength(1);
    expect(read.recoveries).toHaveLength(1);
  });

  it("leaves a probability to a campaign", () => {
    const { checks } = resultAsJson(result({ expect: odds })) as { checks: { id: string; status: string }[] };
    expect(checks.find(({ id }) => id === "loss")).toMatchObject({
      ...{ expected: { probability: { above: 0.5 } }, found: 0, status: "campaign" },
    });
  });

  it("of the earlier minor version, without limits and probabilities, is read", () => {
    const earlier = { ...(resultAsJson(full) as object), schemaVersion: "2.2" };
    expect(readResultJson(JSON.parse(JSON.stringify(earlier)), none)).toEqual(full);
  });

  it("of a version before transactions is read", () => {
    const { transactions, ...before } = full;
    const earlier = { ...(resultAsJson(before) as object), schemaVersion: "2.5" };
    expect(readResultJson(JSON.parse(JSON.stringify(earlier)), none)).toEqual(before);
  });

  it("of a version before a check of transactions says so of it", () => {
    const transactions = transacted({ unknownBecause: {}, findings: [] });
    const file = resultAsJson({ ...full, transactions }) as { transactions: { found: object } };
    const { transactions: section, ...rest } = JSON.parse(JSON.stringify(file));
    const { found: all, read, ...before } = section;
    const { sendSkip, balance, ...found } = all;
    const earlier = { ...rest, schemaVersion: "2.6", transactions: { ...before, found } };
    const now = readResultJson(earlier, none).transactions!;
    expect(now.found.sendSkip).toBeNull();
    expect(now.read).toEqual({ transactions: 0, messages: 0 });
    expect(now.unknownBecause).toEqual({ sendSkip: YOUNGER_CHECK, balance: YOUNGER_CHECK });
    expect(checksOf(now)).not.toContain("sendSkip");
  });

  it("of a later minor version is read as far as it is known", () => {
    const later = { ...(resultAsJson(full) as object), schemaVersion: "2.8", more: 1 };
    expect(readResultJson(JSON.parse(JSON.stringify(later)), none)).toEqual(full);
  });

  it("gives a recovery to the fault that was healed then, of several with one name", () => {
    const [first, second] = [72_190, 72_199].map((ms) => ({ ...full.faults[0]!, healedAt: iso(ms) }));
    const recoveries = full.recoveries.map((one) => ({ ...one, fault: "cut" }));
    const { faults } = resultAsJson({ ...full, faults: [first!, second!], failovers: [], recoveries }) as {
      faults: { effects: unknown[] }[];
    };
    expect(faults.map(({ effects }) => effects.length)).toEqual([0, 1]);
  });

  it("says what a node was when a fault struck it", () => {
    const { faults } = resultAsJson(full) as { faults: { targets: unknown[] }[] };
    expect(faults.map(({ targets }) => targets)).toEqual([
      [{ node: "kafka1", role: "leader", topic: "orders", partition: 1 }],
      [],
    ]);
  });

  it("says when each broker believed that it led a partition, and what was sent to the only one", () => {
    const { topics } = resultAsJson(full) as {
      topics: { partitions: { sent: unknown; unsettled: unknown; leaders: unknown[] }[] }[];
    };
    const [first, second] = topics[0]!.partitions;
    expect(first!.leaders).toEqual([
      { broker: "kafka1", epoch: 0, believedFromMs: 1_900, believedUntilMs: 72_500 },
      { broker: "kafka2", epoch: 1, believedFromMs: 38_100, believedUntilMs: null },
    ]);
    expect(second).toMatchObject({ sent: null, unsettled: null, leaders: [] });
    const one = [{ ...full.settings!.topics[0]!, partitions: 1 }];
    const only = {
      ...full,
      settings: { ...full.settings!, topics: one },
      partitions: [full.partitions![0]!],
    };
    expect(resultAsJson(only)).toMatchObject({
      topics: [{ partitions: [{ sent: full.counts.sent, unsettled: full.counts.unsettled }] }],
    });
  });

  it.each<[string, Partial<FaultRecord>[], string | null]>([
    ["the fault that held while it acknowledged", [{}], "cut"],
    ["a fault that struck it later", [{ injectedAt: iso(90_000), healedAt: null }], "cut"],
    ["none that was healed before", [{ healedAt: iso(31_203) }], null],
    ["none that struck another broker", [{ targets: ["kafka3"] }], null],
    ["none of two", [{}, { name: "again" }], null],
  ])("names with a lost range %s", (_, changes, expected) => {
    const faults = changes.map((change) => ({ ...full.faults[0]!, ...change }));
    const { findings } = resultAsJson({ ...full, faults }) as { findings: { fault: string | null }[] };
    expect(findings[0]!.fault).toBe(expected);
  });

  it("tells the effects of a fault, each with the fault that struck last before", () => {
    const { faults } = resultAsJson(full) as { faults: { effects: unknown[]; durationMs: number }[] };
    expect(faults.map(({ effects }) => effects)).toEqual([
      [
        {
          ...{
            type: "leader-changed",
            topic: "orders",
            partition: 0,
            from: "kafka1",
            to: "kafka2",
            epoch: 1,
          },
          afterMs: 6_800,
        },
        // partitionTimeline calls the fault by another name.
      ],
      [],
    ]);
    const renamed = { ...full, recoveries: full.recoveries.map((one) => ({ ...one, fault: "cut" })) };
    const again = resultAsJson(renamed) as typeof full & { faults: { effects: unknown[] }[] };
    expect(again.faults[0]!.effects[1]).toEqual({ type: "isr-complete", afterHealMs: 3_200 });
  });
});

describe("version 1", () => {
  const stored = (name: string) => fileURLToPath(new URL(`../testing/version-1/${name}`, import.meta.url));

  it.each(["local", "docker", "newer"])("stays readable, and is written as version 2: %s", (name) => {
    const { result: read } = readRun(stored(name));
    const { schemaVersion, reasons, ...before } = JSON.parse(
      readFileSync(`${stored(name)}/result.json`, "utf8"),
    );
    expect(schemaVersion).toBe(1);
    expect(read).toMatchObject(before);
    expect(read.twoLeaders[0]).toMatchObject({ partition: 0, leaders: [{}, {}] });
    expect(read.recoveries).toHaveLength(1);
    expect(readResultJson(JSON.parse(JSON.stringify(resultAsJson(read))), none)).toEqual(read);
  });

  it("takes the settings from scenario.yaml", () => {
    expect(readRun(stored("local")).result.settings).toBeNull();
    expect(readRun(stored("newer")).result.settings).toEqual({
      cluster: {
        brokers: ["kafka1", "kafka2", "kafka3"],
        metadata: { kind: "zookeeper", nodes: ["zk1"] },
        config: { "zookeeper.session.timeout.ms": 6000, "replica.lag.time.max.ms": 10000 },
      },
      topics: [{ name: "test1", partitions: 1, replicas: 3, config: {} }],
      producers: {
        ...{ sizeBytes: 100, idempotence: false, key: "none", schema: "none" },
        config: expect.objectContaining({ "message.send.max.retries": 0 }),
      },
    });
  });

  it("has the rate of sending from the timeline, or from a phase in which nothing failed", () => {
    const json = JSON.parse(readFileSync(`${stored("newer")}/result.json`, "utf8"));
    const rate = (changes: object, timeline: TimelineEvent[] = []) =>
      readResultJson({ ...json, ...changes }, { scenario: null, timeline }).reachedRate;
    const counts = { ...json.counts, sent: 100_000, failed: 0, unsettled: 0 };
    const durations = { produce: 109_001 };
    expect(rate({ counts, durations })).toBeCloseTo(917.4, 1);
    expect(rate({ counts: { ...counts, failed: 5 }, durations })).toBeNull();
    expect(rate({ counts, durations, producers: { ...json.producers, startMs: [9_001] } })).toBe(1_000);
    const timeline = [
      at(2_000, { event: "phase", phase: "produce" }),
      at(60_000, { event: "progress", sent: 50_000, acknowledged: 50_000, failed: 0 }),
      at(102_000, { event: "progress", sent: 100_000, acknowledged: 50_000, failed: 0 }),
      at(150_000, { event: "progress", sent: 100_000, acknowledged: 99_995, failed: 5 }),
    ];
    expect(rate({ counts: { ...counts, failed: 5 } }, timeline)).toBe(1_000);
  });

  it("says of each reason what it is about, as far as the file tells", () => {
    const json = JSON.parse(readFileSync(`${stored("newer")}/result.json`, "utf8"));
    const about = (changes: object) => readResultJson({ ...json, ...changes }, none).reasons;
    const doubts = [{ about: "experiment", text: "it died" }];
    expect(about({ verdict: "inconclusive", reasons: ["it died", "unread"], doubts })).toEqual([
      { about: "experiment", text: "it died" },
      { about: "measurement", text: "unread" },
    ]);
    const reasons = ["no loss was expected, but 4 messages are lost", "how many are lost is not known"];
    expect(about({ verdict: "not-as-expected", reasons }).map(({ about }) => about)).toEqual([
      "expectation",
      "measurement",
    ]);
  });
});

test("a file of a newer chaos is told from an older one", () => {
  expect([1, "2.0", "2.9", undefined].map(isNewer)).toEqual([false, false, false, false]);
  expect([3, "3.0", "10.1"].map(isNewer)).toEqual([true, true, true]);
});
