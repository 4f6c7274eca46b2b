/** Builders for tests: a run that lost messages, as the partition of a leader leaves it, and changes to it. */
import type { ConsumersResult, GroupResult } from "../../rundir/consumers.js";
import { recoveriesIn, twoLeadersIn } from "../../rundir/leadership-times.js";
import type { Result } from "../../rundir/result.js";
import type { RunData } from "../../rundir/rundir.js";
import type { Happening, TimelineEvent } from "../../rundir/timeline.js";
import type { TransactionsResult } from "../../rundir/transactions.js";

const START = Date.parse("2026-11-21T12:00:00.000Z");

export function iso(ms: number): string {
  return new Date(START + ms).toISOString();
}

export function at(ms: number, happening: Happening): TimelineEvent {
  return { at: iso(ms), ms, ...happening };
}

export function view(
  ms: number,
  node: string,
  leader: string | null,
  epoch: number,
  isr: string[],
  partition = 0,
) {
  return at(ms, { event: "view", node, partition, leader, epoch, isr });
}

const none: Result["counts"] = {
  planned: 100_000,
  sent: 100_000,
  acknowledged: 100_000,
  failed: 0,
  unsettled: 0,
  highWatermark: 100_000,
  lostByWatermark: 0,
  logMessages: 100_000,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  unexpected: 0,
  misplaced: 0,
};

export function result(
  changes: Partial<Omit<Result, "counts">> & { counts?: Partial<Result["counts"]> } = {},
): Result {
  return {
    run: "20261121T120000Z-acksall-leader-partition",
    scenario: "acksall-leader-partition",
    engine: "local",
    seed: 42,
    scale: 1,
    startedAt: iso(0),
    finishedAt: iso(118_300),
    durations: { starting: 1_950, producing: 100_200, healing: 14_700, checking: 1_450 },
    environment: {
      chaos: "0.1.0",
      node: "20.20.0",
      librdkafka: "2.12.0",
      kafka: "3.9.1",
      java: "17.0.12",
      os: "linux",
      cpus: 2,
    },
    producers: { instances: 1, acks: "all", rate: 1_000 },
    settings: null,
    errors: {},
    reachedRate: null,
    twoLeaders: [],
    recoveries: [],
    latencyMs: { p50: 2.1, p99: 14.8, max: 41_204 },
    lostRanges: [],
    lostRangesOmitted: 0,
    anomalies: [],
    faults: [],
    failovers: [],
    expect: { loss: "none" },
    verdict: "as-expected",
    reasons: [],
    ...changes,
    counts: { ...none, ...changes.counts },
  };
}

export const lostRange: Result["lostRanges"][number] = {
  producer: 0,
  partition: 0,
  firstSequence: 30_012,
  lastSequence: 95_513,
  messages: 65_502,
  firstOffset: 30_012,
  lastOffset: 95_513,
  acknowledgedFrom: iso(31_204),
  acknowledgedTo: iso(96_731),
  acknowledgedBy: "kafka1",
  leaderEpoch: 0,
  truncation: {
    node: "kafka1",
    toOffset: 30_011,
    line:
      "[2026-11-21 12:01:12,310] INFO [UnifiedLog partition=test1-0, dir=/tmp/runs/20261121T120000Z-acks1/cluster/" +
      "kafka1/data] Truncating to offset 30011 (kafka.log.UnifiedLog)",
  },
};

/** A leader that is cut off at 31.2 s, replaced 6.8 s later, and healed after 41 s. */
export const partitionTimeline: readonly TimelineEvent[] = [
  at(0, { event: "phase", phase: "starting" }),
  view(1_900, "kafka1", "kafka1", 0, ["kafka1", "kafka2", "kafka3"]),
  view(1_910, "kafka2", "kafka1", 0, ["kafka1", "kafka2", "kafka3"]),
  view(1_920, "kafka3", "kafka1", 0, ["kafka1", "kafka2", "kafka3"]),
  at(1_950, { event: "phase", phase: "producing" }),
  at(31_200, {
    event: "fault",
    name: "partition",
    fault: "partition",
    action: "injected",
    targets: ["kafka1"],
  }),
  view(38_000, "kafka3", "kafka2", 1, ["kafka2", "kafka3"]),
  view(38_100, "kafka2", "kafka2", 1, ["kafka2", "kafka3"]),
  at(72_200, {
    event: "fault",
    name: "partition",
    fault: "partition",
    action: "healed",
    targets: ["kafka1"],
  }),
  view(72_500, "kafka1", "kafka2", 1, ["kafka2", "kafka3"]),
  view(75_400, "kafka2", "kafka2", 1, ["kafka2", "kafka3", "kafka1"]),
  at(118_200, { event: "phase", phase: "done" }),
];

/** `acks1-leader-partition` with its published figures. */
/** One short burst: the producer asked the old leader twice. */
export const leaderErrors: NonNullable<Result["leaderErrors"]> = {
  kind: "transient",
  wire: {
    errors: 2,
    bursts: [{ partition: 0, from: iso(31_300), to: iso(31_400), errors: 2, writesAgainAfterMs: 180 }],
    burstsOmitted: 0,
  },
  client: { errors: 2, bursts: [], burstsOmitted: 0 },
  ...{ messagesSentAgain: 30, requestsRetried: 0, metadataRequests: { wire: 4, client: 4 } },
};

