/**
 * Which messages a log may hide: retention or compaction took offsets, offsets were not read, or records there are damaged. Of
 * such a message it is not known whether the log has it.
 */
import { type Ledger, OUTCOME, UNKNOWN_PARTITION } from "../../history/ledger.js";
import { type LogSink, RECORD } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import { DEAF } from "../check-kind.js";
import type { FinalLog } from "../consumers/final-log.js";
import { type Continuity, continuityOf, type Deviation } from "../continuity.js";

export class HiddenPlaces {
  /** Rows of the records that a proxy changed, as their values show. */
  readonly changedRows: number[] = [];
  readonly #continuity: Continuity;
  readonly #damaged = new Set<number>();
  readonly #ends: number[] = [];
  #deviations: ReadonlyMap<number, Deviation> = new Map();

  constructor(
    readonly ledger: Ledger,
    readonly final: FinalLog,
  ) {
    this.#continuity = continuityOf(final.partitions);
  }

  /** @throws LogFileError when the log is not whole */
  static async in(log: Pick<StoredLog, "read">, ledger: Ledger, final: FinalLog): Promise<HiddenPlaces> {
    const places = new HiddenPlaces(ledger, final);
    await log.read(places.#sink());
    places.#deviations = places.#continuity.deviations(places.#ends);
    return places;
  }

  /** Nothing is hidden in the partition. */
  isWhole(partition: number): boolean {
    return !this.#deviations.has(partition) && !this.#damaged.has(partition);
  }

  get isAllWhole(): boolean {
    return this.#deviations.size === 0 && this.#damaged.size === 0;
  }

  /** Whether the end of the partition was read, and each offset from its first one on. */
  isRead(partition: number): boolean {
    const deviation = this.#deviations.get(partition);
    if (this.#damaged.has(partition)) return false;
    if (deviation === undefined) return true;
    return deviation.tooShort === null && deviation.backward === null && deviation.holes === 0;
  }

  /** Of a message that no record of the log is. */
  mayHide(row: number): boolean {
    if (this.isAllWhole) return false;
    const { ledger, final } = this;
    const partition = ledger.partition?.[row] ?? 0;
    if (partition === UNKNOWN_PARTITION) return true;
    if (this.isWhole(partition)) return false;
    const deviation = this.#deviations.get(partition);
    if (ledger.outcome[row] !== OUTCOME.acknowledged || deviation?.backward != null) return true;
    const offset = ledger.offset[row]!;
    if (!this.#continuity.holds(partition, offset))
      return deviation?.tooShort != null || offset < this.#ends[partition]!;
    // A damaged record, or one of a damaged batch, may be the message.
    return this.#damaged.has(partition) && final.rows[final.placeOf(partition, offset)]! >= ledger.rows;
  }

  #sink(): LogSink {
    let partition = -1;
    return {
      ...DEAF,
      begin: (next) => {
        partition = next;
      },
      records: (offset, count, kind, row) => {
        this.#continuity.advance(partition, offset, offset + count - 1);
        if (kind === RECORD.damaged) this.#damaged.add(partition);
        if (kind === RECORD.changed && row >= 0)
          for (let i = 0; i < count; i++) this.changedRows.push(row + i);
      },
      broken: (first, last) => {
        this.#continuity.advance(partition, first, last);
        this.#damaged.add(partition);
      },
      control: (first, last) => this.#continuity.advance(partition, first, last),
      deleted: (first, last) => this.#continuity.deleted(partition, first, last),
      end: (end) => {
        this.#ends[partition] = end;
      },
    };
  }
}
