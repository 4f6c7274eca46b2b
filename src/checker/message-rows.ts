/** What the check asks of a ledger about a record: whose message it says it is, and whether that was acknowledged there. */
import { type Ledger, OUTCOME } from "../workload/ledger.js";
import { messageNonce, messageProducer, messageSequence } from "../workload/message.js";

export interface MessageRows {
  /** The row that the header of a message names; −1 where it names none of this run. */
  named(bytes: Uint8Array, messageStart: number): number;
  isAcknowledgedAt(row: number, partition: number, offset: number): boolean;
}

export function messageRows(ledger: Ledger): MessageRows {
  const { nonce, producers, messages, outcome, offset: ackedOffset, partition: ackedPartition } = ledger;
  return {
    named(bytes, messageStart) {
      if (messageNonce(bytes, messageStart) !== nonce) return -1;
      const producer = messageProducer(bytes, messageStart);
      const sequence = messageSequence(bytes, messageStart);
      return producer < producers && sequence < messages ? producer * messages + sequence : -1;
    },
    isAcknowledgedAt: (row, partition, offset) =>
      outcome[row] === OUTCOME.acknowledged &&
      ackedOffset[row] === offset &&
      (ackedPartition === null || ackedPartition[row] === partition),
  };
}
