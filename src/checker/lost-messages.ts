/** The lost messages of a run, one by one, for those who want to look at each. */

import { type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import type { LostMessage } from "../rundir/lost-csv.js";
import type { WhoAcknowledged } from "./lost-ranges.js";
import type { CheckOutcome } from "./outcome.js";

/** Those that are lost for certain, in the order of the ledger. */
export function* lostMessages(
  ledger: Ledger,
  isLost: CheckOutcome["isLost"],
  whoAcknowledged: WhoAcknowledged,
): Generator<LostMessage> {
  const { rowsOf, outcome, startedAtMs } = ledger;
  for (let row = 0; row < ledger.rows; row++) {
    if (isLost(row) !== true) continue;
    const partition = ledger.partition?.[row] ?? 0;
    const sentMs = ledger.sentAt[row]! / TICKS_PER_MS;
    const settledMs = ledger.settledAt[row]! / TICKS_PER_MS;
    const offset = outcome[row] === OUTCOME.acknowledged ? ledger.offset[row]! : null;
    const by = offset === null ? null : whoAcknowledged(partition, offset, sentMs, settledMs);
    yield {
      producer: rowsOf.producerOf(row),
      sequence: rowsOf.sequenceOf(row),
      partition,
      offset,
      sentAt: new Date(startedAtMs + sentMs),
      acknowledgedAt: new Date(startedAtMs + settledMs),
      acknowledgedBy: by?.acknowledgedBy ?? null,
      leaderEpoch: by?.leaderEpoch ?? null,
    };
  }
}
