/** What producers got done in a span of time. */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "./ledger.js";

/** Messages acknowledged from `fromMs` to `toMs`, in milliseconds since the epoch; with acks=0: sent. */
export function acknowledgedBetween(
  { rows, outcome, settledAt, startedAtMs }: Ledger,
  fromMs: number,
  toMs: number,
): number {
  const from = (fromMs - startedAtMs) * TICKS_PER_MS;
  const to = (toMs - startedAtMs) * TICKS_PER_MS;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const state = outcome[row]!;
    if (state !== OUTCOME.acknowledged && state !== OUTCOME.unplaced) continue;
    if (settledAt[row]! >= from && settledAt[row]! <= to) count++;
  }
  return count;
}
