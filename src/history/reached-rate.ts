/** How fast the producers of a ledger sent. */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "./ledger.js";

/**
 * Messages per second of each producer, from its first message to its last; the mean over the producers. Null where no
 * producer sent two messages at different times. `first`, `end`: of the producers from the one to before the other.
 */
export function reachedRate(
  { producers, rowsOf, outcome, sentAt }: Ledger,
  first = 0,
  end = producers.length,
): number | null {
  const rates: number[] = [];
  for (let producer = first; producer < end; producer++) {
    const { messages } = producers[producer]!;
    let sent = 0;
    let from = Number.POSITIVE_INFINITY;
    let last = 0;
    const firstRow = rowsOf.firstRowOf(producer);
    for (let row = firstRow; row < firstRow + messages; row++) {
      if (outcome[row] === OUTCOME.unsent) continue;
      sent++;
      from = Math.min(from, sentAt[row]!);
      last = Math.max(last, sentAt[row]!);
    }
    if (sent > 1 && last > from) rates.push(((sent - 1) * 1_000 * TICKS_PER_MS) / (last - from));
  }
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
