/**
 * Records that a consumer gets twice, though the log has them once.
 *
 * A consumer passes over a record whose offset is below the one it expects next, which is how it skips the beginning of
 * a batch that it has read in part. A second copy with the same offset would be skipped; one with a later offset would
 * be in the place of the records that really have it, and the consumer's position would run ahead of the log. So the
 * copy keeps its offset, and the consumer is made to expect less:
 *
 *     record at 7 · control record at 2⁶³−1 · record at 7 · record at 8 · control record at 2⁶³−1 · record at 8 · …
 *
 * Consumers go past a control record (usually the marker of a transaction) without showing it, and expect the offset
 * after its own: after the largest of all, in 64 bits, the lowest of all. That is Java's consumer; librdkafka compares
 * with the offset that was asked for, and needs no such thing. Either's position is after the last record that it
 * handed out, at any time, so what it commits is right. Records are in batches of their own for the same reason:
 * a client that takes a part of a response, as `max.poll.records` makes Java's consumer do, never has a position that it had
 * left before.
 *
 * The control record has an unknown version and no producer, so that no client takes it for a transaction's end.
 * A record below the offset that was asked for must not be doubled: the control record would bring it up.
 */

import { batchEnd, isEditable, oneRecordBatches, type SingleRecord, seal } from "../../protocol/index.js";

const LARGEST_OFFSET_MARKER = marker();

export interface Doubled {
  readonly records: Buffer;
  readonly copies: number;
}

/**
 * @param fetchOffset what the consumer has asked for
 * @param isDrawn asked for every record that may be doubled
 */
export function doubled(records: Buffer, fetchOffset: bigint, isDrawn: () => boolean): Doubled | undefined {
  const parts: Buffer[] = [];
  let copies = 0;
  let copiedTo = 0;
  for (let start = 0, end = 0; ; start = end) {
    end = batchEnd(records, start);
    if (end < 0) break;
    const singles = isEditable(records, start) ? oneRecordBatches(records, start, end) : undefined;
    const drawn = new Set<SingleRecord>();
    for (const single of singles ?? []) if (single.offset >= fetchOffset && isDrawn()) drawn.add(single);
    if (singles === undefined || drawn.size === 0) continue;
    parts.push(records.subarray(copiedTo, start));
    for (const single of singles) {
      parts.push(single.batch);
      if (drawn.has(single)) parts.push(LARGEST_OFFSET_MARKER, single.batch);
    }
    copies += drawn.size;
    copiedTo = end;
  }
  if (copies === 0) return undefined;
  parts.push(records.subarray(copiedTo));
  return { records: Buffer.concat(parts), copies };
}

function marker(): Buffer {
  const batch = Buffer.from(
    "7fffffffffffffff" + // base offset
      "00000000" + // length, set below
      "ffffffff" + // leader epoch: unknown
      "02" + // magic
      "00000000" + // checksum, set below
      "0020" + // attributes: control
      "00000000" + // last offset delta
      "ffffffffffffffff".repeat(3) + // timestamps, producer id: none
      "ffff" + // producer epoch
      "ffffffff" + // sequence
      "00000001" + // count
      // a record: length 10, attributes, two deltas; a key of 4 bytes (version 0x7fff, type 0x7fff), no value, no headers
      "14" +
      "000000" +
      "08" +
      "7fff7fff" +
      "01" +
      "00",
    "hex",
  );
  return seal(batch);
}
