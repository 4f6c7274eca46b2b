/**
 * Whether a fault met messages. A fault that struck when every message was settled, or while none was due, changed
 * nothing that the producers could notice: the run did not test it.
 *
 *     sent      ●────────●──────●          a message that was handed over before the fault ended
 *     settled       ●────────●──────●      and was not settled when the fault began has met it
 *     fault               [────]
 *
 * With acks=0 a message is settled when it has left the producer.
 */
import type { Ledger } from "../history/ledger.js";

/** Messages of all producers together. */
export interface MessagesAround {
  readonly settledAtInjection: number;
  readonly sentAtHealing: number;
}

/** Why the fault met no message; null: it met some. */
export function whyItMetNone(
  { settledAtInjection, sentAtHealing }: MessagesAround,
  { rows }: Pick<Ledger, "rows">,
): string | null {
  if (sentAtHealing > settledAtInjection) return null;
  return settledAtInjection === rows
    ? "every message was settled before it struck"
    : "no message was sent or in flight while it lasted";
}
