/**
 * Copies that a proxy made, told from any other record at the same place.
 *
 * A proxy copies what a request has for a partition, right behind it: a batch of records, each at the same distance from
 * the one that it is a copy of. So the records at a journalled range are kept back until its end, and are planted if
 * they are all there and each is a message that stood in the partition before (or was acknowledged there), all at
 * one distance; and none was acknowledged at the place where it stands now. Otherwise the log was cut since and what
 * stands there is something else, which is looked at like any other record.
 */
import { type Ledger, OUTCOME } from "../workload/ledger.js";
import type { PlaceFinder, Places } from "./planted.js";

export interface Kept {
  readonly offset: number;
  readonly row: number;
  /** Its value was changed, as that of the message before it was. */
  readonly isChanged: boolean;
}

export interface PlantedCopies {
  /** False: the record stands at no journalled place. True: it is kept back, and told of by and by. */
  take(partition: number, offset: number, row: number, isChanged: boolean): boolean;
  /** A record that is no copy of the proxy's, whatever the journal says of its place. */
  pass(partition: number, offset: number, row: number): void;
  /** There are no more records, or none that belong to what is kept back. */
  flush(): void;
}

export function plantedCopies(
  { rows, outcome, offset: ackedOffset, partition: ackedPartition }: Ledger,
  finder: PlaceFinder,
  tell: {
    planted(copies: readonly Kept[]): void;
    ordinary(partition: number, record: Kept): void;
  },
): PlantedCopies {
  /** Where a message stood last in the partition that is being read, plus 1. */
  const stoodAt = new Uint32Array(rows);
  let current = -1;
  let range: Places | undefined;
  let kept: Kept[] = [];

  function acknowledgedAt(row: number): number {
    if (outcome[row] !== OUTCOME.acknowledged) return -1;
    return ackedPartition === null || ackedPartition[row] === current ? ackedOffset[row]! : -1;
  }

  /** How far behind the message's last appearance; 0: it did not appear, or belongs where it is. */
  function distanceOf({ offset, row }: Kept): number {
    const acknowledged = acknowledgedAt(row);
    if (acknowledged === offset) return 0;
    const before = stoodAt[row]! > 0 ? stoodAt[row]! - 1 : acknowledged;
    return before < 0 ? 0 : offset - before;
  }

  function flush(): void {
    if (range === undefined) return;
    const [records, { first, last }] = [kept, range];
    range = undefined;
    kept = [];
    const distance = records[0] === undefined ? 0 : distanceOf(records[0]);
    const isPlanted =
      distance > 0 &&
      records.length === last - first + 1 &&
      records.every((record) => distanceOf(record) === distance);
    if (isPlanted) tell.planted(records);
    for (const record of records) {
      if (!isPlanted) tell.ordinary(current, record);
      stoodAt[record.row] = record.offset + 1;
    }
  }

  /** Whether the journal has anything in this partition. */
  function enter(partition: number): boolean {
    const hasAny = finder.hasAny(partition);
    if (partition === current) return hasAny;
    flush();
    current = partition;
    if (hasAny) stoodAt.fill(0);
    return hasAny;
  }

  return {
    take(partition, offset, row, isChanged) {
      if (!enter(partition)) return false;
      const place = finder.at(partition, offset);
      if (place !== range) flush();
      if (place === undefined) {
        stoodAt[row] = offset + 1;
        return false;
      }
      range = place;
      kept.push({ offset, row, isChanged });
      if (offset === place.last) flush();
      return true;
    },
    pass(partition, offset, row) {
      if (!enter(partition)) return;
      flush();
      stoodAt[row] = offset + 1;
    },
    flush,
  };
}
