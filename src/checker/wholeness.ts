/**
 * What of a log is known: retention or compaction took offsets, offsets were not read, or records there are damaged. A message may
 * be where the log is not whole, whatever the rest of it has.
 */
import { type LogSink, RECORD } from "../history/log-entries.js";
import { type Continuity, continuityOf, type Deviation } from "./continuity.js";

export class Wholeness implements LogSink {
  /** Rows of the records that a proxy changed, as their values show. */
  readonly changedRows: number[] = [];
  readonly #continuity: Continuity;
  readonly #damaged = new Set<number>();
  readonly #ends: number[] = [];
  #partition = -1;
  #deviations: ReadonlyMap<number, Deviation> | null = null;

  constructor(partitions: number) {
    this.#continuity = continuityOf(partitions);
  }

  begin(partition: number): void {
    this.#partition = partition;
  }

  batch(): void {}

  records(offset: number, count: number, kind: number, row: number): void {
    this.#continuity.advance(this.#partition, offset, offset + count - 1);
    if (kind === RECORD.damaged) this.#damaged.add(this.#partition);
    if (kind === RECORD.changed && row >= 0) for (let i = 0; i < count; i++) this.changedRows.push(row + i);
  }

  broken(first: number, last: number): void {
    this.#continuity.advance(this.#partition, first, last);
    this.#damaged.add(this.#partition);
  }

  control(first: number, last: number): void {
    this.#continuity.advance(this.#partition, first, last);
  }

  deleted(first: number, last: number): void {
    this.#continuity.deleted(this.#partition, first, last);
  }

  end(end: number): void {
    this.#ends[this.#partition] = end;
  }

  /** How offsets deviate from those of a whole log; undefined: they do not. Below, each of a log that was read to its end. */
  deviationOf(partition: number): Deviation | undefined {
    return this.#all.get(partition);
  }

  isDamaged(partition: number): boolean {
    return this.#damaged.has(partition);
  }

  /** Nothing is hidden in the partition. */
  isWhole(partition: number): boolean {
    return !this.#all.has(partition) && !this.#damaged.has(partition);
  }

  get isAllWhole(): boolean {
    return this.#all.size === 0 && this.#damaged.size === 0;
  }

  /** Whether the end of the partition was read, and each offset from its first one on. */
  isRead(partition: number): boolean {
    if (this.#damaged.has(partition)) return false;
    const deviation = this.#all.get(partition);
    if (deviation === undefined) return true;
    return deviation.tooShort === null && deviation.backward === null && deviation.holes === 0;
  }

  /** Whether the offset was read. False in a partition whose offsets went backwards. */
  holds(partition: number, offset: number): boolean {
    return this.#continuity.holds(partition, offset);
  }

  /** The offset after the last record that has to be there. */
  endOf(partition: number): number {
    return this.#ends[partition]!;
  }

  get #all(): ReadonlyMap<number, Deviation> {
    this.#deviations ??= this.#continuity.deviations(this.#ends);
    return this.#deviations;
  }
}
