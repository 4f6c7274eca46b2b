/** What a ledger says of each producer. */
import { type Ledger, OUTCOME } from "./ledger.js";

export interface ProducerRow {
  readonly sent: number;
  /** With acks=0: sent. */
  readonly acknowledged: number;
  readonly failed: number;
  /** Of those that `isLost` names. */
  readonly lost: number;
}

/** One row for each producer, in their order. */
export function producerTable(
  { producers, rowsOf, outcome }: Ledger,
  isLost: (row: number) => boolean,
): ProducerRow[] {
  return producers.map(({ messages }, producer) => {
    const first = rowsOf.firstRowOf(producer);
    const row = { sent: 0, acknowledged: 0, failed: 0, lost: 0 };
    for (let at = first; at < first + messages; at++) {
      const state = outcome[at]!;
      if (state === OUTCOME.unsent) continue;
      row.sent++;
      if (state >= OUTCOME.failed) row.failed++;
      else if (state !== OUTCOME.inFlight) row.acknowledged++;
      if (isLost(at)) row.lost++;
    }
    return row;
  });
}
