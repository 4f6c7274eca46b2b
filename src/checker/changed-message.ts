/** Values that a proxy changed: whether its journal says so, of each message whose value is changed as a proxy does it. */
import type { Ledger } from "../history/ledger.js";
import { isAcknowledgedAt } from "./acknowledged-at.js";
import { bits } from "./bits.js";
import type { RangeFinder } from "./planted.js";

export interface ChangedMessage {
  readonly row: number;
  /** It stands where the journal says that a value was changed. */
  readonly isPlanted: boolean;
  /** It was acknowledged at the place where it stands. */
  readonly isAtItsPlace: boolean;
}

export interface ChangedMessages {
  /** The changed message that stands at this place. */
  at(row: number, partition: number, offset: number): ChangedMessage;
  /** Whether a planted change of this message was met. */
  has(row: number): boolean;
}

export function changedMessages(ledger: Ledger, isJournalled: RangeFinder): ChangedMessages {
  const met = bits(ledger.rows);
  return {
    at(row, partition, offset) {
      const isPlanted = isJournalled(partition, offset);
      if (isPlanted) met.set(row);
      return { row, isPlanted, isAtItsPlace: isAcknowledgedAt(ledger, row, partition, offset) };
    },
    has: met.has,
  };
}
