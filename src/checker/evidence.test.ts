import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TimelineEvent } from "../rundir/timeline.js";
import type { LostRange } from "./check.js";
import { beliefsIn, explain, type Truncation, truncationsIn, withEvidence } from "./evidence.js";

const STARTED_AT_MS = Date.UTC(2026, 10, 21, 5, 0, 0);
const iso = (ms: number) => new Date(STARTED_AT_MS + ms).toISOString();

const RANGE: LostRange = {
  producer: 0,
  partition: 0,
  firstSequence: 100,
  lastSequence: 199,
  messages: 100,
  firstOffset: 100,
  lastOffset: 199,
  acknowledgedFrom: iso(20_000),
  acknowledgedTo: iso(21_000),
  acknowledgedBy: null,
  leaderEpoch: null,
  truncation: null,
  overwritten: 0,
  overwrittenBy: null,
};

function view(ms: number, node: string, leader: string | null, epoch: number, partition = 0): TimelineEvent {
  return { at: iso(ms), ms, event: "view", node, partition, leader, epoch, isr: [] };
}

const truncation = (node: string, toOffset: number, atMs: number | null = 30_000): Truncation => ({
  node,
  partition: 0,
  toOffset,
  atMs,
  line: `${node} to ${toOffset}`,
});

test("the only broker that believed it led is the one that acknowledged", () => {
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 3), view(0, "kafka2", "kafka1", 3)]);
  expect(explain(RANGE, beliefs, [], STARTED_AT_MS)).toMatchObject({
    acknowledgedBy: "kafka1",
    leaderEpoch: 3,
    truncation: null,
  });
});

test("of two believers it is the one whose log was cut below the offset afterwards", () => {
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 0), view(15_000, "kafka2", "kafka2", 1)]);
  expect(explain(RANGE, beliefs, [truncation("kafka1", 100)], STARTED_AT_MS)).toMatchObject({
    acknowledgedBy: "kafka1",
    leaderEpoch: 0,
    truncation: { node: "kafka1", toOffset: 100, line: "kafka1 to 100" },
  });
});

test("two believers whom nothing tells apart leave the question open", () => {
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 0), view(15_000, "kafka2", "kafka2", 1)]);
  for (const truncations of [
    [],
    [truncation("kafka1", 500)],
    [truncation("kafka1", 100, 10_000)],
    [truncation("kafka1", 90), truncation("kafka2", 90)],
    [truncation("kafka3", 90)],
  ]) {
    const explained = explain(RANGE, beliefs, truncations, STARTED_AT_MS);
    expect(explained).toMatchObject({ acknowledgedBy: null, leaderEpoch: null, truncation: null });
  }
});

test("a killed leader's last acknowledgements, heard a little later, are still its own", () => {
  const killed: TimelineEvent = {
    at: iso(19_900),
    ms: 19_900,
    event: "node",
    node: "kafka1",
    state: "killed",
  };
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 0), killed]);
  expect(explain(RANGE, beliefs, [], STARTED_AT_MS).acknowledgedBy).toBe("kafka1");
  const longDead = beliefsIn([view(0, "kafka1", "kafka1", 0), { ...killed, ms: 10_000 }]);
  expect(explain(RANGE, longDead, [], STARTED_AT_MS).acknowledgedBy).toBeNull();
});

test("a truncation before the acknowledgement, or of another partition, is not the one", () => {
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 0)]);
  const truncations = [
    truncation("kafka1", 50, 10_000),
    { ...truncation("kafka1", 60), partition: 1 },
    truncation("kafka1", 70, 40_000),
  ];
  expect(explain(RANGE, beliefs, truncations, STARTED_AT_MS).truncation?.toOffset).toBe(70);
});

test("with acks=0 nobody acknowledged", () => {
  const beliefs = beliefsIn([view(0, "kafka1", "kafka1", 0)]);
  const range = { ...RANGE, firstOffset: null, lastOffset: null };
  expect(explain(range, beliefs, [truncation("kafka1", 0)], STARTED_AT_MS)).toEqual(range);
});

