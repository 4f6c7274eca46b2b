/**
 * Copies that a proxy made, told from any other record at the same place.
 *
 * A proxy copies what a request has for a partition, in a request of its own right behind it: a batch of records, each at
 * the same distance from the one that it is a copy of. Behind it, as a rule; ahead of it when the broker refused the
 * request, took the copy a moment later, and the producer had to try again.
 *
 *     a b c │ a b c                a b c │ d e │ a b c       the place of the copy is journalled
 *     acked   copy                 copy          acked
 *
 * So the records at a journalled range are kept back until its end, and are planted if they are all there, none was
 * acknowledged at the place where it stands now, and all are at one distance: from where they stood last, or from where
 * they were acknowledged. Otherwise the log was cut since, and what stands there is something else, which is looked at
 * like any other record.
 *
 * Ranges overlap where the log was cut in between. Which was the last to be written the journal can't say, for two
 * brokers that both believe to lead may both have answered; so what overlaps is kept back together, and each is tried.
 *
 * A copy is proven by a record that stood before it, at that distance. One that is not has only the ledger to bear it
 * out: if its message does not turn up as a record of its own, the copy may be the message itself, from a try that nobody
 * answered. The same goes for what stands at a journalled place and does not look like a copy: a producer that tries
 * again may cut its batch in two, and then the copy of the whole has nothing that it is a copy of.
 */
import { type Ledger, OUTCOME } from "../history/ledger.js";
import { bits } from "./bits.js";
import type { ChangedMessage } from "./changed-message.js";
import type { OffsetRange } from "./planted.js";

/** A record at a journalled place. */
export interface Kept {
  readonly offset: number;
  readonly row: number;
  /** Null: it is whole. */
  readonly change: ChangedMessage | null;
  /** Where the message stood last in this partition, −1: nowhere before. */
  readonly stoodAt: number;
  /** Where in this partition the message was acknowledged, −1: nowhere. */
  readonly acknowledgedAt: number;
}

export interface PlantedCopies {
  /** False: the record stands at no journalled place. True: it is kept back, and told of by and by. */
  take(partition: number, offset: number, row: number, change: ChangedMessage | null): boolean;
  /** There are no more records. */
  flush(): void;
  /** Whether a message is in the log, if at all, only as what may be the proxy's copies. */
  isUnproven(row: number): boolean;
}

export function plantedCopies(
  { rows, outcome, offset: ackedOffset, partition: ackedPartition }: Ledger,
  journalled: ReadonlyMap<number, readonly OffsetRange[]>,
  tell: {
    planted(copy: Kept): void;
    ordinary(partition: number, record: Kept): void;
  },
): PlantedCopies {
  /** Where a message stood last in the partition that is being read, plus 1. */
  const stoodAt = new Uint32Array(rows);
  const unproven = bits(rows);
  /** Messages with a record that can't be the proxy's. */
  const own = bits(rows);
  let current = -1;
  let ranges: readonly OffsetRange[] = [];
  /** The first of the ranges that was not reached yet. */
  let next = 0;
  /** Ranges that were reached and overlap, the end of the last of them, and the records there. */
  let open: OffsetRange[] = [];
  let end = -1;
  let kept: Kept[] = [];

  function acknowledgedAt(row: number): number {
    if (outcome[row] !== OUTCOME.acknowledged) return -1;
    return ackedPartition === null || ackedPartition[row] === current ? ackedOffset[row]! : -1;
  }

  function enter(partition: number): void {
    if (partition === current) return;
    flush();
    current = partition;
    ranges = journalled.get(partition) ?? [];
    next = 0;
    if (ranges.length > 0) stoodAt.fill(0);
  }

  function reach(offset: number): void {
    if (offset > end && open.length > 0) flush();
    for (; next < ranges.length && ranges[next]!.first <= offset; next++) {
      open.push(ranges[next]!);
      end = Math.max(end, ranges[next]!.last);
    }
  }

  function flush(): void {
    const [records, candidates] = [kept, open];
    kept = [];
    open = [];
    end = -1;
    const copies = new Set<Kept>();
    let from = 0;
    for (const { first, last } of candidates) {
      while (from < records.length && records[from]!.offset < first) from++;
      const found = records.slice(from, from + last - first + 1);
      const isWhole = found.length === last - first + 1 && found.at(-1)!.offset === last;
      if (isWhole && isCopy(found)) for (const record of found) copies.add(record);
    }
    for (const record of records) {
      if (copies.has(record)) {
        tell.planted(record);
        continue;
      }
      (record.acknowledgedAt === record.offset ? own : unproven).set(record.row);
      tell.ordinary(current, record);
    }
  }

  function isCopy(found: readonly Kept[]): boolean {
    if (found.some(({ offset, acknowledgedAt }) => acknowledgedAt === offset)) return false;
    // A batch can't be nearer than its own length to the one that it is a copy of.
    const distance = [
      distanceOf(found, (record) => record.stoodAt),
      distanceOf(found, (record) => record.acknowledgedAt),
    ].find((one) => Math.abs(one) >= found.length);
    if (distance === undefined) return false;
    const isProven = found.some(({ offset, stoodAt }) => offset - stoodAt === distance);
    if (!isProven) for (const { row } of found) unproven.set(row);
    return true;
  }

  return {
    take(partition, offset, row, change) {
      enter(partition);
      if (ranges.length === 0) {
        own.set(row);
        return false;
      }
      reach(offset);
      const isKept = offset <= end;
      if (isKept) {
        kept.push({
          offset,
          row,
          change,
          stoodAt: stoodAt[row]! - 1,
          acknowledgedAt: acknowledgedAt(row),
        });
      }
      if (!isKept) own.set(row);
      stoodAt[row] = offset + 1;
      return isKept;
    },
    flush,
    isUnproven: (row) => unproven.has(row) && !own.has(row),
  };
}

/** How far behind their places all of these are, negative: ahead; 0: not equally far, or one has no place (−1). */
function distanceOf(records: readonly Kept[], placeOf: (record: Kept) => number): number {
  const distance = records[0]!.offset - placeOf(records[0]!);
  const isOne = records.every((record) => {
    const place = placeOf(record);
    return place >= 0 && record.offset - place === distance;
  });
  return isOne ? distance : 0;
}
