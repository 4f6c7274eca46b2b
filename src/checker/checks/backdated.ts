/**
 * `backdated`: the order of real time. If message B was sent after message A was acknowledged, B comes after A in the log of
 * their partition. This holds for one producer and for several, because all producers share one clock.
 *
 *     log      … B … A …         A is backdated, because B was sent after A was acknowledged,
 *     time     A acknowledged · B sent      and yet stands before it
 *
 * Only messages at the place of their acknowledgement count. A copy elsewhere, as a retry or a proxy leaves it, may have
 * been written at any time. Times are those of the ledger: a message is sent when its producer hands it over, and
 * acknowledged when the producer hears of that, so the true times are further apart, never closer.
 */

import { isUnanswered, type Ledger } from "../../history/ledger.js";
import { RECORD } from "../../history/log-entries.js";
import { isAcknowledgedAt } from "../acknowledged-at.js";
import {
  brokenAmount,
  DEAF,
  EXAMPLES_A_CHECK,
  type LogCheck,
  messagesAre,
  type ObservingCheck,
} from "../check-kind.js";
import type { Anomaly } from "../outcome.js";

export const backdated: ObservingCheck<"backdated"> = {
  name: "backdated",
  needs: "log",
  // With acks=0 no message has a place.
  observe: (ledger) => (isUnanswered(ledger) ? null : observeBackdated(ledger)),
  broken: ({ counts }, expected) =>
    brokenAmount("backdated", counts.backdated, expected, {
      some: (found) =>
        `the order of real time was expected to be kept, but ${messagesAre(found)} in the log behind one that was sent later`,
      none: "messages were expected behind others that were sent later, but the log has none",
    }),
};

function observeBackdated(ledger: Ledger): LogCheck {
  const { rowsOf, sentAt, settledAt } = ledger;
  const examples: Anomaly[] = [];
  let count = 0;
  let partition = -1;
  /** The message in front that was sent last, −1: none. */
  let latest = -1;

  const name = (row: number) => `producer ${rowsOf.producerOf(row)}, message ${rowsOf.sequenceOf(row)}`;

  return {
    ...DEAF,
    begin(next) {
      partition = next;
      latest = -1;
    },
    records(first, records, kind, firstRow) {
      if (kind !== RECORD.message && kind !== RECORD.changed) return;
      for (let i = 0; i < records; i++) {
        const [offset, row] = [first + i, firstRow + i];
        if (!isAcknowledgedAt(ledger, row, partition, offset)) continue;
        if (latest >= 0 && sentAt[latest]! > settledAt[row]!) {
          count++;
          if (examples.length < EXAMPLES_A_CHECK) {
            examples.push({
              ...{ kind: "backdated", partition, firstOffset: offset, lastOffset: offset, messages: 1 },
              detail: `${name(row)}: acknowledged before ${name(latest)} was sent, but in the log behind it`,
            });
          }
        }
        if (latest < 0 || sentAt[row]! > sentAt[latest]!) latest = row;
      }
    },
    found: () => ({ count, examples }),
  };
}
