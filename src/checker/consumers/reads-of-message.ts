/** What consumer groups did with one message: who was handed it, who read it, and when it was committed. */
import type { StoredReads } from "../../history/reads.js";
import { nameOf } from "./evidence.js";
import { type ReadSink, tellBlock, toEach } from "./read-sink.js";

const TICKS_PER_MS = 10;
/** Of each group. */
const READS_MAX = 1_000;

/** Times are milliseconds since the run's start. */
interface OfMember {
  /** `Instance 0 (process 2)` */
  readonly member: string;
  readonly partition: number;
  readonly offset: number;
  readonly atMs: number;
}

export interface ReadOfMessage extends OfMember {
  /** The first commit of the group behind it, that a broker confirmed after the read. Null: there was none. */
  readonly committedMs: number | null;
}

export interface GroupReads {
  readonly group: string;
  /** In the order of time. */
  readonly reads: readonly ReadOfMessage[];
  /** A member was handed it, and did not finish it. */
  readonly unfinished: readonly OfMember[];
  /** The first commit behind it that a broker confirmed, read or not. Null: there was none, or nobody knows its place. */
  readonly firstCommit: OfMember | null;
}

export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** `row`: of the ledger. `places`: where it was acknowledged, and where the log has it. Rejects as the file does. */
export async function readsOfMessage(
  reads: StoredReads,
  row: number,
  places: readonly Place[],
): Promise<GroupReads[]> {
  const { header } = reads;
  const found = new Map(
    header.groups.map(({ group }) => [
      group,
      { reads: [] as Seen[], handed: [] as Seen[], commits: [] as Seen[] },
    ]),
  );
  const of = (member: number) => found.get(header.members[member]!.group)!;
  let index = -1;
  const seen = (partition: number, offset: number, ticks: number): Seen => ({
    ...{ index, partition, offset, ticks },
  });
  await tellAll(reads, {
    member(next) {
      index = next;
    },
    read(partition, offset, _kind, readRow, ticks) {
      const { reads } = of(index);
      if (readRow === row && reads.length < READS_MAX) reads.push(seen(partition, offset, ticks));
    },
    handed(partition, first, last, ticks) {
      for (const place of places) {
        if (place.partition !== partition || place.offset < first || place.offset > last) continue;
        const { handed } = of(index);
        if (handed.length < READS_MAX) handed.push(seen(partition, place.offset, ticks));
      }
    },
  });
  const isOfInterest = (group: string, partition: number) =>
    [...places, ...found.get(group)!.reads].some((one) => one.partition === partition);
  await tellAll(reads, {
    member(next) {
      index = next;
    },
    committed(partition, offset, ticks) {
      const { group } = header.members[index]!;
      if (isOfInterest(group, partition)) of(index).commits.push(seen(partition, offset, ticks));
    },
  });
  const ofMember = ({ index, partition, offset, ticks }: Seen): OfMember => ({
    ...{ member: nameOf(header, index), partition, offset, atMs: ticks / TICKS_PER_MS },
  });
  return [...found].map(([group, { reads, handed, commits }]): GroupReads => {
    const inTurn = [...reads].sort(byTime);
    commits.sort(byTime);
    const first = (place: Place, fromTicks: number) =>
      commits.find(
        (one) => one.partition === place.partition && one.offset > place.offset && one.ticks >= fromTicks,
      ) ?? null;
    const place = inTurn[0] ?? places[0];
    const firstCommit = place === undefined ? null : first(place, 0);
    const isFinished = (one: Seen) =>
      reads.some((read) => read.index === one.index && read.ticks >= one.ticks);
    return {
      group,
      reads: inTurn.map((one) => ({ ...ofMember(one), committedMs: msOf(first(one, one.ticks)) })),
      unfinished: handed
        .filter((one) => !isFinished(one))
        .sort(byTime)
        .map(ofMember),
      firstCommit: firstCommit && ofMember(firstCommit),
    };
  });
}

interface Seen extends Place {
  /** Of the member. */
  readonly index: number;
  readonly ticks: number;
}

function byTime(a: Seen, b: Seen): number {
  return a.ticks - b.ticks;
}

function msOf(one: Seen | null): number | null {
  return one && one.ticks / TICKS_PER_MS;
}

async function tellAll(reads: StoredReads, listener: Partial<ReadSink>): Promise<void> {
  const sink = toEach([listener]);
  let member = -1;
  for await (const block of reads.blocks()) {
    if (block.member !== member) sink.member(block.member);
    member = block.member;
    tellBlock(block, sink);
  }
}
