import { expect, it } from "vitest";
import type { Result } from "../rundir/result.js";
import { notesOnShortFaults } from "./short-faults.js";

type FaultRecord = Result["faults"][number];

const SESSION_MS = 18_000;
const START_MS = Date.parse("2026-11-20T12:00:00.000Z");
const at = (ms: number) => new Date(START_MS + ms).toISOString();

function fault(kind: string, lastedMs: number | null, changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    name: "first",
    fault: kind,
    targets: ["kafka1"],
    injectedAt: at(0),
    healedAt: lastedMs === null ? null : at(lastedMs),
    afterMessages: 10,
    silencedLeaders: ["kafka1"],
    ...changes,
  };
}

function failover(atMs: number, from = "kafka1"): Result["failovers"][number] {
  return { at: at(atMs), partition: 0, from, to: "kafka2", epoch: 1, afterFaultMs: atMs };
}

function notes(record: FaultRecord, ...failovers: Result["failovers"]): string[] {
  return notesOnShortFaults({ faults: [record], failovers }, { session: "ZooKeeper session" }, SESSION_MS);
}

it.each([
  ["metadata-isolate", "cut"],
  ["controller-isolate", "cut"],
  ["zk-isolate", "cut"],
  ["partition", "cut"],
  ["pause", "pause"],
])("a %s that is over before the session ends is said to have been too short", (kind, noun) => {
  expect(notes(fault(kind, 3_000))).toEqual([
    `the ${noun} of kafka1 lasted 3 s and the ZooKeeper session lasts 18 s: no leader changed`,
  ]);
});

it("a kill after which the same broker led again is said to have changed no leader", () => {
  expect(notes(fault("kill", 2_540))).toEqual([
    "kafka1 was down for 2.54 s and came back before another broker led: no leader changed",
  ]);
});

it("a flap that is never down for as long as the session lasts is said to have changed no leader", () => {
  const flap = (silencedMs: number) => fault("flap", 60_000, { silencedMs });
  expect(notes(flap(3_000))).toEqual([
    "kafka1 was down for 3 s at a time and the ZooKeeper session lasts 18 s: no leader changed",
  ]);
  expect(notes(flap(3_000), failover(30_000))).toEqual([]);
  expect(notes(flap(18_000))).toEqual([]);
});

it("nothing is said when another broker led, even if that was seen a moment after healing", () => {
  expect(notes(fault("zk-isolate", 17_000), failover(16_000))).toEqual([]);
  expect(notes(fault("zk-isolate", 17_000), failover(17_500))).toEqual([]);
  expect(notes(fault("kill", 17_000), failover(17_500))).toEqual([]);
});

it("a fail-over of another broker, or of another time, is none of this fault's", () => {
  expect(notes(fault("pause", 3_000), failover(1_000, "kafka3"))).toHaveLength(1);
  expect(notes(fault("pause", 3_000), failover(60_000))).toHaveLength(1);
  expect(notes(fault("pause", 3_000), failover(-1_000))).toHaveLength(1);
});

it("nothing is said of a fault that lasted longer, that was not healed, or that silenced no leader", () => {
  expect(notes(fault("zk-isolate", 30_000))).toEqual([]);
  expect(notes(fault("zk-isolate", null))).toEqual([]);
  expect(notes(fault("zk-isolate", 3_000, { silencedLeaders: [] }))).toEqual([]);
  const { silencedLeaders, ...old } = fault("slow", 3_000);
  expect(notes(old)).toEqual([]);
});
