/**
 * Damaged records by their place, and which missing message each of them was. See check.ts for the rules.
 */
import { type Ledger, OUTCOME } from "../history/ledger.js";

/** Beyond this many a place is not remembered any more and its record stays undecided. */
const PLACES_KEPT = 1_000_000;

export interface Attribution {
  /** Was this missing message a damaged record? */
  isCorrupted(row: number): boolean;
  /** Damaged records that could be any missing message, or none. */
  readonly undecided: number;
}

export interface Damage {
  /** `claimedRow`: the message that the damaged header names, −1 where it names none. Offsets only go up. */
  add(partition: number, offset: number, claimedRow: number): void;
  attribute(hasCopy: (row: number) => boolean): Attribution;
}

/** The damaged records of one partition, in columns. */
interface DamagedRecords {
  readonly offsets: number[];
  readonly claims: number[];
}

export function damageOf(ledger: Ledger): Damage {
  const { outcome, offset: offsets, partition: partitions } = ledger;
  const byPartition = new Map<number, DamagedRecords>();
  let kept = 0;
  let dropped = 0;

  return {
    add(partition, offset, claimedRow) {
      let records = byPartition.get(partition);
      if (records === undefined) {
        records = { offsets: [], claims: [] };
        byPartition.set(partition, records);
      }
      if (kept === PLACES_KEPT || offset <= (records.offsets.at(-1) ?? -1)) {
        dropped++;
        return;
      }
      kept++;
      records.offsets.push(offset);
      records.claims.push(claimedRow);
    },

    attribute(hasCopy) {
      if (kept === 0) return { isCorrupted: () => false, undecided: dropped };

      /** Per place: how many missing messages were acknowledged there, and the row of one of them. */
      const candidates = new Map<number, { counts: Uint32Array; rows: Int32Array }>();
      for (const [partition, { offsets: places }] of byPartition) {
        const rows = new Int32Array(places.length).fill(-1);
        candidates.set(partition, { counts: new Uint32Array(places.length), rows });
      }
      const placeOf = (row: number): { partition: number; index: number } | null => {
        if (outcome[row] !== OUTCOME.acknowledged) return null;
        const partition = partitions === null ? 0 : partitions[row]!;
        const records = byPartition.get(partition);
        const index = records === undefined ? -1 : indexIn(records.offsets, offsets[row]!);
        return index < 0 ? null : { partition, index };
      };
      for (let row = 0; row < ledger.rows; row++) {
        if (outcome[row] !== OUTCOME.acknowledged || hasCopy(row)) continue;
        const place = placeOf(row);
        if (place === null) continue;
        const { counts, rows } = candidates.get(place.partition)!;
        counts[place.index]!++;
        rows[place.index] = row;
      }

      let undecided = dropped;
      for (const [partition, { claims }] of byPartition) {
        const { counts, rows } = candidates.get(partition)!;
        for (let index = 0; index < claims.length; index++) {
          const claim = claims[index]!;
          if (counts[index] === 1) {
            const rival = claim !== rows[index] && couldStandAnywhere(claim, hasCopy);
            if (!rival) continue;
          } else if (counts[index]! > 1) {
            const place = claim < 0 || hasCopy(claim) ? null : placeOf(claim);
            if (place !== null && place.partition === partition && place.index === index) {
              rows[index] = claim;
              continue;
            }
          }
          rows[index] = -1;
          undecided++;
        }
      }
      return {
        isCorrupted(row) {
          const place = placeOf(row);
          return place !== null && candidates.get(place.partition)!.rows[place.index] === row;
        },
        undecided,
      };
    },
  };

  /** A message that has no copy, and no place of its own that would speak against this one. */
  function couldStandAnywhere(row: number, hasCopy: (row: number) => boolean): boolean {
    if (row < 0 || hasCopy(row)) return false;
    return outcome[row] !== OUTCOME.acknowledged && outcome[row] !== OUTCOME.unsent;
  }
}

function indexIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle]!;
    if (at === value) return middle;
    if (at < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
