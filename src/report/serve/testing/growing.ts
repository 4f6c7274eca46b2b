/** A run that goes on: its directory as it is after so many messages, and what the run tells meanwhile. */
import type { RunHeader, ViewEvent } from "../../../experiment/watch.js";
import { NOT_FINISHED, type Result } from "../../../rundir/result.js";
import { plantedRun } from "../../html/testing/planted.js";
import { type StoredRun, writeRun } from "../../html/testing/runs.js";
import { at, iso, lossy } from "../../testing/runs.js";

export const HEADER: RunHeader = {
  ...{ scenario: "acks1-leader-partition", engine: "local", acks: 1, instances: 1, rate: 2, planned: 20 },
  ...{ scale: 1, brokers: ["kafka1", "kafka2", "kafka3"], describeError: () => undefined },
};

const nothingKnown = { highWatermark: null, lostByWatermark: null, logMessages: null, lost: null };
const noAnomaly = { duplicated: null, reordered: null, corrupted: null, unexpected: null, misplaced: null };

/** What result.json says until the run is over. `changes`: to it. */
function unfinished(changes: Partial<Result>): Result {
  return lossy({
    ...{
      startedAt: iso(0),
      finishedAt: null,
      verdict: "inconclusive",
      lostRanges: [],
      errors: {},
      latencyMs: null,
    },
    reasons: [{ about: "experiment", text: NOT_FINISHED }],
    ...changes,
    counts: { planned: 20, sent: 0, acknowledged: 0, failed: 0, unsettled: 0, ...nothingKnown, ...noAnomaly },
  });
}

/** The planted run before its end: so many of its messages are sent, and the log was not read. */
export async function writeUntil(
  directory: string,
  messages: number,
  changes: Partial<Result> = {},
): Promise<void> {
  const whole: StoredRun = plantedRun(directory);
  const nowMs = 30_000 + messages * 500;
  await writeRun({
    ...whole,
    result: unfinished(changes),
    timeline: [
      ...whole.timeline.filter(({ ms }) => ms <= nowMs),
      at(nowMs, { event: "progress", sent: messages, acknowledged: messages, failed: 0 }),
    ],
    produce(ledger) {
      for (let sequence = 0; sequence < messages; sequence++) {
        ledger.sent(0, sequence, 30_000 + sequence * 500);
        ledger.acknowledged(0, sequence, 0, sequence, 30_004 + sequence * 500);
      }
    },
    stored: null,
  });
}

export function progress(messages: number): ViewEvent {
  return at(30_000 + messages * 500, {
    event: "progress",
    sent: messages,
    acknowledged: messages,
    failed: 0,
  });
}

export const cut: ViewEvent = at(31_200, {
  ...{ event: "fault", name: "partition", fault: "partition", action: "injected", targets: ["kafka1"] },
});