export function lossy(
  changes: Partial<Omit<Result, "counts">> & { counts?: Partial<Result["counts"]> } = {},
): Result {
  return result({
    run: "20261121T120000Z-acks1-leader-partition",
    scenario: "acks1-leader-partition",
    producers: { instances: 1, acks: 1, rate: 1_000 },
    errors: { _MSG_TIMED_OUT: 4_487 },
    lostRanges: [lostRange],
    expect: { loss: "some" },
    reference: {
      source: "Testing Kafka's message durability (scenario 4)",
      acknowledged: 95_513,
      failed: 4_487,
      watermark: 59_925,
    },
    ...changes,
    counts: {
      acknowledged: 95_513,
      failed: 4_487,
      highWatermark: 30_011,
      lostByWatermark: 65_502,
      logMessages: 30_011,
      lost: 65_502,
      ...changes.counts,
    },
  });
}

/** What a group read that skipped fifty messages and read twelve again. */
export function consumed(changes: Partial<GroupResult> = {}): ConsumersResult {
  const group: GroupResult = {
    ...{ group: "billing", processes: 4, reads: 99_962, messages: 99_950, extraReads: 14, mostReads: 3 },
    ...{ readButLost: 7, readThenTruncated: 2, failedCommits: 1, caughtUpAfterMs: 2_300 },
    committed: [100_000],
    found: {
      ...{ skipped: 50, unseen: null, reprocessed: 12, pollSkip: 0, nonmonotonicPoll: 0 },
      ...{ divergentReads: 2, jumped: 0, lag: 4_200 },
    },
    unknownBecause: { unseen: "no client read the rest at the end of the run" },
    findings: [
      {
        ...{ check: "skipped", partition: 0, firstOffset: 100, lastOffset: 149, messages: 50 },
        ...{ member: null, at: null },
        detail:
          "Instance 1 was handed offsets 100–149 at 12.3 s, and did not finish them. Instance 1 was killed at 12.5 s.",
      },
      {
        ...{ check: "reprocessed", partition: 0, firstOffset: 200, lastOffset: 211, messages: 12 },
        ...{ member: null, at: null, detail: "Instance 0 read offset 200 at 20.0 s, and again at 21.0 s." },
      },
      {
        ...{ check: "divergentReads", partition: 0, firstOffset: 300, lastOffset: 301, messages: 2 },
        ...{ member: "Instance 0", at: iso(40_000), detail: "The log was truncated in between." },
      },
      {
        ...{ check: "lag", partition: 0, firstOffset: 7, lastOffset: 7, messages: 1, member: null, at: null },
        detail: "It was acknowledged at 1.0 s, and first read at 5.2 s.",
      },
    ],
    ...changes,
  };
  return { groups: [group], unknown: null };
}

/** What became of the transactions of a run in which one was torn, and one may be lost. */
export function transacted(changes: Partial<TransactionsResult> = {}): TransactionsResult {
  const because = "the log has no end of 1 transaction";
  return {
    ...{ committed: 900, aborted: 97, unknown: 2, abandoned: 1 },
    abortedAsPlanned: { transactions: 95, messages: 9_500 },
    read: { transactions: 0, messages: 0 },
    found: {
      ...{ abortedRead: 3, precommittedRead: 0, tornTransaction: 1, lostTransaction: null, txnOrder: 0 },
      ...{ stuck: 1, writeCycle: 2, readCycle: 0, sendSkip: 0, balance: 0, zombieWrite: 0 },
    },
    unknownBecause: { lostTransaction: because, abortedRead: because },
    findings: [
      {
        ...{ check: "abortedRead", producer: 0, transaction: 7, partition: 0, messages: 3 },
        ...{ firstOffset: 700, lastOffset: 702, detail: "The client aborted it at 7.000 s." },
      },
      {
        ...{ check: "tornTransaction", producer: 1, transaction: 12, partition: 0, messages: 40 },
        ...{ firstOffset: 1_200, lastOffset: 1_259 },
        detail: "Readers of committed messages get 60 of its 100 messages: partition 0, offsets 1200–1259.",
      },
      {
        ...{ check: "stuck", producer: null, transaction: null, partition: 0, messages: 9 },
        ...{ firstOffset: 90_000, lastOffset: 90_008, detail: "Readers stop at offset 90000." },
      },
    ],
    ...changes,
  };
}

export function runData(
  found: Result,
  timeline = partitionTimeline,
  damage: readonly string[] = [],
): RunData {
  const result = {
    ...found,
    ...(found.twoLeaders.length === 0 && { twoLeaders: twoLeadersIn(timeline) }),
    ...(found.recoveries.length === 0 && { recoveries: recoveriesIn(timeline) }),
  };
  return { directory: `runs/${found.run}`, result, timeline, damage };
}