test("a belief ends with another view, with silence, and begins again", () => {
  const unreachable: TimelineEvent = {
    at: iso(30),
    ms: 30,
    event: "reachable",
    node: "kafka1",
    reachable: false,
  };
  const events = [
    view(0, "kafka1", "kafka1", 0),
    view(10, "kafka1", "kafka1", 0),
    view(20, "kafka1", "kafka1", 2),
    unreachable,
    view(40, "kafka1", "kafka1", 2),
    view(50, "kafka1", "kafka2", 3),
    view(60, "kafka1", null, 4),
  ];
  expect(beliefsIn(events).map(({ epoch, fromMs, toMs }) => [epoch, fromMs, toMs])).toEqual([
    [0, 0, 20],
    [2, 20, 30],
    [2, 40, 50],
  ]);
});

const found = async (...lines: string[]) =>
  (await truncationsIn(lines, "kafka1", "test-1", STARTED_AT_MS)).map(({ partition, toOffset }) => [
    partition,
    toOffset,
  ]);

test("every Kafka's words for a truncation are understood", async () => {
  const log = "[2026-11-21 05:00:30,250] INFO";
  expect(
    await found(
      `${log} [UnifiedLog partition=test-1-0, dir=/d] Truncating to offset 12 (kafka.log.UnifiedLog)`,
    ),
  ).toEqual([[0, 12]]);
  expect(
    await found(`${log} [Log partition=test-1-3, dir=/d] Truncating to offset 12 (kafka.log.Log)`),
  ).toEqual([[3, 12]]);
  expect(await found(`${log} [Log partition=test-1-3, dir=/d] Truncating to 59925 (kafka.log.Log)`)).toEqual([
    [3, 59925],
  ]);
  expect(await found(`${log} Truncating log test-1-0 to offset 12. (kafka.log.Log)`)).toEqual([[0, 12]]);
  const announcement = `${log} [ReplicaFetcher replicaId=1, leaderId=2, fetcherId=0] Truncating partition test-1-0 with TruncationState(offset=12, completed=true) due to leader epoch and offset EpochEndOffset(…)`;
  expect(await found(announcement)).toEqual([[0, 12]]);
});

test("what had no effect, another topic and the fetcher's warning are no truncations", async () => {
  expect(
    await found(
      "[UnifiedLog partition=test-1-0, dir=/d] Truncating to 12 has no effect as the largest offset in the log is 11",
      "[UnifiedLog partition=test-10-0, dir=/d] Truncating to offset 12",
      "[UnifiedLog partition=test-0, dir=/d] Truncating to offset 12",
      "[ReplicaFetcher replicaId=1] Truncating test-1-0 to offset 12 below high watermark 20",
    ),
  ).toEqual([]);
});

test("an announcement and the log's own word are one truncation; without effect it is none", async () => {
  const announced =
    "[ReplicaFetcher] Truncating partition test-1-0 with TruncationState(offset=12, completed=true) due to";
  expect(await found(announced, "[UnifiedLog partition=test-1-0, dir=/d] Truncating to offset 12")).toEqual([
    [0, 12],
  ]);
  expect(
    await found(
      announced,
      "[UnifiedLog partition=test-1-0, dir=/d] Truncating to 12 has no effect as the largest",
    ),
  ).toEqual([]);
});

test("evidence comes from the run's files, and their absence costs the evidence only", async () => {
  const directory = await mkdtemp(join(tmpdir(), "evidence-"));
  try {
    const timeline = join(directory, "timeline.ndjson");
    await writeFile(
      timeline,
      `${JSON.stringify(view(0, "kafka1", "kafka1", 7))}\n{"event":"view","node":"kaf`,
    );
    await writeFile(
      join(directory, "kafka1.log"),
      `${"x".repeat(200_000)}\n[UnifiedLog partition=t-0, dir=/d] Truncating to offset 100 (kafka.log.UnifiedLog)\n`,
    );
    const node = (name: string) => ({ name, kind: "broker" as const, id: 1, client: { host: "", port: 1 } });
    const sources = {
      cluster: {
        nodes: [node("kafka1"), node("kafka2")],
        logs: async (name: string) => join(directory, `${name}.log`),
      },
      timeline,
      scenario: { topic: { name: "t" } },
      ledger: { startedAtMs: STARTED_AT_MS },
    };
    const outcome = { lostRanges: [RANGE] };
    expect(await withEvidence(outcome, sources)).toMatchObject({
      lostRanges: [
        { acknowledgedBy: "kafka1", leaderEpoch: 7, truncation: { node: "kafka1", toOffset: 100 } },
      ],
    });
    await rm(timeline);
    expect(await withEvidence(outcome, sources)).toMatchObject({ lostRanges: [{ acknowledgedBy: null }] });
  } finally {
    await rm(directory, { recursive: true });
  }
});
