/**
 * Lost messages as ranges. A range belongs to one producer and one partition; it ends where a message of that producer
 * and partition was not lost, or where one comes whose partition nobody knows (it was never acknowledged).
 */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "../workload/ledger.js";
import type { LostRange } from "./check.js";

const RANGES_KEPT = 1000;

export interface LostRanges {
  readonly lost: number;
  readonly ranges: LostRange[];
  readonly omitted: number;
}

interface Draft {
  readonly producer: number;
  readonly partition: number;
  readonly firstSequence: number;
  readonly firstOffset: number | null;
  readonly fromTicks: number;
  readonly toTicks: number;
  readonly lastSequence: number;
  readonly lastOffset: number | null;
  readonly messages: number;
  readonly overwritten: number;
}

type Growing = { -readonly [Key in keyof Draft]: Draft[Key] };

/**
 * `isOverwritten(partition, offset)`: another record stands at that place.
 * The oldest ranges are kept, and the latest; `omitted` counts the rest.
 */
export function lostRanges(
  ledger: Ledger,
  isLost: (row: number) => boolean,
  isOverwritten: (partition: number, offset: number) => boolean,
): LostRanges {
  const { outcome, offset: offsets, partition: partitions, settledAt, messages } = ledger;
  let kept: Draft[] = [];
  let omitted = 0;
  let lost = 0;

  function close(range: Draft): void {
    kept.push(range);
    if (kept.length === 2 * RANGES_KEPT) trim();
  }

  function trim(): void {
    kept.sort(
      (a, b) =>
        a.fromTicks - b.fromTicks ||
        a.producer - b.producer ||
        a.partition - b.partition ||
        a.firstSequence - b.firstSequence,
    );
    if (kept.length <= RANGES_KEPT) return;
    omitted += kept.length - RANGES_KEPT;
    kept = [...kept.slice(0, RANGES_KEPT - 1), kept.at(-1)!];
  }

  for (let producer = 0; producer < ledger.producers; producer++) {
    const open = new Map<number, Growing>();
    for (let sequence = 0; sequence < messages; sequence++) {
      const row = producer * messages + sequence;
      const state = outcome[row]!;
      if (state !== OUTCOME.acknowledged && state !== OUTCOME.unplaced) {
        if (open.size > 0) {
          for (const range of open.values()) close(range);
          open.clear();
        }
        continue;
      }
      const partition = partitions === null ? 0 : partitions[row]!;
      if (!isLost(row)) {
        if (open.size === 0) continue;
        const range = open.get(partition);
        if (range === undefined) continue;
        close(range);
        open.delete(partition);
        continue;
      }
      lost++;
      const at = settledAt[row]!;
      const offset = state === OUTCOME.acknowledged ? offsets[row]! : null;
      const overwritten = offset !== null && isOverwritten(partition, offset) ? 1 : 0;
      const range = open.get(partition);
      if (range === undefined) {
        open.set(partition, {
          producer,
          partition,
          firstSequence: sequence,
          firstOffset: offset,
          fromTicks: at,
          toTicks: at,
          lastSequence: sequence,
          lastOffset: offset,
          messages: 1,
          overwritten,
        });
      } else {
        range.lastSequence = sequence;
        range.lastOffset = offset;
        range.fromTicks = Math.min(range.fromTicks, at);
        range.toTicks = Math.max(range.toTicks, at);
        range.messages++;
        range.overwritten += overwritten;
      }
    }
    for (const range of open.values()) close(range);
  }
  trim();

  const iso = (ticks: number): string => new Date(ledger.startedAtMs + ticks / TICKS_PER_MS).toISOString();
  const ranges = kept.map(({ fromTicks, toTicks, ...range }) => ({
    ...range,
    acknowledgedFrom: iso(fromTicks),
    acknowledgedTo: iso(toTicks),
    acknowledgedBy: null,
    leaderEpoch: null,
    truncation: null,
    overwrittenBy: null,
  }));
  return { lost, ranges, omitted };
}

/** Names the acknowledged message that stands where the first of each range was, for the ranges that have one. */
export function nameOverwriters(
  ledger: Ledger,
  ranges: readonly LostRange[],
  standsAtItsPlace: (row: number) => boolean,
): LostRange[] {
  const places = new Set<number>();
  const key = (partition: number, offset: number): number => partition * 2 ** 32 + offset;
  for (const { partition, firstOffset, overwritten } of ranges) {
    if (firstOffset !== null && overwritten > 0) places.add(key(partition, firstOffset));
  }
  const found = new Map<number, { producer: number; sequence: number }>();
  for (let row = 0; row < ledger.rows && found.size < places.size; row++) {
    if (ledger.outcome[row] !== OUTCOME.acknowledged || !standsAtItsPlace(row)) continue;
    const place = key(ledger.partition === null ? 0 : ledger.partition[row]!, ledger.offset[row]!);
    if (!places.has(place)) continue;
    found.set(place, { producer: Math.floor(row / ledger.messages), sequence: row % ledger.messages });
  }
  return ranges.map((range) =>
    range.firstOffset === null
      ? range
      : { ...range, overwrittenBy: found.get(key(range.partition, range.firstOffset)) ?? null },
  );
}
