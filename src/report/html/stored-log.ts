/**
 * The log as it was read, as the page keeps it: which message is at an offset.
 *
 * Entries are numbers: kind (ENTRY), count; for records also how far the first offset is from the offset
 * after the last entry; and for messages also how far the first row is from the row after the last entry. `begin` and
 * `end` have a partition and an end offset in the place of the count, `epoch` has an index in `epochValues`.
 */
import { VarintReader } from "./pack.js";

export type AtOffset =
  | { readonly what: "message"; readonly row: number; readonly epoch: number | null }
  | { readonly what: "foreign" | "damaged" | "control" | "nothing" }
  | { readonly what: "beyond the end"; readonly endOffset: number };

export const ENTRY = { begin: 0, epoch: 1, end: 2, messages: 3, foreign: 4, damaged: 5, control: 6 } as const;

/** What the log has at an offset of a partition. */
export function atOffset(
  entries: Uint8Array,
  epochValues: readonly number[],
  partition: number,
  offset: number,
): AtOffset {
  const reader = new VarintReader(entries);
  let isHere = false;
  let epoch: number | null = null;
  let [nextOffset, nextRow] = [0, 0];
  while (!reader.done) {
    const kind = reader.next();
    const count = reader.next();
    if (kind === ENTRY.begin) {
      isHere = count === partition;
      [nextOffset, nextRow] = [0, 0];
    } else if (kind === ENTRY.epoch) epoch = epochValues[count] ?? null;
    else if (kind === ENTRY.end) {
      if (isHere) return offset >= count ? { what: "beyond the end", endOffset: count } : { what: "nothing" };
    } else {
      const first = nextOffset + reader.nextSigned();
      nextOffset = first + count;
      const row = kind === ENTRY.messages ? nextRow + reader.nextSigned() : -1;
      if (kind === ENTRY.messages) nextRow = row + count;
      if (!isHere || offset < first || offset >= first + count) continue;
      if (kind === ENTRY.messages) {
        return { what: "message", row: row + offset - first, epoch: epoch === -1 ? null : epoch };
      }
      return { what: kind === ENTRY.foreign ? "foreign" : kind === ENTRY.damaged ? "damaged" : "control" };
    }
  }
  return { what: "nothing" };
}
