/**
 * Lost messages as ranges. A range belongs to one producer and one partition, and one broker acknowledged all of it, or
 * no broker is known to have done so. It ends where
 *
 *   - a message of that producer and partition was not lost,
 *   - a message comes whose partition is not known (it was never acknowledged),
 *   - the acknowledged offset does not rise: another leader began below, or
 *   - the evidence (evidence.ts) names another broker, another epoch or another line of a log.
 */

import { type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import type { MessageRange } from "../rundir/result.js";
import type { LostRange } from "./outcome.js";

/** What evidence says of an acknowledgement. */
export type Acknowledgement = Pick<MessageRange, "acknowledgedBy" | "leaderEpoch" | "truncation">;

export const NOBODY: Acknowledgement = { acknowledgedBy: null, leaderEpoch: null, truncation: null };

/**
 * Of a message that is lost: where it was acknowledged, when its producer handed it over and when the producer heard of
 * the acknowledgement, in milliseconds since the run's start. The same answer is the same object.
 */
export type WhoAcknowledged = (
  partition: number,
  offset: number,
  sentMs: number,
  settledMs: number,
) => Acknowledgement;

const RANGES_KEPT = 1000;

export interface LostRanges {
  readonly lost: number;
  readonly ranges: LostRange[];
  readonly omitted: number;
}

export const NOTHING_LOST: LostRanges = { lost: 0, ranges: [], omitted: 0 };

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
  readonly acknowledgement: Acknowledgement;
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
  whoAcknowledged: WhoAcknowledged = () => NOBODY,
): LostRanges {
  const { outcome, offset: offsets, partition: partitions, sentAt, settledAt, rowsOf } = ledger;
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

  for (const [producer, { messages }] of ledger.producers.entries()) {
    const firstRow = rowsOf.firstRowOf(producer);
    const open = new Map<number, Growing>();
    for (let sequence = 0; sequence < messages; sequence++) {
      const row = firstRow + sequence;
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
      const acknowledgement =
        offset === null
          ? NOBODY
          : whoAcknowledged(partition, offset, sentAt[row]! / TICKS_PER_MS, at / TICKS_PER_MS);
      let range = open.get(partition);
      if (range !== undefined && !goesOn(range, offset, acknowledgement)) {
        close(range);
        range = undefined;
      }
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
          acknowledgement,
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
  const ranges = kept.map(({ fromTicks, toTicks, acknowledgement, ...range }) => ({
    ...range,
    acknowledgedFrom: iso(fromTicks),
    acknowledgedTo: iso(toTicks),
    ...acknowledgement,
    overwrittenBy: null,
  }));
  return { lost, ranges, omitted };
}

function goesOn(range: Draft, offset: number | null, acknowledgement: Acknowledgement): boolean {
  if (range.acknowledgement !== acknowledgement) return false;
  // With idempotence, single messages may be acknowledged without an offset: they are ranges on their own.
  if (offset === null || range.lastOffset === null) return offset === range.lastOffset;
  return offset > range.lastOffset;
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
    found.set(place, {
      producer: ledger.rowsOf.producerOf(row),
      sequence: ledger.rowsOf.sequenceOf(row),
    });
  }
  return ranges.map((range) =>
    range.firstOffset === null
      ? range
      : { ...range, overwrittenBy: found.get(key(range.partition, range.firstOffset)) ?? null },
  );
}
