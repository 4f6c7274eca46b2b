/** How fast the producers of a ledger sent. */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "./ledger.js";

/**
 * Messages per second of each producer, from its first message to its last; the mean over the producers. Null where no
 * producer sent two messages at different times.
 */
export function reachedRate({ producers, rowsOf, outcome, sentAt }: Ledger): number | null {
  const rates: number[] = [];
  for (const [producer, { messages }] of producers.entries()) {
    let sent = 0;
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    const firstRow = rowsOf.firstRowOf(producer);
    for (let row = firstRow; row < firstRow + messages; row++) {
      if (outcome[row] === OUTCOME.unsent) continue;
      sent++;
      first = Math.min(first, sentAt[row]!);
      last = Math.max(last, sentAt[row]!);
    }
    if (sent > 1 && last > first) rates.push(((sent - 1) * 1_000 * TICKS_PER_MS) / (last - first));
  }
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
