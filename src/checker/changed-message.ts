/**
 * Values that a proxy changed, with the change taken back: the checksum then proves which message it was.
 *
 *     message ── random bytes              a whole message with more behind it
 *     00 ── another schema id ── message   a whole message behind an id that is not the run's
 */
import type { Ledger } from "../workload/ledger.js";
import { messageHolds, SCHEMA_HEADER_BYTES, schemaIdOf } from "../workload/message.js";
import { bits } from "./bits.js";
import { messageRows } from "./message-rows.js";
import type { RangeFinder } from "./planted.js";

export interface ChangedMessage {
  readonly row: number;
  /** It stands where the journal says that a value was changed. */
  readonly isPlanted: boolean;
  /** It was acknowledged at the place where it stands. */
  readonly isAtItsPlace: boolean;
}

export interface ChangedMessages {
  /** Looks at a value that is not intact. Undefined: it is not what a proxy makes of a message of this run. */
  look(
    partition: number,
    offset: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): ChangedMessage | undefined;
  /** Whether a planted change of this message was met. */
  has(row: number): boolean;
}

export function changedMessages(
  ledger: Ledger,
  { sizeBytes, hasSchema }: { readonly sizeBytes: number; readonly hasSchema: boolean },
  isJournalled: RangeFinder,
): ChangedMessages {
  const rows = messageRows(ledger);
  const met = bits(ledger.rows);

  function unchangedRow(bytes: Uint8Array, start: number, end: number): number {
    if (hasSchema && schemaIdOf(bytes, start, end) < 0) return -1;
    const messageStart = hasSchema ? start + SCHEMA_HEADER_BYTES : start;
    const messageEnd = start + sizeBytes;
    const isWhole = end >= messageEnd && messageHolds(bytes, messageStart, messageEnd);
    return isWhole ? rows.named(bytes, messageStart) : -1;
  }

  return {
    look(partition, offset, bytes, start, end) {
      const row = unchangedRow(bytes, start, end);
      if (row < 0) return undefined;
      const isPlanted = isJournalled(partition, offset);
      if (isPlanted) met.set(row);
      return { row, isPlanted, isAtItsPlace: rows.isAcknowledgedAt(row, partition, offset) };
    },
    has: met.has,
  };
}
