/**
 * Is the log whole? In a topic that is neither compacted nor cut short every offset is taken, in order, from 0 to the
 * end. Whatever deviates puts in doubt what "not in the log" means.
 */

export interface Continuity {
  /** Offsets `first` to `last` were read. */
  advance(partition: number, first: number, last: number): void;
  /** Does a record stand at this place? Only known for a partition without doubts; false where it isn't. */
  holds(partition: number, offset: number): boolean;
  /** A sentence for each deviation from a log that goes from 0 to `endOffsets[partition]`. */
  doubts(endOffsets: readonly number[]): string[];
}

interface Deviations {
  startsAt: number;
  gaps: number;
  firstGap: string;
  backward: number;
  firstBackward: string;
}

export function continuityOf(partitions: number): Continuity {
  const next = new Float64Array(partitions);
  const deviations = new Map<number, Deviations>();

  function deviate(partition: number, first: number): void {
    const expected = next[partition];
    if (expected === undefined) throw new RangeError(`partition ${partition} of ${partitions}`);
    let deviation = deviations.get(partition);
    if (deviation === undefined) {
      deviation = { startsAt: 0, gaps: 0, firstGap: "", backward: 0, firstBackward: "" };
      deviations.set(partition, deviation);
    }
    if (expected === 0) {
      deviation.startsAt = first;
    } else if (first > expected) {
      if (deviation.gaps++ === 0) deviation.firstGap = span(expected, first - 1);
    } else if (deviation.backward++ === 0) {
      deviation.firstBackward = `offset ${first} came after ${expected - 1}`;
    }
  }

  return {
    advance(partition, first, last) {
      if (next[partition] !== first) deviate(partition, first);
      next[partition] = last + 1;
    },
    holds: (partition, offset) => !deviations.has(partition) && offset < next[partition]!,
    doubts(endOffsets) {
      return endOffsets.flatMap((end, partition) => {
        const sentences: string[] = [];
        const { startsAt, gaps, firstGap, backward, firstBackward } = deviations.get(partition) ?? {};
        if (startsAt)
          sentences.push(`the log starts at offset ${startsAt}, what stood before it was deleted`);
        if (gaps) sentences.push(`${firstGap} missing from the log${more(gaps)}, as in a compacted topic`);
        if (backward) sentences.push(`${firstBackward}${more(backward)}`);
        if (next[partition]! < end) {
          sentences.push(`the log ends at offset ${next[partition]}, but has to reach ${end}`);
        }
        return sentences.map((sentence) => `partition ${partition}: ${sentence}`);
      });
    },
  };
}

function span(first: number, last: number): string {
  return first === last ? `offset ${first} is` : `offsets ${first}–${last} are`;
}

function more(count: number): string {
  return count === 1 ? "" : ` (and ${count - 1} more such)`;
}
