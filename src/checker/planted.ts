/**
 * What a proxy put into the log of a topic, by its own journal: places of copies that it made, and of values that it
 * changed. The journal says where it put something, not what stands there now: see check.ts for what it takes to be
 * called planted.
 */
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";

/** Offsets of one partition, the last included. */
export interface Places {
  readonly first: number;
  readonly last: number;
}

export interface Planted {
  /**
   * By partition, in order and none overlapping: each the records of one request of the proxy's own. Where two requests
   * were given the same offsets, the log was cut in between, and it is the later one that may stand there.
   */
  readonly copies: ReadonlyMap<number, readonly Places[]>;
  /** By partition, in order and none overlapping: records whose value was changed. */
  readonly changes: ReadonlyMap<number, readonly Places[]>;
  /** Records that the proxy copied, or changed, without learning where they went. */
  readonly unplaced: { readonly copies: number; readonly changes: number };
  /** Produce requests that the proxy answered with an error, and the cluster never saw. */
  readonly withheld: number;
}

/** What is done to Fetch is not in the log. */
const IN_THE_LOG = "Produce";

export async function plantedIn(
  journal: AsyncIterable<ProxyJournalEntry> | Iterable<ProxyJournalEntry>,
  topic: string,
): Promise<Planted> {
  const copies = new Map<number, Places[]>();
  const changes = new Map<number, Places[]>();
  const unplaced = { copies: 0, changes: 0 };
  let withheld = 0;
  for await (const entry of journal) {
    const { effect, api, partition, offsets, records = 0 } = entry;
    // Of a whole request, so there is no topic.
    if (api === IN_THE_LOG && effect === "error") withheld++;
    if (api !== IN_THE_LOG || entry.topic !== topic || partition === undefined) continue;
    if (effect !== "duplicate" && effect !== "corrupt" && effect !== "schema-id") continue;
    const kind = effect === "duplicate" ? "copies" : "changes";
    if (offsets === undefined) {
      unplaced[kind] += records;
      continue;
    }
    const found = kind === "copies" ? copies : changes;
    const places = found.get(partition) ?? [];
    found.set(partition, places);
    for (const [first, last] of offsets) places.push({ first, last });
  }
  return {
    copies: mapValues(copies, latest),
    changes: mapValues(changes, merged),
    unplaced,
    withheld,
  };
}

/** Of those that overlap, the one that was journalled last. */
function latest(journalled: readonly Places[]): Places[] {
  const byPlace = journalled
    .map((places, age) => ({ ...places, age }))
    .sort((a, b) => a.first - b.first || a.age - b.age);
  const kept: typeof byPlace = [];
  for (const places of byPlace) {
    let rival = kept.at(-1);
    while (rival !== undefined && rival.last >= places.first && rival.age < places.age) {
      kept.pop();
      rival = kept.at(-1);
    }
    if (rival === undefined || rival.last < places.first) kept.push(places);
  }
  return kept.map(({ first, last }) => ({ first, last }));
}

function merged(journalled: readonly Places[]): Places[] {
  const found: { first: number; last: number }[] = [];
  for (const { first, last } of [...journalled].sort((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else found.push({ first, last });
  }
  return found;
}

function mapValues<Value, Result>(
  map: ReadonlyMap<number, Value>,
  change: (value: Value) => Result,
): Map<number, Result> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/** Follows a log as it is read: partition after partition, offsets going up. */
export interface PlaceFinder {
  /** The places that hold this offset. */
  at(partition: number, offset: number): Places | undefined;
  /** Whether there are any in this partition. */
  hasAny(partition: number): boolean;
}

export function placeFinder(byPartition: ReadonlyMap<number, readonly Places[]>): PlaceFinder {
  let current = -1;
  let places: readonly Places[] = [];
  let next = 0;
  return {
    at(partition, offset) {
      if (partition !== current) {
        current = partition;
        places = byPartition.get(partition) ?? [];
        next = 0;
      }
      while (next < places.length && places[next]!.last < offset) next++;
      const found = places[next];
      return found !== undefined && found.first <= offset ? found : undefined;
    },
    hasAny: (partition) => byPartition.has(partition),
  };
}
