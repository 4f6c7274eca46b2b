/**
 * A run in which every fate is planted: of twenty messages 0–7 are kept, 8–13 are lost, 14 and 15 failed, 16 failed and is in
 * the log, 17 is there twice, 18 is in flight, 19 was never sent.
 */
import type { Ledger } from "../../../history/ledger.js";
import type { Result } from "../../../rundir/result.js";
import { at, consumed, iso, lossy, partitionTimeline } from "../../testing/runs.js";
import type { StoredRun } from "./runs.js";

export const PLANTED_FATES = {
  kept: 8,
  lost: 6,
  failed: 2,
  unexpected: 1,
  duplicated: 1,
  unsettled: 1,
  unsent: 1,
};

const START_MS = Date.parse(iso(0));

const LOGS = {
  kafka1: [
    "[2026-11-21 12:00:02,000] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)",
    "[2026-11-21 12:01:12,310] INFO [UnifiedLog partition=test1-0, dir=/tmp/data] Truncating to offset 8 (kafka.log.UnifiedLog)",
    "a line without a time",
  ].join("\n"),
  kafka2: "[2026-11-21 12:00:38,100] WARN [Controller id=2] kafka2 leads now (kafka.Controller)\n",
};

function produce(ledger: Ledger): void {
  const sentMs = (sequence: number) => 30_000 + sequence * 500;
  for (let sequence = 0; sequence < 19; sequence++) {
    const ms = sentMs(sequence);
    ledger.sent(0, sequence, ms);
    if (sequence === 18) continue;
    if (sequence >= 14 && sequence <= 16) ledger.failed(0, sequence, 0, "ERR__MSG_TIMED_OUT", ms + 5_000);
    else ledger.acknowledged(0, sequence, 0, sequence === 17 ? 9 : sequence, ms + 4);
  }
}

/** `changes`: to the result. */
export function plantedRun(directory: string, changes: Partial<Result> = {}): StoredRun {
  const range = {
    ...{
      producer: 0,
      partition: 0,
      firstSequence: 8,
      lastSequence: 13,
      messages: 6,
      firstOffset: 8,
      lastOffset: 13,
    },
    ...{
      acknowledgedFrom: iso(34_004),
      acknowledgedTo: iso(36_504),
      acknowledgedBy: "kafka1",
      leaderEpoch: 0,
    },
    truncation: { node: "kafka1", toOffset: 8, line: LOGS.kafka1.split("\n")[1]! },
    ...{ overwritten: 3, overwrittenBy: { producer: 0, sequence: 16 } },
  };
  const counts = {
    planned: 20,
    sent: 19,
    acknowledged: 15,
    failed: 3,
    unsettled: 1,
    lost: 6,
    duplicated: 1,
    logMessages: 11,
  };
  return {
    directory,
    result: lossy({
      lostRanges: [range],
      counts: { ...lossy().counts, ...counts },
      startedAt: iso(0),
      consumers: consumed(),
      ...changes,
    }),
    timeline: [...partitionTimeline, at(118_300, { event: "note", message: "the end" })],
    messages: 20,
    startedAtMs: START_MS,
    produce,
    stored: [
      [
        ...Array.from({ length: 8 }, (_, row) => ({ row, epoch: 0 })),
        ...[16, 17, 17].map((row) => ({ row, epoch: 1 })),
      ],
    ],
    logs: LOGS,
    scenario: "name: planted\nproducers: { count: 20 }\n",
  };
}
