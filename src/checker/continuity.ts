/**
 * Is the log whole? In a topic that is neither compacted nor cut short every offset is taken, in order, from 0 to the
 * end. An offset that was not read may have held any message, so that nothing is known of what was acknowledged there.
 */

/** The offsets `first` to `last`, both included. */
export interface OffsetSpan {
  readonly first: number;
  readonly last: number;
}

/** How the log of one partition deviates from one that goes from 0 to its end. */
export interface Deviation {
  readonly partition: number;
  /** Offsets before the start of the log, as the broker said; null: none. */
  readonly deleted: OffsetSpan | null;
  /** The first run of offsets that no record has, between others; null: there is none. */
  readonly firstHole: OffsetSpan | null;
  readonly holes: number;
  /** Where the log ends, and has to reach; null: it does reach it. */
  readonly tooShort: { readonly end: number; readonly expectedEnd: number } | null;
  /** The first offset that came after a higher one; null: none did. */
  readonly backward: { readonly offset: number; readonly after: number } | null;
}

export interface Continuity {
  /** Offsets `first` to `last` were read. */
  advance(partition: number, first: number, last: number): void;
  /** The broker says that the log starts behind these offsets. */
  deleted(partition: number, first: number, last: number): void;
  /** Was this place read? False in a partition whose offsets went backwards. */
  holds(partition: number, offset: number): boolean;
  /** Deviations of logs that have to reach `endOffsets[partition]`, by partition. */
  deviations(endOffsets: readonly number[]): Map<number, Deviation>;
}

/** Holes of one partition that are remembered; what comes after is taken for a hole as a whole. */
const HOLES_KEPT = 1_000_000;

interface Seen {
  /** First and last offset of each run that was not read, in their order. */
  readonly unread: number[];
  deletedTo: number;
  firstHole: OffsetSpan | null;
  holes: number;
  backward: Deviation["backward"];
}

export function continuityOf(partitions: number): Continuity {
  const next = new Float64Array(partitions);
  const deviating = new Map<number, Seen>();

  function seenIn(partition: number): Seen {
    let seen = deviating.get(partition);
    if (seen === undefined) {
      seen = { unread: [], deletedTo: -1, firstHole: null, holes: 0, backward: null };
      deviating.set(partition, seen);
    }
    return seen;
  }

  function leaveOut({ unread }: Seen, first: number, last: number): void {
    if (unread.at(-1) === first - 1) unread[unread.length - 1] = last;
    else if (unread.length < 2 * HOLES_KEPT) unread.push(first, last);
    else unread[unread.length - 1] = Number.POSITIVE_INFINITY;
  }

  function deviate(partition: number, first: number): void {
    const expected = next[partition];
    if (expected === undefined) throw new RangeError(`partition ${partition} of ${partitions}`);
    const seen = seenIn(partition);
    if (first < expected) {
      seen.backward ??= { offset: first, after: expected - 1 };
      return;
    }
    leaveOut(seen, expected, first - 1);
    seen.firstHole ??= { first: expected, last: first - 1 };
    seen.holes++;
  }

  return {
    advance(partition, first, last) {
      if (next[partition] !== first) deviate(partition, first);
      next[partition] = last + 1;
    },
    deleted(partition, first, last) {
      const seen = seenIn(partition);
      leaveOut(seen, first, last);
      seen.deletedTo = last;
      next[partition] = last + 1;
    },
    holds(partition, offset) {
      if (offset >= next[partition]!) return false;
      const seen = deviating.get(partition);
      return seen === undefined || (seen.backward === null && !isWithin(seen.unread, offset));
    },
    deviations(endOffsets) {
      const found = new Map<number, Deviation>();
      for (const [partition, expectedEnd] of endOffsets.entries()) {
        const seen = deviating.get(partition);
        const end = next[partition]!;
        if (seen === undefined && end >= expectedEnd) continue;
        const { deletedTo = -1, firstHole = null, holes = 0, backward = null } = seen ?? {};
        found.set(partition, {
          partition,
          deleted: deletedTo < 0 ? null : { first: 0, last: deletedTo },
          firstHole,
          holes,
          tooShort: end < expectedEnd ? { end, expectedEnd } : null,
          backward,
        });
      }
      return found;
    },
  };
}

/** `spans`: first and last of each, in their order. */
function isWithin(spans: readonly number[], offset: number): boolean {
  let low = 0;
  let high = spans.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (spans[2 * middle + 1]! < offset) low = middle + 1;
    else if (spans[2 * middle]! > offset) high = middle - 1;
    else return true;
  }
  return false;
}
