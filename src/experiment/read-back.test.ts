import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkLog } from "../checker/check-log.js";
import { gatherEvidence } from "../checker/evidence.js";
import { cleanHistory, ledgerOf } from "../checker/histories.test-support.js";
import type { CheckOutcome } from "../checker/outcome.js";
import { NO_ANOMALIES } from "../checker/tallies.test-support.js";
import { type Doubt, judge } from "../checker/verdict.js";
import type { Cluster } from "../engine/engine.js";
import { result } from "../report/testing/runs.js";
import type { Scenario } from "../scenario/syntax.js";
import { readBack } from "./read-back.js";

vi.mock("../reader/read-log.js", () => ({ readLog: vi.fn() }));
vi.mock("../checker/check-log.js", { spy: true });
vi.mock("../checker/evidence.js", { spy: true });

const LOST: CheckOutcome = {
  partitions: [{ stored: 8, lost: null, endOffset: 8 }],
  counts: {
    logMessages: 8,
    lost: null,
    duplicated: 0,
    reordered: 0,
    corrupted: 0,
    unexpected: 0,
    misplaced: 0,
  },
  observed: {},
  lostAtLeast: 2,
  lostAtMost: 3,
  unknownBecause: { loss: "1 damaged record can't be told from missing messages" },
  lostRanges: [],
  lostRangesOmitted: 0,
  isLost: (row) => (row < 2 ? true : null),
  ofProducer: () => NO_ANOMALIES,
  ofPartition: () => NO_ANOMALIES,
  unsafe: [],
  anomalies: [],
  inconclusive: ["1 damaged record can't be told from missing messages"],
};

function journalOf() {
  const doubts: Doubt[] = [];
  const notes: string[] = [];
  const phases: string[] = [];
  const journal = {
    result: result({ counts: { logMessages: null, lost: null }, expect: { loss: "none" } }),
    phase: (name: string) => phases.push(name),
    doubt: (about: Doubt["about"], text: string) => void doubts.push({ about, text }),
    note: (text: string) => void notes.push(text),
  };
  return { journal, doubts, notes, phases };
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-read-back-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  vi.restoreAllMocks();
});

async function readBackWith(signal = new AbortController().signal, readRest = async () => {}) {
  const { journal, ...told } = journalOf();
  const cluster = {
    nodes: [{ name: "kafka1", kind: "broker", id: 1, client: { host: "127.0.0.1", port: 1 } }],
    logs: async () => join(directory, "none.log"),
  } as unknown as Cluster;
  const scenario = {
    topics: [{ name: "test1", partitions: 1 }],
    faults: [],
    producers: [{ count: 10, instances: 1, sizeBytes: 100 }],
  } as unknown as Scenario;
  const ledger = ledgerOf(cleanHistory({ producers: 1, messages: 10, partitions: 1, acks: 1 }));
  const paths = {
    timeline: join(directory, "timeline.ndjson"),
    log: join(directory, "log.bin"),
    reads: join(directory, "reads.bin"),
    segments: join(directory, "reads"),
    transactions: join(directory, "transactions.ndjson"),
    lost: join(directory, "lost.csv"),
  };
  const found = await readBack({
    ...{ cluster, scenario, ledger, schemaId: null, paths, journal, readRest, signal },
  });
  return { ...told, found, result: journal.result };
}

test("an exception in the check is a doubt about the measurement, and never a pass", async () => {
  vi.mocked(checkLog).mockRejectedValue(new TypeError("cannot read properties of undefined"));
  const { result, doubts, phases } = await readBackWith();
  expect(doubts).toEqual([
    { about: "measurement", text: "the check of the log failed: cannot read properties of undefined" },
  ]);
  expect(phases).toEqual(["evidence", "read"]);
  expect(result.counts).toMatchObject({ acknowledged: 100_000, lost: null });
  expect(judge(result, result.expect, doubts).verdict).toBe("inconclusive");
});

test("each message that is lost for certain is a line of lost.csv", async () => {
  vi.mocked(checkLog).mockResolvedValue(LOST);
  await readBackWith();
  expect(readFileSync(join(directory, "lost.csv"), "utf8").split("\n")).toEqual([
    "topic,partition,producer,sequence,offset,sent_at,acknowledged_at,acknowledged_by,leader_epoch",
    expect.stringMatching(/^test1,0,0,0,0,2026-01-01T00:00:00\.\d{3}Z,2026-01-01T00:00:00\.\d{3}Z,,$/),
    expect.stringMatching(/^test1,0,0,1,1,/),
    "",
  ]);
});

test("a run that lost nothing has no lost.csv, and a disk that does not take it is told in a note", async () => {
  vi.mocked(checkLog).mockResolvedValue({ ...LOST, isLost: () => false });
  await readBackWith();
  expect(existsSync(join(directory, "lost.csv"))).toBe(false);
  mkdirSync(join(directory, "lost.csv"));
  vi.mocked(checkLog).mockResolvedValue(LOST);
  const { notes, result } = await readBackWith();
  expect(notes).toContainEqual(expect.stringMatching(/^lost\.csv could not be written: EISDIR/));
  expect(result.counts.lostAtLeast).toBe(2);
});

test("reads that cannot be stored leave the check of the log as it is, and are told in a note", async () => {
  vi.mocked(checkLog).mockResolvedValue(LOST);
  mkdirSync(join(directory, "reads"));
  const { notes, result } = await readBackWith(undefined, async () => {
    throw new Error("no space left");
  });
  expect(notes).toContain("the reads of consumers are not known: no space left");
  expect(result.counts.lostAtLeast).toBe(2);
  expect(result.consumers?.unknown).toMatch(/the run stopped before it had put together the reads/);
});

test("a wish to stop ends it", async () => {
  vi.mocked(checkLog).mockRejectedValue(new Error("whatever"));
  await expect(readBackWith(AbortSignal.abort(new Error("interrupted")))).rejects.toThrow("interrupted");
});

test("what the check found stands in the result, with its bounds and why they differ", async () => {
  vi.mocked(checkLog).mockResolvedValue(LOST);
  const { result, doubts, found, phases } = await readBackWith();
  expect(result.counts).toMatchObject({ logMessages: 8, lost: null, lostAtLeast: 2, lostAtMost: 3 });
  expect(result.unknownBecause).toEqual(LOST.unknownBecause);
  expect(found.map(({ text }) => text)).toEqual(LOST.inconclusive);
  expect(result.reasons).toEqual(LOST.inconclusive.map((text) => ({ about: "measurement", text })));
  expect(doubts).toEqual([]);
  expect(phases).toEqual(["evidence", "read"]);
  expect(judge(result, result.expect, found).verdict).toBe("not-as-expected");
});

test("evidence that can't be gathered is a note, and changes no verdict", async () => {
  const clean = {
    ...LOST,
    counts: { ...LOST.counts, lost: 0 },
    lostAtLeast: 0,
    lostAtMost: 0,
    inconclusive: [],
  };
  vi.mocked(checkLog).mockResolvedValue({ ...clean, unknownBecause: {} });
  vi.mocked(gatherEvidence).mockRejectedValue(new RangeError("invalid time value"));
  const { result, doubts, notes } = await readBackWith();
  expect(doubts).toEqual([]);
  expect(notes).toEqual(["the broker logs could not be searched for evidence: invalid time value"]);
  expect(judge(result, result.expect, doubts).verdict).toBe("as-expected");
});
