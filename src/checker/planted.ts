/**
 * What a proxy put into the logs of a run's topics, by its own journal: where copies are that it made, and values that it
 * changed. The journal says where it put something, not what stands there now: see check.ts for what it takes to be
 * called planted.
 */
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";
import type { TopicPartitions } from "../topic-partitions.js";

/** Offsets of one partition, the last included. */
export interface OffsetRange {
  readonly first: number;
  readonly last: number;
}

export interface Planted {
  /**
   * By partition, in the order of their first offsets: each the records of one request of the proxy's own. Where two of
   * them overlap the log was cut in between, and what stands there now may be either, or neither.
   */
  readonly copies: ReadonlyMap<number, readonly OffsetRange[]>;
  /** By partition, in order and none overlapping: records whose value was changed. */
  readonly changes: ReadonlyMap<number, readonly OffsetRange[]>;
  /** Records that the proxy copied, or changed, at places that its journal does not have: at least so many. */
  readonly unplaced: { readonly copies: number; readonly changes: number };
  /** Produce requests that the proxy answered with an error, and the cluster never saw. */
  readonly withheld: number;
}

/** What is done to Fetch is not in the log. */
const IN_THE_LOG = "Produce";

export async function plantedIn(
  journal: AsyncIterable<ProxyJournalEntry> | Iterable<ProxyJournalEntry>,
  topics: TopicPartitions,
): Promise<Planted> {
  const copies = new Map<number, OffsetRange[]>();
  const changes = new Map<number, OffsetRange[]>();
  const unplaced = { copies: 0, changes: 0 };
  let withheld = 0;
  for await (const entry of journal) {
    const { effect, api, topic, partition: number, offsets = [], records = 1 } = entry;
    // Of a whole request, so there is no topic.
    if (api === IN_THE_LOG && effect === "error") withheld++;
    if (api !== IN_THE_LOG || (topic !== undefined && topics.of(topic, 0) === undefined)) continue;
    if (effect !== "duplicate" && effect !== "corrupt" && effect !== "schema-id") continue;
    const kind = effect === "duplicate" ? "copies" : "changes";
    const partition = topic === undefined || number === undefined ? undefined : topics.of(topic, number);
    if (partition === undefined || offsets.length === 0) {
      unplaced[kind] += records;
      continue;
    }
    const found = kind === "copies" ? copies : changes;
    const ranges = found.get(partition) ?? [];
    found.set(partition, ranges);
    for (const [first, last] of offsets) ranges.push({ first, last });
  }
  for (const ranges of [...copies.values(), ...changes.values()]) ranges.sort((a, b) => a.first - b.first);
  return {
    copies,
    changes: new Map([...changes].map(([partition, ranges]) => [partition, merged(ranges)])),
    unplaced,
    withheld,
  };
}

function merged(inOrder: readonly OffsetRange[]): OffsetRange[] {
  const found: { first: number; last: number }[] = [];
  for (const { first, last } of inOrder) {
    const before = found.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else found.push({ first, last });
  }
  return found;
}

/** Whether one of these ranges, none overlapping, holds an offset; asked partition after partition, offsets going up. */
export type RangeFinder = (partition: number, offset: number) => boolean;

export function rangeFinder(byPartition: ReadonlyMap<number, readonly OffsetRange[]>): RangeFinder {
  let current = -1;
  let ranges: readonly OffsetRange[] = [];
  let next = 0;
  return (partition, offset) => {
    if (partition !== current) {
      current = partition;
      ranges = byPartition.get(partition) ?? [];
      next = 0;
    }
    while (next < ranges.length && ranges[next]!.last < offset) next++;
    const found = ranges[next];
    return found !== undefined && found.first <= offset;
  };
}
